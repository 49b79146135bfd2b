"""Installed alone, with its bridges, upgraded with data, uninstalled: nothing is lost, nothing is left."""

import ast
import os
import subprocess

import pytest
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.modules.registry import Registry
from odoo.sql_db import close_db

from .residue.house import House, databases, surroundings

CORE_TEMPLATE = os.environ.get("MONACO_TEMPLATE_CORE", "t_core")


UNINSTALL = """
import sys
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

name, *addons = sys.argv[1:]
config.parse_config(["-d", name, "--max-cron-threads=0"], setup_logging=True)
for addon in addons:
    with Registry(name).cursor() as cr:
        module = api.Environment(cr, api.SUPERUSER_ID, {})["ir.module.module"].search([("name", "=", addon)])
        module.button_immediate_uninstall()
    with Registry(name).cursor() as cr:
        cr.execute("SELECT count(*) FROM ir_model_data WHERE module = %s", [addon])
        if left := cr.fetchone()[0]:
            sys.exit(f"{addon} leaves {left} records")
"""


class Lived(House):
    """A house to which Odoo's own commands are applied."""

    def _run(self, *command):
        """Run a command in a process of its own; fail on any error in its log."""
        Registry.delete(self.name)
        close_db(self.name)
        done = subprocess.run(
            command,
            env=surroundings.complete(),
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        wrong = [
            line for line in done.stderr.split("\n") if " ERROR " in line or " CRITICAL " in line
        ]
        assert not wrong, wrong
        assert done.returncode == 0, done.stderr[-2000:]

    def upgrade(self, *addons):
        self._odoo("-u", *addons)

    def install(self, *addons):
        self._odoo("-i", *addons)

    def _odoo(self, option, *addons):
        options = ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
        self._run("odoo", "-d", self.name, option, ",".join(addons), *options)

    def uninstall(self, *addons):
        """Uninstall one after the other, as the button in Apps does."""
        self._run(surroundings.python(), "-c", UNINSTALL, self.name, *addons)

    def installed(self):
        """Return our addons that are installed, bridges before the core."""
        with self.env() as env:
            env.cr.execute(
                "SELECT name FROM ir_module_module WHERE state = 'installed' AND name LIKE 'crm_monaco%%'"
            )
            return sorted((row[0] for row in env.cr.fetchall()), reverse=True)

    def has_all(self, names):
        with self.env() as env:
            env.cr.execute(
                "SELECT count(*) FROM ir_module_module WHERE state = 'installed' AND name = ANY(%s)",
                [names],
            )
            return env.cr.fetchone()[0] == len(set(names))

    def schema(self):
        """Return everything PostgreSQL stores a definition of, by kind and name."""
        with self.env() as env:
            env.cr.execute(
                """SELECT 'column', table_name || '.' || column_name FROM information_schema.columns
                    WHERE table_schema = current_schema
                   UNION SELECT 'index', indexname FROM pg_indexes WHERE schemaname = current_schema
                   UNION SELECT 'constraint', conrelid::regclass || '.' || conname FROM pg_constraint
                    WHERE connamespace = current_schema::regnamespace
                   UNION SELECT 'trigger', tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal
                   UNION SELECT 'function', proname FROM pg_proc WHERE pronamespace = current_schema::regnamespace
                   UNION SELECT 'sequence', sequencename FROM pg_sequences WHERE schemaname = current_schema"""
            )
            return set(env.cr.fetchall())

    def records(self):
        """Return what an addon brings as data, by external id."""
        with self.env() as env:
            env.cr.execute(
                """SELECT module, model, name FROM ir_model_data WHERE module LIKE 'crm_monaco%%'
                   UNION SELECT 'cron', '', cron_name FROM ir_cron WHERE cron_name LIKE 'Monaco%%'
                   UNION SELECT 'model', '', model FROM ir_model WHERE model LIKE 'monaco.%%'
                   UNION SELECT 'field', model, name FROM ir_model_fields WHERE name LIKE 'monaco%%'
                   UNION SELECT 'parameter', '', key FROM ir_config_parameter WHERE key LIKE '%%monaco%%'"""
            )
            return set(env.cr.fetchall())

    def make_prospects(self, count, years=2):
        """Return ids of prospects whose time is over, in a file with retention on."""
        with self.env() as env:
            names = [{"name": f"Vie {n}", "email": f"vie{n}@example.com"} for n in range(count)]
            persons = env["res.partner"].create(names)
            company = env.company.id
            env["crm.lead"].create(
                [
                    {"name": "Piste", "partner_id": person.id, "company_id": company}
                    for person in persons
                ]
            )
            env.flush_all()
            old = fields.Datetime.now() - relativedelta(years=years)
            env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)", [old, persons.ids]
            )
            env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE partner_id = ANY(%s)",
                [old, persons.ids],
            )
            env["res.company"].search([]).monaco_retention_on = True
            return persons.ids

    def run_nightly(self):
        with self.env() as env:
            assert env.ref("crm_monaco.ir_cron_retention").method_direct_trigger() is True

    def assert_main_job_works(self, count=3):
        ids = self.make_prospects(count)
        self.run_nightly()
        with self.env() as env:
            env.cr.execute("SELECT monaco_state, name FROM res_partner WHERE id = ANY(%s)", [ids])
            for state, name in env.cr.fetchall():
                assert state == "anonymised"
                assert "Vie" not in name
            assert env["monaco.journal"]._verify_chain() == []


