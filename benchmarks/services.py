"""What the separation of services costs: a user of each service beside one without, in one run.

`CONTACTS=225000 bin/odoo shell -d COPY --no-http < benchmarks/services.py` on a copy of a database with our
addons, to throw away afterwards: the contacts are committed and the tables vacuumed, as they would be in use.
"""

import contextlib
import os
import statistics
import time

from odoo.sql_db import db_connect
from odoo.tools import SQL

CONTACTS, ROUNDS = int(os.environ.get("CONTACTS", "225000")), 15
cr = env.cr
cr.execute("SELECT max(id) FROM res_partner")
base = cr.fetchone()[0]
# four in five are prospects, one in ten is a client, the others are in no file; one in fifty waits for a delivery
cr.execute(
    """
    INSERT INTO res_partner
    SELECT row_.*
      FROM (SELECT * FROM res_partner WHERE id = 1) AS example, generate_series(1, %(n)s) n,
           LATERAL jsonb_populate_record(NULL::res_partner, to_jsonb(example) || jsonb_build_object(
               'id', %(base)s + n, 'name', md5(n::text) || ' Personne', 'complete_name', md5(n::text) || ' Personne',
               'email', 'p' || n || '@example.com', 'email_normalized', 'p' || n || '@example.com',
               'active', n %% 20 <> 0, 'is_company', false, 'company_id', NULL, 'user_id', NULL, 'type', 'contact',
               'partner_share', true, 'parent_id', NULL, 'commercial_partner_id', %(base)s + n,
               'monaco_kind', CASE WHEN n %% 10 < 8 THEN 'prospect' WHEN n %% 10 = 8 THEN 'client' END,
               'monaco_for_sales', NULL, 'monaco_for_logistics', NULL, 'monaco_for_accounting', NULL)) AS row_
    """,
    {"n": CONTACTS, "base": base},
)
cr.execute(
    """
    INSERT INTO stock_picking
    SELECT row_.*
      FROM (SELECT * FROM stock_picking ORDER BY id LIMIT 1) AS example, generate_series(1, %(n)s) n,
           LATERAL jsonb_populate_record(NULL::stock_picking, to_jsonb(example) || jsonb_build_object(
               'id', nextval('stock_picking_id_seq'), 'name', 'BENCH/' || n, 'partner_id', %(base)s + n,
               'state', CASE WHEN n %% 50 = 1 THEN 'assigned' ELSE 'done' END,
               'date_done', now() - interval '200 days')) AS row_
     WHERE n %% 5 = 1
    """,
    {"n": CONTACTS, "base": base},
)
cr.execute("SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner))")
env.invalidate_all()
start = time.perf_counter()
written = env["monaco.service"]._refresh_flags()
first = time.perf_counter() - start
cr.commit()
with contextlib.closing(db_connect(cr.dbname).cursor()) as other:
    other._cnx.autocommit = True
    for table in ("res_partner", "stock_picking", "crm_lead"):
        other.execute(f"VACUUM ANALYZE {table}")
start = time.perf_counter()
env["monaco.service"]._refresh_flags()
print(
    f"flags: {written} written in {first:.1f} s; again, nothing to write: {time.perf_counter() - start:.1f} s"
)


def make_user(service):
    # the same rights in Odoo, with and without the service
    groups = ["base.group_user", "base.group_partner_manager", "sales_team.group_sale_salesman"]
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": service or "plain",
                "login": f"bench-{service}",
                "group_ids": [(6, 0, [env.ref(name).id for name in groups])],
            }
        )
    )
    if service:
        env["monaco.service.assignment"].create({"user_id": user.id, "service": service})
    return user


users = {service: make_user(service) for service in ("", "sales", "logistics", "accounting")}
SPECIFICATION = {
    "complete_name": {},
    "email": {},
    "phone": {},
    "country_id": {"fields": {"display_name": {}}},
    "parent_id": {"fields": {"display_name": {}}},
}


def page(model):
    model.web_search_read([], SPECIFICATION, limit=80, count_limit=10001)


def count(model):
    model.search_count([])


def name_search(model):
    model.name_search("a1b2", limit=8)


def measure(work, user):
    env.invalidate_all()
    model = env["res.partner"].with_user(user)
    start = time.perf_counter()
    work(model)
    return time.perf_counter() - start


print(f"{CONTACTS} contacts, {ROUNDS} rounds, median ms")
for work in (page, count, name_search):
    times = {service: [] for service in users}
    for user in users.values():
        measure(work, user)
    for _round in range(ROUNDS):
        for service, user in users.items():
            times[service].append(measure(work, user))
    plain = statistics.median(times[""])
    line = [f"plain {plain * 1000:.1f}"]
    for service in list(users)[1:]:
        median = statistics.median(times[service])
        line.append(f"{service} {median * 1000:.1f} ({median / plain:.2f}x)")
    print(f"{work.__name__}: {', '.join(line)}")

for service, user in users.items():
    model = env["res.partner"].with_user(user)
    named = model._search([("display_name", "ilike", "a1b2")], limit=8, order=model._order)
    queries = {
        "page": model._search([], limit=80, order=model._order).select("id"),
        "count": model._search([]).select(SQL("count(*)")),
        "name": named.select("id"),
    }
    for name, query in queries.items():
        plan = "\n".join(row[0] for row in env.execute_query(SQL("EXPLAIN %s", query)))
        scan = "SEQUENTIAL SCAN" if "Seq Scan on res_partner" in plan else "no sequential scan"
        print(f"{service or 'plain'} {name}: {scan}")
        if os.environ.get("PLANS"):
            print(plan)
cr.rollback()
