"""The restore drill: back up, erase, restore, replay, search every table and file: nobody is back."""

import json
import os
import re
import shutil
import stat
import subprocess
from datetime import timedelta

import pytest

from odoo import fields
from odoo.modules.registry import Registry
from odoo.sql_db import close_db

from odoo.addons.crm_monaco.engine.ledger import Broken, Ledger

from .residue import doors
from .residue.house import House, databases, surroundings
from .residue.persons import BYSTANDER, LONE_LEAD, PROSPECT
from .test_cli import monaco
from .test_residue import look_for, marks_of

OBJECTOR = "oppose.zqxopp@example.com"


class Drill:
    """A house, its ledger outside it, its backup."""

    def __init__(self, folder):
        self.house = House(f"tmp_restore_{os.getpid()}")
        self.folder, self.ledger = folder, folder / "ledger" / "erased.jsonl"
        self.marks = {
            PROSPECT: marks_of(PROSPECT, [BYSTANDER]),
            LONE_LEAD: marks_of(LONE_LEAD),
            BYSTANDER: marks_of(BYSTANDER),
        }
        with self.house.env("admin") as env:
            env["ir.config_parameter"].set_param("crm_monaco.ledger", str(self.ledger))
            self.ids = {}
            for who in (PROSPECT, BYSTANDER):
                partner = doors.contact(env, who)
                doors.chatter(env, partner, who)
                doors.lead(env, who, partner)
                self.ids[who] = partner.id
            doors.lead(env, LONE_LEAD)
            self.objector = env["res.partner"].create({"name": "Oppose Zqxopp", "email": OBJECTOR})
            self.objector = self.objector.id
        self.house.backdate(800)
        with self.house.env("admin") as env:  # the bystander is still in touch
            partner = env["res.partner"].browse(self.ids[BYSTANDER])
            partner.message_post(body="Hello", message_type="comment", author_id=partner.id)

    def back_up(self):
        self._pg("pg_dump", "-Fc", "-f", self.folder / "backup", self.house.name)
        shutil.copytree(self.house.filestore, self.folder / "filestore")

    def restore(self):
        Registry.delete(self.house.name)
        close_db(self.house.name)
        databases.drop(self.house.name)
        self._pg("createdb", self.house.name)
        self._pg("pg_restore", "--no-owner", "-d", self.house.name, self.folder / "backup")
        shutil.copytree(self.folder / "filestore", self.house.filestore)

    def _pg(self, *words):
        subprocess.run([str(word) for word in words], env=surroundings.complete(), check=True)

    def traces(self):
        return look_for(self.house, self.marks)

    def name(self):
        with self.house.env() as env:
            return env["res.partner"].browse(self.ids[PROSPECT]).name

    def objects(self):
        """Somebody objects to prospecting, and somebody who asks to go is known by their address alone."""
        with self.house.env("admin") as env:
            partner = env["res.partner"].browse(self.objector)
            env["monaco.permission"]._object(partner, source="mailing")

    def may_be_written_to(self, email):
        with self.house.env() as env:
            decided = env["monaco.permission"]._decide(
                "prospecting", "email", [("one", None, email, None)]
            )
            return decided["one"].code

    def entries(self):
        return [json.loads(line) for line in self.ledger.read_text().splitlines()]


@pytest.fixture(scope="module")
def drill(tmp_path_factory):
    found = Drill(tmp_path_factory.mktemp("drill"))
    yield found
    found.house.drop()


