"""An anonymised copy: nobody of the source is in it, it opens, it sends and erases nothing; the source is as it was."""

import json
import os
import re
import subprocess
import time

import pytest
import requests

from odoo.exceptions import UserError
from odoo.sql_db import close_db, db_connect

from odoo.addons.crm_monaco.copying import copy as copying
from odoo.addons.crm_monaco.copying.copy import Copy
from odoo.addons.crm_monaco.copying.masks import Key, Masks

from .residue import doors, search, story
from .residue.house import House, config, pathlib, surroundings
from .residue.persons import BYSTANDER, CLIENT, LONE_LEAD, PROSPECT, READER, STAFF
from .test_cli import monaco
from .test_residue import marks_of

EVERYBODY = (PROSPECT, BYSTANDER, CLIENT, LONE_LEAD, READER, STAFF)


class Twin(House):
    """The copy, opened as any database."""

    def __init__(self, name):
        self.name, self._tested = name, config["test_enable"]


def employ(house):
    """A member of staff with an account, a mobile, a signature, and a word in the chatter."""
    with house.env("admin") as env:
        user = env["res.users"].create(
            {
                "name": STAFF.name,
                "login": STAFF.email,
                "email": STAFF.email,
                "phone": STAFF.phone,
                "signature": f"<p>{STAFF.name}, {STAFF.word('signature')}</p>",
                "password": "longpassword",
            }
        )
        user.partner_id.image_1920 = doors.base64.b64encode(STAFF.picture())
        lead = env["crm.lead"].search([("contact_name", "=", CLIENT.name)], limit=1)
        lead.user_id = user
        lead.with_user(user).message_post(body=f"<b>{STAFF.first}</b> {STAFF.word('said')}")
        env["res.users.apikeys"].with_user(user)._generate(
            "rpc", STAFF.word("key"), doors.fields.Datetime.now() + doors.datetime.timedelta(days=1)
        )
        env["ir.config_parameter"].set_param("some.secret", STAFF.word("secret"))
        env["ir.mail_server"].create(
            {"name": "Out", "smtp_host": "smtp.example", "smtp_user": STAFF.email, "smtp_pass": "x"}
        )


@pytest.fixture(scope="module")
def copied():
    """The residue test's whole story, and its copy."""
    house = House(f"tmp_source_{os.getpid()}")
    name = f"tmp_copy_{os.getpid()}"
    try:
        story.tell(house)
        employ(house)
        close_db(house.name)
        before = checksum(house.name)
        said = json.loads(monaco("copy", house.name, name, "--json"))
        yield house, Twin(name), said, before
    finally:
        Twin(name).drop()
        house.drop()


def checksum(name):
    """Return how often rows of each table were written, and what the persons' table holds."""
    with db_connect(name).cursor() as cr:
        cr.execute(
            """SELECT md5(string_agg(p::text, '|' ORDER BY p.id)) FROM res_partner p
                UNION ALL SELECT md5(string_agg(m::text, '|' ORDER BY m.id)) FROM mail_message m
                UNION ALL SELECT md5(string_agg(c::text, '|' ORDER BY c.id)) FROM ir_config_parameter c"""
        )
        return cr.fetchall()


def test_nobody_is_in_the_copy(copied):
    house, twin, _said, _before = copied
    persons = {who: marks_of(who) for who in EVERYBODY}
    seen = set()
    with house.env() as env:  # the seeds work: without them, nothing found would say nothing
        for who, _trace in search.in_tables(env.cr, persons):
            seen.add(who)
    assert seen == set(EVERYBODY)
    with twin.env() as env:
        traces = [trace for _who, trace in search.in_tables(env.cr, persons)]
    traces += [
        trace for _who, trace in search.in_files(twin.filestore, persons, house.files_before)
    ]
    assert not traces, f"{len(traces)} places:\n{search.report(traces[:40])}"


def test_same_person_same_replacement(copied):
    house, twin, _said, _before = copied
    with house.env() as env:
        partner = env["res.partner"].search([("email", "=", BYSTANDER.email)], limit=1)
        lead = env["crm.lead"].search(
            [("partner_id", "=", partner.id), ("email_from", "!=", False)], limit=1
        )
        pid, lid = partner.id, lead.id
        amounts = env["account.move"].search([], order="id").mapped("amount_total")
    with twin.env() as env:
        partner, lead = env["res.partner"].browse(pid), env["crm.lead"].browse(lid)
        assert partner.name
        assert re.fullmatch(r"[\w.-]+@[\w.-]+\.example", partner.email)
        assert partner.email_normalized == partner.email
        assert lead.email_normalized == partner.email
        assert re.fullmatch(r"\+377 \d\d \d\d \d\d \d\d", partner.phone), "the shape is lost"
        assert partner.phone_sanitized == partner.phone.replace(" ", "")
        talk = env["mail.message"].search([("body", "ilike", partner.email)])
        assert talk, "texts and fields tell of two persons"
        assert env["account.move"].search([], order="id").mapped("amount_total") == amounts


