"""The main job on data this project did not write: Odoo's own demo persons, years later.

A seventh of the file stays fresh, half of the rest moves two years back, half six (so that clients are
over their five years too).  Open quotations do not move: an old prospect who was just sent one is held.
"""

import os

import pytest

from .residue.house import House

# What moves for a person: their own dates and those of their documents.
YEARS = {0: 6, 1: 6, 2: 2, 3: 2}  # by the remainder of their company’s number divided by four
FRESH = 7  # multiples of this number do not move
DATED = {
    "res_partner": ("id", ("create_date",)),
    "crm_lead": ("partner_id", ("create_date", "date_open", "date_deadline")),
    "sale_order": ("partner_id", ("create_date", "date_order", "validity_date", "signed_on")),
    "account_move": ("partner_id", ("create_date", "invoice_date", "date", "invoice_date_due")),
    "account_payment": ("partner_id", ("create_date", "date")),
    "stock_picking": ("partner_id", ("create_date", "date_done", "scheduled_date")),
    "mail_message": ("author_id", ("date", "create_date")),
    "link_tracker_click": (
        "(SELECT t.res_id FROM mailing_trace t WHERE t.id = mailing_trace_id)",
        ("create_date",),
    ),
    "mailing_trace": (
        "res_id",
        ("create_date", "sent_datetime", "open_datetime", "reply_datetime", "links_click_datetime"),
    ),
}

# Who goes, who is held, and by what: every person of Odoo's demo whose time is over.
EXPECTED = {
    "Ready Mat, Billy Fox": ("erase", "prospect"),
    "Ready Mat, Edith Sanchez": ("erase", "prospect"),
    "Ready Mat, Julie Richards": (
        "keep",
        "sale_quotation",
    ),  # her company was just sent a quotation
    "Ready Mat, Sandra Neal": ("erase", "prospect"),
    "Ready Mat, Theodore Gardner": ("erase", "prospect"),
    "Ready Mat, Travis Mendoza": ("keep", "sale_quotation"),
    "Ready Mat, Kim Snyder": ("keep", "sale_quotation"),
    "LightsUp": ("keep", "invoice_open"),
    "Lumber Inc": ("keep", "sale_order"),
    "Lumber Inc, Lorraine Douglas": ("keep", "sale_order"),
}


def go_back(env):
    """Move the dates of part of the file back."""
    for table, (person, columns) in DATED.items():
        open_ones = " AND state NOT IN ('draft', 'sent')" if table == "sale_order" else ""
        for remainder, years in YEARS.items():
            moved = ", ".join(
                f"{column} = {column} - make_interval(years => {years})" for column in columns
            )
            env.cr.execute(
                f"""UPDATE {table} SET {moved} WHERE {person} IN (
                        SELECT id FROM res_partner WHERE commercial_partner_id % 4 = {remainder}
                           AND commercial_partner_id % {FRESH} <> 0){open_ones}"""
            )
    env.invalidate_all(flush=False)


def snapshot(env):
    env.cr.execute(
        "SELECT id, complete_name, active, email, monaco_state FROM res_partner ORDER BY id"
    )
    return env.cr.fetchall()


@pytest.fixture(scope="module")
def lived():
    house = House(f"test_demo_{os.getpid()}")
    try:
        with house.env() as env:
            installed = snapshot(env)
            names = {row[0]: row[1] for row in installed}
            go_back(env)
        with house.env("admin") as env:
            run = env["monaco.run"].browse(
                env["monaco.run"]
                .with_context(allowed_company_ids=env["res.company"].search([]).ids)
                .action_preview()["res_id"]
            )
            run_id = run.id
            plan = {
                names[line.res_id]: (line.bucket, line.ground, line.deadline)
                for line in run.line_ids
                if line.res_model == "res.partner"
            }
            before = snapshot(env)
            run.action_approve()
        with house.env() as env:
            env.ref("crm_monaco.ir_cron_retention").method_direct_trigger()
        yield house, installed, names, plan, before, run_id
    finally:
        house.drop()


def test_installation_changes_nobody(lived):
    """Installing anonymises and archives nobody."""
    _house, installed, *_rest = lived
    assert len(installed) > 30
    assert {row[4] for row in installed} <= {None, "active"}


def test_preview_changes_nobody(lived):
    _house, installed, _names, _plan, before, _run = lived
    assert [row[:4] for row in before] == [row[:4] for row in installed]


def test_who_went_and_who_was_held(lived):
    """Every person of Odoo's demo whose time is over is accounted for, by bucket and ground."""
    house, _installed, names, plan, _before, run_id = lived
    with house.env() as env:
        run = env["monaco.run"].browse(run_id)
        holds = {
            names[hold.partner_id.id]: (
                hold.type_id.name,
                hold.document or "",
                str(hold.until or ""),
            )
            for hold in env["monaco.hold"].search(
                [("partner_id", "in", list(names))], order="id desc"
            )
        }
        print(
            f"\n{run.erase_count} anonymised, {run.archive_count} archived, {run.keep_count} kept\n"
        )
        for name, (bucket, ground, deadline) in sorted(
            plan.items(), key=lambda item: (item[1], item[0])
        ):
            kept = " · ".join(holds.get(name, ())) if bucket == "keep" else ""
            print(f"| {name} | {bucket} | {ground} | {deadline} | {kept} |")
        assert run.state == "done"
        assert {name: line[:2] for name, line in plan.items()} == EXPECTED
        env.cr.execute("SELECT id, monaco_state FROM res_partner")
        states = dict(env.cr.fetchall())
        by_name = {names[pid]: state for pid, state in states.items() if pid in names}
        for name, (bucket, _ground, _deadline) in plan.items():
            expected = {"erase": "anonymised", "archive": "archived", "keep": "active"}[bucket]
            assert by_name[name] == expected, name
        # nobody else was touched
        assert not {n for n, state in by_name.items() if state in ("anonymised", "archived")} - set(
            plan
        )


def test_staff_suppliers_and_own_companies_stay(lived):
    house, _installed, names, plan, *_rest = lived
    with house.env() as env:
        never = env.ref("base.user_admin").partner_id | env["res.company"].search([]).partner_id
        never |= (
            env["account.move"]
            .search([("move_type", "=", "in_invoice"), ("state", "=", "posted")])
            .partner_id
        )
        assert not {names[pid] for pid in never.ids if pid in names} & set(plan)
        assert not never.filtered(lambda p: p.monaco_state in ("archived", "anonymised"))


def test_journal_names_nobody_and_verifies(lived):
    house, _installed, _names, plan, _before, run_id = lived
    with house.env() as env:
        env.cr.execute("SELECT * FROM monaco_journal WHERE run_id = %s", [run_id])
        text = str(env.cr.fetchall())
        gone = [name for name, (bucket, *_rest) in plan.items() if bucket != "keep"]
        assert gone
        assert not [name for name in gone if name in text]
        env.cr.execute("SELECT count(*) FROM monaco_journal WHERE run_id = %s", [run_id])
        assert env.cr.fetchone()[0] == len(gone)
        assert env["monaco.journal"]._verify_chain() == []
