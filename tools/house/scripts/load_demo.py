"""Run in `odoo shell`: loads the demo data of our addons, and of no other.

Odoo loads an addon's demo data only where all that it depends on has demo data too;
the demo database holds ours alone.
"""
# ruff: noqa: F821

from odoo.modules.loading import load_demo
from odoo.modules.module_graph import ModuleGraph

env.cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
graph = ModuleGraph(env.cr)
graph.extend([name for (name,) in env.cr.fetchall()])
for package in graph:
    if package.name in ours and not package.demo and package.manifest.get("demo"):
        if not load_demo(env, package, {}, "init"):
            raise RuntimeError(f"the demo data of {package.name} cannot be loaded")
        env.cr.execute("UPDATE ir_module_module SET demo = true WHERE name = %s", [package.name])
env["res.users"].with_context(active_test=False).search([]).lang = "fr_FR"