def test_the_copy_opens_and_shows_contacts(copied):
    _house, twin, said, _before = copied
    with twin.server() as url:
        session = requests.Session()
        page = session.get(f"{url}/web/login", timeout=120)
        assert page.status_code == 200
        token = re.search(r'csrf_token"? value="([^"]+)"', page.text)[1]
        session.post(
            f"{url}/web/login",
            data={"csrf_token": token, "login": said["login"], "password": said["password"]},
            timeout=120,
        )
        answer = session.post(
            f"{url}/web/dataset/call_kw/res.partner/web_search_read",
            json={
                "params": {
                    "model": "res.partner",
                    "method": "web_search_read",
                    "args": [],
                    "kwargs": {
                        "domain": [],
                        "specification": {"display_name": {}, "email": {}, "phone": {}},
                        "limit": 80,
                    },
                }
            },
            timeout=120,
        ).json()
        assert answer["result"]["length"] > 10
        views = session.post(
            f"{url}/web/dataset/call_kw/res.partner/get_views",
            json={
                "params": {
                    "model": "res.partner",
                    "method": "get_views",
                    "args": [[[False, "list"], [False, "form"]]],
                    "kwargs": {},
                }
            },
            timeout=120,
        ).json()
        assert "<list" in views["result"]["views"]["list"]["arch"]


def test_the_copy_erases_and_sends_nothing(copied):
    _house, twin, _said, _before = copied
    assert "neutralised" in monaco("run", "-d", twin.name, "--yes", code=1)
    with twin.env() as env:
        env["res.company"].search([]).monaco_retention_on = True
        env["monaco.retention"]._cron_retention()
        assert not env["monaco.run"].search([("state", "=", "approved")])
        active = env["ir.cron"].search([])
        assert active <= env.ref("base.autovacuum_job")
        servers = env["ir.mail_server"].search([])
        assert servers.mapped("smtp_host") == ["invalid"]
        with pytest.raises((UserError, OSError)):
            env["ir.mail_server"]._connect__(allow_archived=False)
        assert not any(
            env["ir.mail_server"].with_context(active_test=False).search([]).mapped("smtp_pass")
        )
        env.cr.execute("SELECT count(*) FROM res_users WHERE password IS NOT NULL")
        assert env.cr.fetchone() == (1,), "nobody's password came along"


def test_the_source_is_as_it_was(copied):
    house, twin, _said, before = copied
    assert checksum(house.name) == before
    with house.env() as env, twin.env() as other:
        keys = ("database.uuid", "database.secret")
        for key in keys:
            assert env["ir.config_parameter"].get_param(key) != other[
                "ir.config_parameter"
            ].get_param(key)


