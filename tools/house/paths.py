"""Where things lie. Everything the commands make is under HOUSE, which git ignores."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / ".house"

ADDONS = ROOT / "addons"
CONFIG = ROOT / "odoo.conf"
TOOLS = ROOT / "tools"
SCRIPTS = TOOLS / "house/scripts"

APT = HOUSE / "apt"
BIN = HOUSE / "bin"
DATA = HOUSE / "data"
LOG = HOUSE / "log"
ODOO = HOUSE / "odoo"
POSTGRES = HOUSE / "pg"
CLUSTER = POSTGRES / "data"
RUN = HOUSE / "run"
SOCKETS = RUN / "pg"
STAMPS = HOUSE / "stamps"
VENV = HOUSE / "venv"

PACKAGES = ODOO / "usr/lib/python3/dist-packages"


def data_dir():
    """Odoo's data_dir: ours, unless the user named another."""
    return Path(os.environ.get("ODOO_DATA_DIR") or DATA)