@pytest.fixture
def make():
    houses = []

    def build(suffix, template=None):
        houses.append(Lived(f"test_life_{suffix}_{os.getpid()}", template))
        return houses[-1]

    yield build
    for house in houses:
        house.drop()


def test_core_alone(make):
    """Without any bridge it installs, does its main job, and leaves."""
    house = make("core", CORE_TEMPLATE)
    # Odoo installs privacy_lookup with mail, so its bridge came along: not here
    house.uninstall(*(addon for addon in house.installed() if addon != "crm_monaco"))
    assert house.installed() == ["crm_monaco"]
    house.assert_main_job_works()
    house.uninstall("crm_monaco")
    left = {thing for thing in house.schema() if "monaco" in thing[1]}
    assert not left
    assert not house.records()
    with house.env() as env:  # and Odoo goes on
        person = env["res.partner"].create({"name": "Après"})
        person.write({"active": False})
        person.unlink()


def test_each_bridge_goes_and_leaves_the_rest(make):
    """On Odoo's apps: install everything, uninstall bridge by bridge, then the core: as it was before."""
    house = make("bridges", os.environ.get("MONACO_TEMPLATE_APPS", "t_apps"))
    before, data_before = house.schema(), house.records()
    # those whose apps are there already: what Odoo or others add with a bridge is theirs to leave
    ours = [addon for addon in databases.addons.ours() if house.has_all(_depends(addon))]
    house.install(*ours)
    bridges = [addon for addon in house.installed() if addon != "crm_monaco"]
    assert {"crm_monaco_sale", "crm_monaco_account"} <= set(bridges)
    house.uninstall(*bridges)
    assert house.installed() == ["crm_monaco"]
    house.assert_main_job_works()
    house.uninstall("crm_monaco")
    after = house.schema()
    assert sorted(after - before) == []
    assert sorted(before - after) == []
    assert house.records() == data_before


def _depends(addon):
    manifest = ast.literal_eval((databases.ADDONS / addon / "__manifest__.py").read_text())
    return [name for name in manifest["depends"] if not name.startswith("crm_monaco")]


def test_upgrade_keeps_the_data(make):
    """`-u` of every addon on a file that lives: states, dates, holds, runs, journal, settings."""
    house = make("upgrade")
    gone = house.make_prospects(5)
    house.make_prospects(4, years=1)
    house.run_nightly()
    with house.env() as env:
        archived = env["res.partner"].create({"name": "Presque"})
        env["crm.lead"].create(
            {"name": "Piste", "partner_id": archived.id, "company_id": env.company.id}
        )
        env.flush_all()
        almost = fields.Datetime.now() - relativedelta(months=11, days=20)
        env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s", [almost, archived.id]
        )
        env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE partner_id = %s", [almost, archived.id]
        )
        held = env["res.partner"].create({"name": "Tenu"})
        dispute = env.ref("crm_monaco.hold_type_dispute")
        env["monaco.manual.hold"].create(
            {"partner_id": held.id, "type_id": dispute.id, "reason": "Litige"}
        )
        # what the administrator changed stays changed
        env.ref("crm_monaco.clock_prospect").write({"months": 11, "name": "Onze mois"})
        env.company.write({"monaco_archive_days": 21})
        dispute.name = "Contentieux"
        env.ref("crm_monaco.ir_cron_retention").active = False
    house.run_nightly()
    with house.env() as env:
        env["monaco.run"]._prepare(env["res.company"].search([]))
    before = _contents(house)
    assert len([row for row in before["res_partner"] if row[2] == "anonymised"]) >= len(gone)
    house.upgrade(*house.installed())
    after = _contents(house)
    for table, rows in before.items():
        assert after[table] == rows, table
    with house.env() as env:
        assert env["monaco.journal"]._verify_chain() == []
        assert env.ref("crm_monaco.clock_prospect").months == 11
        assert not env.ref("crm_monaco.ir_cron_retention").active
        # the trigger is there still
        env.cr.execute(
            "SELECT tgenabled FROM pg_trigger WHERE tgname = 'monaco_journal_append_only'"
        )
        assert env.cr.fetchone()[0] == "A"


def _contents(house):
    """Return the rows of our tables and of the persons' own columns."""
    with house.env() as env:
        env.cr.execute(
            """SELECT c.relname FROM pg_class c
                WHERE c.relkind = 'r' AND c.relname LIKE 'monaco%%' AND c.relnamespace = current_schema::regnamespace"""
        )
        tables = {row[0]: "t.*" for row in env.cr.fetchall()}
        env.cr.execute(
            """SELECT attname FROM pg_attribute WHERE attrelid = 'res_partner'::regclass AND attname LIKE 'monaco%%'
                  AND NOT attisdropped ORDER BY 1"""
        )
        names = ["id", "name", "monaco_state", "active"]
        names += [row[0] for row in env.cr.fetchall() if row[0] not in names]
        tables["res_partner"] = ", ".join(f"t.{name}" for name in names)
        tables["res_company"] = "t.id, t.monaco_archive_days, t.monaco_retention_on"
        found = {}
        for table, columns in sorted(tables.items()):
            env.cr.execute(f"SELECT {columns} FROM {table} t ORDER BY 1, 2")
            found[table] = [
                # the date of the last write of Odoo's own bookkeeping is none of the data
                tuple(
                    value
                    for name, value in zip((d.name for d in env.cr.description), row, strict=True)
                    if name not in ("write_date", "write_uid")
                )
                for row in env.cr.fetchall()
            ]
        return found