def test_a_failed_copy_leaves_nothing(copied, monkeypatch):
    house, twin, _said, _before = copied
    name = f"tmp_failed_{os.getpid()}"
    assert "already" in monaco("copy", house.name, twin.name, code=1)
    assert "no database" in monaco("copy", "nobody_has_it", name, code=1)

    def fail(self, ends):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(copying.Copy, "_indexes", fail)
    made = Copy(house.name, name)
    with pytest.raises(RuntimeError, match="middle"):
        made.make()
    done = subprocess.run(
        ["psql", "-XAtqc", "SELECT datname FROM pg_database", "postgres"],
        env=surroundings.complete(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert name not in done.stdout
    assert not list(pathlib.Path(config.filestore(name)).parent.glob(f"{name}*"))


def ask(statement, database="postgres", code=0):
    """Ask as whoever opens the database without knowing how it came to be."""
    done = subprocess.run(
        ["psql", "-XAtqc", statement, database],
        env=surroundings.complete(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stderr
    return done.stdout.split() if not code else done.stderr


def test_a_killed_copy_is_no_copy_and_can_be_begun_again(copied):
    """SIGKILL once rows are there: another name, nothing can be written or sent; then amounts are scaled."""
    house, _twin, _said, _before = copied
    name = f"tmp_killed_{os.getpid()}"
    half = f"{name}__copying"
    process = subprocess.Popen(
        ["odoo", "monaco", "copy", house.name, name],
        env=surroundings.complete(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 300
        while True:
            assert time.monotonic() < deadline
            assert process.poll() is None, "it was over before the blow"
            databases_there = ask("SELECT datname FROM pg_database")
            if half in databases_there and ask(
                "SELECT count(*) > 0 FROM pg_stat_user_tables WHERE relname = 'res_partner'", half
            ) == ["t"]:
                break
            time.sleep(0.05)
        time.sleep(2)  # the tables are there: let rows come
        process.kill()
        process.wait()
        databases_there = ask("SELECT datname FROM pg_database")
        assert name not in databases_there
        assert half in databases_there
        assert not pathlib.Path(config.filestore(name)).exists()
        for statement in (
            "UPDATE ir_cron SET active = active",
            "UPDATE mail_mail SET state = state",
            "SELECT id FROM ir_cron FOR NO KEY UPDATE",
        ):
            assert "read-only transaction" in ask(statement, half, code=1)
        said = json.loads(monaco("copy", house.name, name, "--scale", "0.5", "--json"))
        assert said["target"] == name
        databases_there = ask("SELECT datname FROM pg_database")
        assert name in databases_there
        assert half not in databases_there
        ask("UPDATE ir_cron SET active = active", name)  # the finished copy can be worked in
        assert_scaled(house, Twin(name), 0.5)
        with Twin(name).env() as env:
            assert env["ir.mail_server"].search([]).mapped("smtp_host") == ["invalid"]
            assert env["ir.config_parameter"].get_param("database.is_neutralized")
    finally:
        process.kill()
        Twin(half).drop()
        Twin(name).drop()


def percents(env, model, kind, name):
    """Return what is named like an amount and is a percentage."""
    records = env[model].with_context(active_test=False)
    return records.search([(kind, "=", "percent")], order="id").mapped(name)


def assert_scaled(house, twin, factor):
    """Amounts are multiplied, entries still balance, quantities, rates and dates are as they were."""
    read = []
    for one in (house, twin):
        with one.env() as env:
            moves = env["account.move"].search([("state", "=", "posted")], order="id")
            lines = moves.line_ids.sorted("id")
            orders = env["sale.order"].search([], order="id")
            read.append(
                {
                    "amounts": [
                        *moves.mapped("amount_total"),
                        *lines.mapped("balance"),
                        *orders.mapped("amount_total"),
                        *orders.order_line.sorted("id").mapped("price_unit"),
                    ],
                    "same": [
                        *lines.mapped("quantity"),
                        *percents(env, "account.tax", "amount_type", "amount"),
                        *percents(env, "account.payment.term.line", "value", "value_amount"),
                        *moves.mapped("invoice_date"),
                        *moves.mapped("name"),
                    ],
                    "unbalanced": [
                        move.id
                        for move in moves
                        if abs(sum(move.line_ids.mapped("balance"))) > 0.005
                    ],
                }
            )
    before, after = read
    assert any(before["amounts"]), "there is nothing to scale"
    assert len(before["amounts"]) == len(after["amounts"])
    for amount, scaled in zip(before["amounts"], after["amounts"], strict=True):
        assert abs(scaled - amount * factor) <= 0.011, (amount, scaled)
    assert before["same"] == after["same"]
    assert not after["unbalanced"]


def test_another_copy_has_other_replacements():
    names = {"zoe": "first", "martin": "last"}
    masks = [Masks(Key(), names, {"vous"}) for _copy in range(2)]
    text = "Zoé Martin vous appelle au 06 12 34 56 78 (zoe@martin.mc)"
    first, second = (mask.text(text) for mask in masks)
    assert first != second
    for other in (first, second):
        for word in ("Zoé", "Martin", "12 34 56 78", "zoe@"):
            assert word not in other
        assert re.search(r"vous \w+ au 06|vous .* \d\d \d\d \d\d \d\d", other)
    assert masks[0].text(text) == first
    assert masks[0].phone("+33 6 12 34 56 78")[-11:] == masks[0].phone("06 12 34 56 78")[-11:]


def test_forms_of_text():
    masks = Masks(Key(), {"zoe": "first"}, {"bonjour"})
    page = masks.html(
        '<p class="x" title="Zoé">Bonjour Zo&eacute;&nbsp;<a href="mailto:a@b.mc">a@b.mc</a></p>'
    )
    assert "Zo" not in page
    assert "b.mc" not in page
    assert page.startswith("<p class=")
    assert page.endswith("</p>")
    assert "Bonjour" in page
    kept = json.loads(masks.json('{"zoe": "Zoé", "n": [1, "Zoé"]}', masks.text))
    assert kept["zoe"] == kept["n"][1] != "Zoé"
    assert kept["n"][0] == 1
    assert masks.phone("2026-11-25 10:00:00") == "2026-11-25 10:00:00"
