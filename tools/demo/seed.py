"""Run in `odoo shell` on a database with Odoo's apps and our addons, without demo data.

    odoo shell -d NAME --no-http < tools/demo/seed.py

Each step is done once and committed: started again, it goes on where it stopped.
"""
# ruff: noqa: F821

import os
import sys

_tools = os.path.join(os.environ.get("CRM_MONACO_ROOT") or os.getcwd(), "tools")
if _tools not in sys.path:
    sys.path.insert(0, _tools)

from demo import steps  # noqa: E402

steps.run(env)
