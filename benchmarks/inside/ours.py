"""This engine, everything on: locks, second look at clocks and holds, journal, others' words."""

import time

from .clock import backend_seconds


def _planner():
    from odoo.addons.crm_monaco.engine import planner

    return planner


def refresh(env, _options):
    """Switch retention on and read the clocks, as every night."""
    env["res.company"].search([]).write({"monaco_retention_on": True})
    _planner().refresh(env)
    env.cr.commit()


def plan(env, _options):
    """Plan and approve; return what reading the file again and cutting the plan took."""
    planner, found = _planner(), {}

    def timed(name):
        function = getattr(planner, name)

        def run(*args, **options):
            began = time.monotonic(), time.process_time() + backend_seconds(env.cr)
            result = function(*args, **options)
            found[name] = time.monotonic() - began[0]
            found[f"{name}_processor"] = time.process_time() + backend_seconds(env.cr) - began[1]
            return result

        return run

    planner.refresh, planner.plan = timed("refresh"), timed("plan")
    run = env["monaco.run"]._prepare(env["res.company"].search([]))
    env.cr.commit()
    run._approve()
    env.cr.commit()
    return {**found, "erase": run.erase_count}


def execute(env, _options):
    """Execute the approved run until nothing is left."""
    env["monaco.retention"]._execute(env["monaco.run"].search([("state", "=", "approved")]))
    return {"run": env["monaco.run"].search([], limit=1).state}


WHAT = {"refresh": (None, refresh), "plan": (None, plan), "execute": (None, execute)}
