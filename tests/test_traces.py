"""What leaves a trace at a real server: administrators' reading, exports, refusals, windows; through every door."""

import os
from datetime import timedelta

import pytest
import requests

from odoo import fields
from odoo.exceptions import AccessError

from .residue.house import House
from .services import stage

LOGINS = ("gestion", "commercial", "comptable", "maintenance", "protection", "portail")


@pytest.fixture(scope="module")
def scene():
    house = House(f"test_traces_{os.getpid()}")
    try:
        with house.env() as env:
            ids = stage.build(env)
            manager = env["res.users"].search([("login", "=", "gestion")])
            for name in ("base.group_allow_export", "sales_team.group_sale_salesman_all_leads"):
                manager.group_ids += env.ref(name)
        with house.server() as address:
            yield house, ids, {login: stage.Caller(address, house, login) for login in LOGINS}
    finally:
        house.drop()


@pytest.fixture
def traced(scene):
    """Return what was traced of one call since the last time, the newest last."""
    house = scene[0]

    def read():
        with house.env() as env:
            traces = env["monaco.trace"].search([], order="id")
            rows = [
                (t.login, t.door, t.res_model, t.res_ids or [], t.refused, t.words) for t in traces
            ]
            traces.unlink()
        return rows

    read()
    return read


def _of(rows, model="res.partner"):
    return [row for row in rows if row[2] == model]


def _doors(caller, address, key, rid):
    """Yield (what, the door it is traced as, the call) for one contact that the caller may read."""
    one, name = [["id", "=", rid]], {"name": {}}
    rpc = caller.rpc
    yield "form", lambda: rpc("res.partner", "web_read", [[rid]], {"specification": name})
    yield "form", lambda: rpc("res.partner", "read", [[rid], ["name"]])
    yield (
        "list",
        lambda: rpc("res.partner", "web_search_read", [one], {"specification": name}),
    )
    yield "list", lambda: rpc("res.partner", "search_read", [one, ["email"]])
    yield "search", lambda: rpc("res.partner", "name_search", [stage.PERSONS["client"]])
    yield "other", lambda: rpc("res.partner", "copy_data", [[rid]])
    yield "export", lambda: rpc("res.partner", "export_data", [[rid], ["name"]])
    yield "export", lambda: _export(caller, rid)
    yield "rpc", lambda: caller.json2("res.partner", "read", ids=[rid], fields=["name"])
    yield "rpc", lambda: _jsonrpc(address, caller, key, rid)
    yield "other", lambda: caller.get(f"/web/partner/vcard?partner_ids={rid}")
    yield (
        "list",
        lambda: rpc(
            "sale.order",
            "web_search_read",
            [[["partner_id", "=", rid]]],
            {"specification": {"partner_id": {"fields": {"email": {}}}}},
        ),
    )


def _export(caller, rid):
    data = {
        "model": "res.partner",
        "fields": [{"name": "name", "label": "Nom", "type": "char"}],
        "ids": [rid],
        "domain": [],
        "import_compat": False,
        "context": {},
        "groupby": [],
    }
    import json

    page = caller.session.get(f"{caller.address}/odoo", timeout=60).text
    token = page.partition('csrf_token: "')[2].partition('"')[0]
    answer = caller.session.post(
        f"{caller.address}/web/export/csv",
        data={"data": json.dumps(data), "csrf_token": token},
        timeout=60,
    )
    assert stage.PERSONS["client"] in answer.text
    return answer


def _jsonrpc(address, caller, key, rid):
    with_key = [caller.house, caller.uid, key, "res.partner", "read", [[rid], ["name"]], {}]
    body = {"params": {"service": "object", "method": "execute_kw", "args": with_key}}
    answer = requests.post(f"{address}/jsonrpc", json=body, timeout=60)
    assert stage.PERSONS["client"] in answer.text
    return answer


def test_what_an_administrator_reads_is_traced_at_every_door(scene, traced):
    house, ids, callers = scene
    rid, caller = ids["res.partner"]["client"], callers["gestion"]
    caller.house = house.name
    with house.env() as env:
        caller.uid = env["res.users"].search([("login", "=", "gestion")]).id
    for number, (door, call) in enumerate(_doors(caller, caller.address, caller.key, rid)):
        call()
        rows = [row for row in _of(traced()) if rid in row[3]]
        assert rows, (number, door, "left no trace")
        assert rows[-1][:2] == ("gestion", door) and not rows[-1][4], (number, door, rows)


def test_one_row_a_request(scene, traced):
    _house, ids, callers = scene
    domain = [["id", "in", list(ids["res.partner"].values())]]
    answer = callers["gestion"].rpc(
        "res.partner", "web_search_read", [domain], {"specification": {"name": {}, "email": {}}}
    )
    read = {record["id"] for record in answer["result"]["records"]}
    rows = _of(traced())
    assert len(read) > 2 and len(rows) == 1 and set(rows[0][3]) == read


