"""``python -m benchmarks.inside DATABASE WHAT JSON``: load Odoo, say ``ready``, wait for a line, do it."""

import json
import resource
import sys
import time

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from . import daily, ours, peers
from .clock import backend_seconds

WHAT = {**ours.WHAT, **peers.WHAT, **daily.WHAT}


def all_backends_seconds():
    """Return the processor time of the PostgreSQL processes of all connections of this process."""
    pools = (sql_db._Pool, sql_db._Pool_readonly)
    links = [link for pool in pools if pool for link in pool._connections if not link.closed]
    return sum(map(backend_seconds, links))


def main(database, what, options):
    """Do one thing and print what it took."""
    options = json.loads(options)
    arguments = ["-d", database, "--log-level=error", "--max-cron-threads=0"]
    if options.get("addons_path"):
        arguments.append(f"--addons-path={options['addons_path']}")
    config.parse_config(arguments, setup_logging=True)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_notrack": True})
        env["res.partner"].search_count([])  # whatever is loaded at first use
        cr.commit()
        prepare, act = WHAT[what]
        state = prepare(env, options) if prepare else options
        print("ready", flush=True)
        if "wait" in options:
            sys.stdin.readline()
        began, client, server = time.monotonic(), time.process_time(), all_backends_seconds()
        count = cr.sql_log_count
        found = act(env, state) or {}
        result = {
            "seconds": time.monotonic() - began,
            "processor": time.process_time() - client + all_backends_seconds() - server,
            "statements": cr.sql_log_count - count,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            **found,
        }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
