"""This engine, everything on: locks, second look at clocks and holds, journal, others' words."""

import time

from .clock import backend_seconds


def _engine():
    from odoo.addons.crm_monaco.engine import planner, refresher

    return planner, refresher


def refresh(env, _options):
    """Switch retention on and read the clocks, as every night."""
    env["res.company"].search([]).write({"monaco_retention_on": True})
    _engine()[1].refresh(env)
    env.cr.commit()


def plan(env, _options):
    """Plan and approve; return what reading the file again and cutting the plan took."""
    (planner, refresher), found = _engine(), {}

    def timed(module, name):
        function = getattr(module, name)

        def run(*args, **options):
            began = time.monotonic(), time.process_time() + backend_seconds(env.cr)
            result = function(*args, **options)
            found[name] = time.monotonic() - began[0]
            found[f"{name}_processor"] = time.process_time() + backend_seconds(env.cr) - began[1]
            return result

        setattr(module, name, run)

    timed(refresher, "refresh")
    timed(planner, "plan")
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