def test_restore_drill(drill):
    drill.back_up()
    drill.objects()
    assert drill.may_be_written_to(OBJECTOR) in ("objected", "suppressed")
    drill.house.run_retention()
    assert drill.name() != PROSPECT.name

    # the ledger names nobody, and is nobody else's to read
    assert stat.S_IMODE(drill.ledger.stat().st_mode) == 0o600
    assert any(e.get("row") for e in drill.entries()), "the ledger tells nothing of the objection"
    erased = {(e["model"], i) for e in drill.entries() for i in e["ids"]}
    assert ("res.partner", drill.ids[PROSPECT]) in erased
    assert ("res.partner", drill.ids[BYSTANDER]) not in erased
    assert "zqx" not in drill.ledger.read_text().lower()

    drill.restore()
    assert drill.may_be_written_to(OBJECTOR) not in ("objected", "suppressed")
    before = drill.traces()
    assert before[PROSPECT], "the restore brings them back"
    assert before[LONE_LEAD]
    with drill.house.env("admin") as env:  # a new person gets a number that the ledger knows
        env.cr.execute("SELECT setval('res_partner_id_seq', max(id)) FROM res_partner")
        new = env["res.partner"].create({"name": "Nouvelle", "email": "nouvelle@example.com"})
        new_id = new.id
    _pretend_erased(drill, new_id)

    name = drill.house.name
    assert "are back" in monaco("replay", "-d", name, code=1)
    assert drill.name() == PROSPECT.name, "a dry replay did something"
    said = json.loads(monaco("replay", "-d", name, "--yes", "--json"))
    assert said["state"] == "done"
    assert said["suppressed"] >= 1
    assert not said["without_key"]
    assert drill.may_be_written_to(OBJECTOR) == "suppressed"
    with drill.house.env() as env:
        env.ref("base.autovacuum_job").method_direct_trigger()
        assert env["res.partner"].browse(new_id).name == "Nouvelle", "erased for bearing a number"
        assert env["monaco.journal"]._verify_chain() == []
        lines = env["monaco.journal"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", drill.ids[PROSPECT])]
        )
        assert lines.mapped("ground") == ["replay"]
    after = drill.traces()
    assert not after[PROSPECT]
    assert not after[LONE_LEAD]
    assert after[BYSTANDER]
    assert "Nobody is back" in monaco("replay", "-d", name, "--yes")


def _pretend_erased(drill, number):
    """Write that ``number`` was erased an hour ago: somebody else, whose number is given anew after the restore."""
    entry = dict(next(e for e in reversed(drill.entries()) if e["ids"]))
    at = fields.Datetime.now() - timedelta(hours=1)
    ledger = Ledger(drill.ledger, entry["db"])
    for key in ("db", "seal", "previous"):
        del entry[key]
    entry |= {
        "model": "res.partner",
        "ids": [number],
        "digest": "f" * 64,
        "at": fields.Datetime.to_string(at),
    }
    assert ledger.append([entry]) == 1


def test_ledger_of_another_database_and_changed_ledger_are_refused(drill, tmp_path):
    name = drill.house.name
    other = Ledger(tmp_path / "other.jsonl", "another-uuid")
    other.append([{"digest": "1", "model": "res.partner", "ids": [1], "at": "2020-01-01 00:00:00"}])
    said = monaco("replay", "-d", name, "--ledger", other.path, "--yes", code=1)
    assert "another database" in said
    changed = tmp_path / "changed.jsonl"
    text = drill.ledger.read_text()
    changed.write_text(re.sub(r'"ids": \[(\d)', r'"ids": [1, \1', text, count=1))
    assert changed.read_text() != text
    said = monaco("replay", "-d", name, "--ledger", changed, "--yes", code=1)
    assert "does not follow" in said


def test_crash_between_commit_and_ledger_is_made_good(drill):
    """The ledger lost its last lines: the next run writes them from the journal."""
    whole = drill.entries()
    lines = drill.ledger.read_text().splitlines(keepends=True)
    drill.ledger.write_text("".join(lines[:-1]) + lines[-1][:40])  # cut in the middle of a line
    with drill.house.env() as env:
        run = env["monaco.run"].search([], limit=1)
        env["monaco.retention"]._execute(run)
    assert {e["digest"] for e in drill.entries()} == {e["digest"] for e in whole}


def test_ledger_that_lost_a_line_is_broken(tmp_path):
    ledger = Ledger(tmp_path / "x", "db")
    ledger.append([{"digest": str(n), "ids": [n]} for n in range(3)])
    lines = ledger.path.read_text().splitlines(keepends=True)
    ledger.path.write_text(lines[0] + lines[2])
    with pytest.raises(Broken, match="line 2"):
        ledger.read()
