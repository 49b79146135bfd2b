"""`python benchmarks/refresh.py --persons N [--database NAME]`: the nightly refresh and the due list at size.

Run from the environment of `eval "$(bin/env)"`.  It fills a copy of the house with N persons, then measures

* one aggregate pass over the same tables (refresh.sql), the floor;
* the first refresh (every person is written), a night on which nothing changed (0 rows must be written,
  as PostgreSQL itself counts them) and a night after one person in a hundred acted;
* the due list, as the screen asks for it, beside Odoo's plain list of contacts of the same size.

Each figure is the median of several rounds on a warm cache; the command fails when a goal is missed.
"""

import argparse
import re
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tools"))

import odoo  # noqa: E402
from odoo import SUPERUSER_ID, api, fields  # noqa: E402
from odoo.modules.module import initialize_sys_path  # noqa: E402
from odoo.modules.registry import Registry  # noqa: E402
from odoo.tools import config  # noqa: E402

from house import databases, surroundings  # noqa: E402

ROUNDS = 3
GOAL = 3.0
LIST_GOAL = 2.0  # "like any list": no slower than twice Odoo's own, and never a second
KINDS = ("acts", "solicitations", "holds", "never", "together")


def fill(name, persons):
    for file in ("dataset.sql", "refresh_data.sql"):
        command = ["psql", "-Xq", "-v", f"prospects={persons}", "-f", HERE / file, name]
        subprocess.run(command, check=True, env=surroundings.complete(), stdout=subprocess.DEVNULL)
    vacuum(name)


def vacuum(name):
    """What autovacuum does within the hour; without it the first pass pays for setting hint bits."""
    quiet = {"PGOPTIONS": "-c client_min_messages=error"}
    command = ["psql", "-Xq", "-c", "VACUUM ANALYZE", name]
    subprocess.run(command, check=True, env=surroundings.complete(quiet))


def median(action, rounds=ROUNDS):
    """Return the median duration of ``action``, after one round to warm up."""
    times = []
    for _round in range(rounds + 1):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def check_tables(env, floor):
    """Stop if the refresh reads a table that the floor does not."""
    read = {
        env[source.model]._table
        for declarant in env["monaco.declaration"]._monaco_declarants()
        for kind in KINDS
        for source in getattr(declarant, f"_monaco_{kind}")()
    }
    known = set(re.findall(r"(?:FROM|JOIN) (\w+)", floor))
    if missing := read - known:
        sys.exit(f"refresh.sql does not read: {', '.join(sorted(missing))}")


def rows_written(cr):
    """Return how many rows this transaction wrote, as PostgreSQL counts them."""
    cr.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
    return int(cr.fetchone()[0])


def act(cr):
    """One person in a hundred writes a mail."""
    cr.execute(
        """UPDATE mail_message SET date = now() AT TIME ZONE 'UTC'
            WHERE message_type = 'email' AND author_id IN (
                  SELECT id FROM res_partner WHERE email LIKE 'prospect%' AND mod(id, 100) = 7)"""
    )
    return cr.rowcount


def specification(env, view):
    """Return what a list asks of the server for its columns."""
    views = env["res.partner"].get_views([(view, "list")])
    names = re.findall(r'<field name="(\w+)"', views["views"]["list"]["arch"])
    known = env["res.partner"]._fields
    return {
        name: {"fields": {"display_name": {}}} if known[name].relational else {}
        for name in names
        if name in known
    }


def measure_lists(env):
    """Return ``{name: (rows, seconds)}`` of the due list and of Odoo's list, as the screens ask."""
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": "bench",
            "group_ids": [
                (4, env.ref("base.group_user").id),
                (4, env.ref("crm_monaco.group_monaco_dpo").id),
                (4, env.ref("base.group_partner_manager").id),
            ],
        }
    )
    persons = env(user=user)["res.partner"]
    limit = fields.Date.today() + timedelta(days=30)
    due = [("monaco_kind", "!=", False), ("active", "in", (True, False))]
    due += [("monaco_deadline", "<=", limit)]
    asked = {
        "contacts": (persons, [], None, "base.view_partner_tree"),
        "due": (persons, due, "monaco_deadline, id", "crm_monaco.res_partner_view_list_due"),
    }
    found = {}
    for name, (model, domain, order, view) in asked.items():
        columns = specification(model.env, env.ref(view).id)

        def read(model=model, domain=domain, columns=columns, order=order):
            env.invalidate_all()
            model.web_search_read(domain, columns, limit=80, order=order, count_limit=10001)

        def count(model=model, domain=domain):
            model.search_count(domain)

        found[name] = (model.search_count(domain), median(read), median(count))
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument(
        "--database",
        help="keep it, and use it as it is if it is there (default: one made and dropped)",
    )
    arguments = parser.parse_args()
    name = arguments.database or "bench_refresh"
    try:
        if not (arguments.database and databases.exists(name)):
            databases.copy("t_house", name)
            fill(name, arguments.persons)
        failed = bench(name)
    finally:
        odoo.sql_db.close_all()
        if not arguments.database:
            databases.drop(name)
    return 1 if failed else 0


def bench(name):
    config.parse_config(["-d", name, "--log-level=error"])
    initialize_sys_path()
    from odoo.addons.crm_monaco.engine import refresher

    floor = (HERE / "refresh.sql").read_text()
    failed = []

    def tell(label, value, unit="s", goal=None):
        missed = goal is not None and value > goal
        failed.extend([label] if missed else [])
        against = (
            f"  (goal: at most {goal:g}{' – MISSED' if missed else ''})" if goal is not None else ""
        )
        shown = f"{value:,.0f}" if unit == "rows" else f"{value:.3f}"
        print(f"{label:<58}{shown:>12} {unit}{against}", flush=True)

    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        check_tables(env, floor)
        env["res.company"].search([]).monaco_retention_on = True
        env.flush_all()
        cr.execute("SELECT count(*) FROM res_partner")
        print(f"{cr.fetchone()[0]:,} contacts")
        start = time.perf_counter()
        persons, _holds = refresher.refresh(env)
        tell("first refresh, every person is written", time.perf_counter() - start)
        tell("  persons written", persons, "rows")
        cr.commit()
    vacuum(name)
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        cr.execute("SET LOCAL jit = off")

        def one_pass():
            cr.execute("SET LOCAL work_mem = '256MB'")  # as the refresh has it
            cr.execute(floor)
            cr.fetchall()

        aggregate = median(one_pass)
        tell("one aggregate pass over the same tables", aggregate)
        before = rows_written(cr)
        refresher.refresh(env)
        tell("  rows written on an unchanged night", rows_written(cr) - before, "rows", 0)
        unchanged = median(lambda: refresher.refresh(env))
        tell("an unchanged night", unchanged)
        tell("  against the aggregate pass", unchanged / aggregate, "×", GOAL)
        acted = act(cr)
        start = time.perf_counter()
        persons, _holds = refresher.refresh(env)
        night = time.perf_counter() - start
        tell(f"a night after {acted:,} acts", night)
        tell("  persons written", persons, "rows")
        tell("  against the aggregate pass", night / aggregate, "×", GOAL)
        lists = measure_lists(env)
        for label, (rows, read, count) in lists.items():
            tell(f"list of {label} ({rows:,}): 80 lines", read)
            tell(f"list of {label}: its count", count)
        for position, what in ((1, "80 lines"), (2, "count")):
            ratio = lists["due"][position] / lists["contacts"][position]
            tell(f"due list against contacts: {what}", ratio, "×", LIST_GOAL)
        cr.rollback()
    return failed


if __name__ == "__main__":
    sys.exit(main())