def test_grouping_by_name_and_reports_are_traced(scene, traced):
    _house, ids, callers = scene
    caller = callers["gestion"]
    caller.rpc("res.partner", "formatted_read_group", [[], ["name", "email"], ["__count"]])
    assert [row for row in _of(traced()) if row[1] == "group" and row[5] == "email, name"]
    order = ids["sale.order"]["client"]
    answer = caller.get(f"/report/html/sale.report_saleorder/{order}")
    rows = _of(traced(), "sale.order")
    assert answer.status_code == 200
    assert [row for row in rows if row[1] == "report" and row[3] == [order]], rows


def test_what_everybody_sees_of_everybody_is_no_trace(scene, traced):
    house, _ids, callers = scene
    with house.env() as env:
        colleague = env["res.users"].search([("login", "=", "commercial")]).partner_id.id
    callers["gestion"].rpc("res.partner", "read", [[colleague], ["name"]])
    callers["gestion"].rpc("res.partner", "search_count", [[]])
    assert not _of(traced())


def test_a_service_is_traced_when_it_exports_or_is_refused(scene, traced):
    _house, ids, callers = scene
    caller = callers["commercial"]
    caller.rpc("res.partner", "read", [[ids["res.partner"]["prospect"]], ["name"]])
    assert not _of(traced()), "their daily work is theirs"
    stranger = ids["res.partner"]["stranger"]
    assert "error" in caller.rpc("res.partner", "read", [[stranger], ["name"]])
    (row,) = _of(traced())
    assert row[0] == "commercial" and row[3] == [stranger] and row[4]
    seen = ids["res.partner"]["prospect"]
    assert "error" in caller.rpc("res.partner", "read", [[seen], ["birthdate_date"]])
    assert [row for row in _of(traced()) if row[4] and row[5] == "birthdate_date"]
    assert "error" in caller.rpc("res.partner.bank", "create", [{"acc_number": "1"}])
    assert [row for row in _of(traced(), "res.partner.bank") if row[4]]


def test_everybody_is_traced_where_the_company_asks(scene, traced):
    house, ids, callers = scene
    _trace_everybody(house, True)
    seen = ids["res.partner"]["prospect"]
    callers["commercial"].rpc("res.partner", "read", [[seen], ["name"]])
    assert [row for row in _of(traced()) if row[0] == "commercial" and row[3] == [seen]]
    _trace_everybody(house, False)


def _trace_everybody(house, everybody):
    with house.env() as env:
        env["res.company"].browse(1).monaco_trace_everybody = everybody
        registry = env.registry
    registry.signal_changes()  # to the server, as a request does


def test_what_a_window_opened_is_traced(scene, traced):
    house, ids, callers = scene
    rid = ids["res.partner"]["delivery"]
    with house.env() as env:
        user = env["res.users"].search([("login", "=", "maintenance")]).id
    until = fields.Datetime.now() + timedelta(hours=1)
    vals = {"user_id": user, "reason": "ticket 12", "until": str(until)}
    named = {"context": {"active_model": "res.partner", "active_ids": [rid]}}
    chief = callers["protection"].rpc
    wizard = chief("monaco.window.open", "create", [vals], named)["result"]
    chief("monaco.window.open", "action_open", [[wizard]], named)
    answer = callers["maintenance"].rpc("res.partner", "read", [[rid], ["name"]])
    assert answer["result"][0]["name"] == stage.PERSONS["delivery"]
    assert [row for row in _of(traced()) if row[0] == "maintenance" and row[3] == [rid]]
    windows = chief("monaco.window", "search", [[]])["result"]
    chief("monaco.window", "action_close", [windows])
    assert "error" in callers["maintenance"].rpc("res.partner", "read", [[rid], ["name"]])


def test_the_person_in_charge_reads_the_traces_and_nobody_else(scene, traced):
    _house, ids, callers = scene
    rid = ids["res.partner"]["client"]
    callers["gestion"].rpc("res.partner", "read", [[rid], ["name"]])
    answer = callers["protection"].rpc(
        "monaco.trace",
        "web_search_read",
        [[["person_id", "in", [rid]]]],
        {"specification": {"login": {}, "records": {}, "res_ids": {}}},
    )
    (record,) = answer["result"]["records"]
    assert record["login"] == "gestion" and record["records"] == stage.PERSONS["client"]
    for login in ("gestion", "commercial", "comptable", "maintenance", "portail"):
        answer = callers[login].rpc("monaco.trace", "search_read", [[], ["login"]])
        assert "error" in answer, login
    for method, args in (
        ("write", [[record["id"]], {"login": "x"}]),
        ("unlink", [[record["id"]]]),
        ("create", [{"res_model": "res.partner"}]),
    ):
        for login in ("protection", "gestion"):
            assert "error" in callers[login].rpc("monaco.trace", method, args), (login, method)


def test_traces_end_with_their_period(scene):
    house = scene[0]
    with house.env() as env:
        env.cr.execute(
            """INSERT INTO monaco_trace (at, login) VALUES (now() - interval '13 months', 'old'),
                                                           (now() - interval '11 months', 'young')"""
        )
        env["monaco.trace"]._gc_traces()
        found = env["monaco.trace"].search([("login", "in", ("old", "young"))])
        assert found.mapped("login") == ["young"]
        user = env["res.users"].search([("login", "=", "gestion")])
        with pytest.raises(AccessError):
            env["res.company"].browse(1).with_user(user).monaco_trace_everybody = True
        env.cr.rollback()
