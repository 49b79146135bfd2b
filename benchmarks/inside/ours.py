"""This engine, everything on: locks, second look at clocks and holds, journal, others' words."""

import time


def refresh(env, _options):
    """Switch retention on and read the clocks, as every night."""
    companies = env["res.company"].search([])
    companies.write({"monaco_retention_on": True})
    env["monaco.retention"]._refresh_all() if hasattr(
        env["monaco.retention"], "_refresh_all"
    ) else (_planner().refresh(env))
    env.cr.commit()


def _planner():
    from odoo.addons.crm_monaco.engine import planner

    return planner


def plan(env, options):
    """Plan and approve; return how long reading the file again and cutting the plan took."""
    companies = env["res.company"].search([])
    began = time.monotonic()
    run = env["monaco.run"]._prepare(companies)
    env.cr.commit()
    took = time.monotonic() - began
    run._approve()
    env.cr.commit()
    return {"planning": took, "erase": run.erase_count, "run": run.id}


def execute(env, _options):
    """Execute the approved run until nothing is left."""
    env["monaco.retention"]._execute(env["monaco.run"].search([("state", "=", "approved")]))
    return {"run": env["monaco.run"].search([], limit=1).state}


WHAT = {"refresh": (None, refresh), "plan": (None, plan), "execute": (None, execute)}
