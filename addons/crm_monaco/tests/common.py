"""Public test support: persons with a past, runs, and the contract every bridge is held to.

A bridge's test inherits :class:`MonacoContractCase`, names its addon and says how to make the
rows it declares::

    from odoo.addons.crm_monaco.tests import common

    @tagged("-at_install", "post_install")
    class TestSaleContract(common.MonacoContractCase):
        allow_inherited_tests_method = True
        addon = "crm_monaco_sale"

        def get_hold_makers(self):
            return {"sale_order": self._make_open_order}
"""

import inspect
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import api, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase
from odoo.tools import SQL, mute_logger

from ..engine import bonds, clocks, declared, executor, refresher
from ..engine.eraser import Eraser
from ..models.monaco_declaration import MonacoDeclaration

DECLARED = (
    "_monaco_acts",
    "_monaco_holds",
    "_monaco_never",
    "_monaco_solicitations",
    "_monaco_holdings",
)
REFUSED = (UserError, AccessError, ValidationError)


class MonacoCase(TransactionCase):
    """A company of its own with retention off, and helpers to give persons a past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "mail_notrack": True}
        )
        cls.today = fields.Date.today()
        cls.env.cr.execute(
            "SET LOCAL jit = off"
        )  # compiling takes longer than running on so few rows
        cls.company = cls.make_company("Maison de test")
        cls.env.user.company_ids |= cls.company

    @classmethod
    def make_company(cls, name, **vals):
        """Return a company in Monaco."""
        vals = {"name": name, "country_id": cls.env.ref("base.mc").id, **vals}
        company = cls.env["res.company"].create(vals)
        company.partner_id.tz = "Europe/Monaco"
        return company

    # ------------------------------------------------------------------ persons and their past

    @classmethod
    def make_person(cls, name="Camille Essai", age=None, **vals):
        """Return a person in no file at all.

        :param relativedelta age: how long ago they were created, now by default
        """
        person = cls.env["res.partner"].create({"name": name, **vals})
        if age:
            cls.backdate(person, age)
        return person

    @classmethod
    def make_lead(cls, person, age=None, company=None, **vals):
        """Return a lead of ``person``, as old as ``age``."""
        lead = cls.env["crm.lead"].create(
            {
                "name": f"Piste de {person.name}",
                "partner_id": person.id,
                "company_id": (company or cls.company).id,
                "user_id": False,
                "team_id": False,
                **vals,
            }
        )
        if age:
            cls.backdate(lead, age)
        return lead

    @classmethod
    def make_prospect(cls, name="Camille Essai", age=None, company=None, **vals):
        """Return a person with a lead, both as old as ``age``: their last contact is that old."""
        person = cls.make_person(name, age, **vals)
        cls.make_lead(person, age, company)
        return person

    @classmethod
    def ago(cls, **delta):
        """Return the UTC moment that long ago, at noon, so that no time zone changes the day."""
        return (
            datetime.combine(cls.today, datetime.min.time())
            + timedelta(hours=12)
            - relativedelta(**delta)
        )

    @classmethod
    def years(cls, years, **delta):
        """Return an age."""
        return relativedelta(years=years, **delta)

    @classmethod
    def backdate(cls, records, age):
        """Move every date of ``records`` into the past by ``age``, in one statement."""
        model = records.browse()
        names = [
            name
            for name, field in model._fields.items()
            if field.type in ("date", "datetime")
            and field.store
            and field.column_type
            and not field.inherited
            and not name.startswith("monaco_")
            and name != "birthdate_date"
        ]
        if model._name == "res.partner":
            names.append("monaco_collection_date")
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s)",
                SQL.identifier(model._table),
                SQL(", ").join(
                    SQL(
                        "%s = %s - %s::interval",
                        SQL.identifier(name),
                        SQL.identifier(name),
                        interval(age),
                    )
                    for name in names
                ),
                records.ids,
            )
        )
        cls.env.invalidate_all()
        return records

    @classmethod
    def set_columns(cls, records, **values):
        """Write columns as they are, past the ORM: what an old database may hold."""
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()
                ),
                records.ids,
            )
        )
        cls.env.invalidate_all()
        return records

    # ------------------------------------------------------------------ the engine

    @classmethod
    def retention_on(cls, companies=None, **settings):
        """Switch retention on, as an approved preview does."""
        (companies or cls.company).sudo().write({"monaco_retention_on": True, **settings})

    @classmethod
    def retention_off(cls, companies=None):
        (companies or cls.company).sudo().write({"monaco_retention_on": False})

    def preview(self, companies=None):
        """Return a run in preview."""
        return self.env["monaco.run"].sudo()._prepare(companies or self.company)

    def run_nightly(self):
        """Run the scheduled action as the scheduler does; return the run it worked on last."""
        with self.enter_registry_test_mode():
            failure = self.env.ref("crm_monaco.ir_cron_retention").sudo().method_direct_trigger()
        self.assertIs(failure, True, "the scheduled action failed")
        return self.env["monaco.run"].sudo().search([], limit=1)

    def bucket(self, person, companies=None):
        """Return ``(bucket, ground)`` of a person in a fresh preview, ``(None, None)`` if absent."""
        line = self.get_line(self.preview(companies), person)
        return (line.bucket, line.ground) if line else (None, None)

    def get_line(self, run, person, bucket=None):
        """Return the line of a person in a run."""
        domain = [
            ("run_id", "=", run.id),
            ("res_model", "=", "res.partner"),
            ("res_id", "=", person.id),
        ]
        return (
            self.env["monaco.run.line"]
            .sudo()
            .search(domain + ([("bucket", "=", bucket)] if bucket else []))
        )

    def recheck(self, person, action="erase", today=None):
        """Return the reason for which the executor would leave ``person`` now, ``None`` if none."""
        self.env.flush_all()
        run = (
            self.env["monaco.run"]
            .sudo()
            .create({"today": today or self.today, "company_ids": self.company.ids})
        )
        run.flush_recordset()
        worker = executor.Executor(run, self._get_eraser(), run.today)
        return worker._decide(person.ids, action).get(person.id)

    @classmethod
    def _get_eraser(cls):
        """Return the class's eraser, compiled once: who only decides erases nobody."""
        if "_eraser" not in cls.__dict__:
            cls._eraser = Eraser(cls.env, {"anonymised": "Anonymised"})
        return cls._eraser

    def get_clock(self, person, on=None):
        """Return the person's row of the clocks as a dict, ``None`` if they have none."""
        self.env.flush_all()
        family = bonds.family_of(self.env, person.ids)
        self.env.cr.execute(
            SQL(
                "SELECT * FROM (%s) due WHERE id = %s",
                clocks.deadlines(self.env, only=family, assume_on=(on or self.company).ids),
                person.id,
            )
        )
        names = [column.name for column in self.env.cr.description]
        row = self.env.cr.fetchone()
        return dict(zip(names, row, strict=True)) if row else None

    def get_deadline(self, person):
        clock = self.get_clock(person)
        return clock and clock["deadline"]

    def refresh(self):
        refresher.refresh(self.env, assume_on=self.company.ids)

    def assertErased(self, person):
        """The person names nobody any more, and the journal says so once."""
        row = person.sudo().with_context(active_test=False)
        self.assertEqual(row.monaco_state, "anonymised", f"{row.display_name} is still there")
        self.assertFalse(row.active)
        for fname in ("email", "phone", "street", "comment", "vat", "parent_id", "birthdate_date"):
            self.assertFalse(row[fname], fname)
        self.assertIn(f"#{row.id}", row.name)
        lines = self.get_journal(person).filtered(lambda line: line.action == "erase")
        self.assertEqual(len(lines), 1)

    def assertUntouched(self, person, state="active"):
        row = person.sudo().with_context(active_test=False)
        self.assertEqual(row.monaco_state or "active", state)
        self.assertFalse(self.get_journal(person).filtered(lambda line: line.action == "erase"))

    def get_journal(self, person):
        return (
            self.env["monaco.journal"]
            .sudo()
            .search([("res_model", "=", "res.partner"), ("res_id", "=", person.id)])
        )

    @contextmanager
    def assertRefused(self, message=""):
        """What is inside is refused, and undone."""
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                yield
        except (*REFUSED, psycopg2.Error) as error:
            self.env.invalidate_all(flush=False)
            if message:
                self.assertRegex(str(error), message)
        else:
            self.fail("it was not refused")


def interval(age):
    """Return a relativedelta as an SQL interval."""
    return (
        f"{age.years} years {age.months} months {age.days} days"
        f" {age.hours} hours {age.minutes} minutes {age.seconds} seconds"
    )


class MonacoContractCase(MonacoCase):
    """What every bridge must keep.  Inherit, set ``addon``, and give makers of rows.

    A maker takes a person whose time is over long ago and makes one row, in the company
    ``self.company``; it gives the row the dates it needs (:meth:`backdate`).
    """

    allow_inherited_tests_method = True
    addon = None
    # holds whose row is a contact too, so that they never are what keeps the person alone
    holds_that_are_contacts = ()

    def get_hold_makers(self):
        """Return ``{code: maker}``: ``maker(person)`` makes a live hold, returns what ends it.

        The row is dated so that, once ended, it leaves the person overdue.
        """
        return {}

    def get_act_makers(self):
        """Return ``{code: maker}``: ``maker(person, at)`` makes an act of that moment."""
        return {}

    def get_never_makers(self):
        """Return ``{code: maker}``: ``maker(person)`` puts them out of scope."""
        return {}

    def get_solicitation_makers(self):
        """Return ``{code: maker}``: ``maker(person, at)`` makes a solicitation of that moment."""
        return {}

    # ------------------------------------------------------------------ what is declared

    def get_declarants(self):
        """Return the models to which this addon's own classes declare something."""
        prefix = f"odoo.addons.{self.addon}."
        return [
            model
            for model in self.env["monaco.declaration"]._monaco_declarants()
            if any(
                cls is not MonacoDeclaration
                and cls.__module__.startswith(prefix)
                and set(DECLARED) & set(cls.__dict__)
                for cls in type(model).__mro__
            )
        ]

    def get_declared(self, method):
        """Return what this addon itself declares: what is there less what is there without it."""
        prefix, found = f"odoo.addons.{self.addon}.", []
        for model in self.get_declarants():
            for cls in type(model).__mro__:
                if (
                    cls is not MonacoDeclaration
                    and cls.__module__.startswith(prefix)
                    and method in cls.__dict__
                ):
                    below = getattr(super(cls, model), method)()
                    codes = [(one.model, one.code) for one in below]
                    found += [
                        one
                        for one in cls.__dict__[method](model)
                        if (one.model, one.code) not in codes
                    ]
        return found

    def make_overdue(self, name="Claude Echu"):
        """Return a prospect whose time was over long before any period."""
        return self.make_prospect(
            name, relativedelta(years=30), email=f"echu.{self._testMethodName}@example.com"
        )

    # ------------------------------------------------------------------ the contract

    def test_contract_declares_something(self):
        self.assertTrue(self.addon, "the test names no addon")
        self.assertTrue(self.get_declarants(), f"{self.addon} declares nothing: what is it for?")

    def test_contract_every_code_has_a_maker(self):
        for method, makers in (
            ("_monaco_holds", self.get_hold_makers()),
            ("_monaco_acts", self.get_act_makers()),
            ("_monaco_never", self.get_never_makers()),
            ("_monaco_solicitations", self.get_solicitation_makers()),
        ):
            declared = {one.code for one in self.get_declared(method)}
            self.assertFalse(declared - set(makers), f"{method}: nothing is tested of these")
            self.assertFalse(set(makers) - declared, f"{method}: these are not declared")

    def test_contract_whole_and_batch_agree(self):
        persons = self.env["res.partner"]
        for makers in (self.get_hold_makers(), self.get_never_makers()):
            for code, maker in makers.items():
                person = self.make_overdue(code)
                maker(person)
                persons |= person
        for makers in (self.get_act_makers(), self.get_solicitation_makers()):
            for code, maker in makers.items():
                person = self.make_overdue(code)
                maker(person, self.ago(days=40))
                persons |= person
        persons |= self.env["res.partner"].with_context(active_test=False).search([], limit=200)
        self.env.flush_all()
        ids = sorted(bonds.family_of(self.env, persons.ids))
        for compiled in (
            declared.act_rows,
            declared.acts,
            declared.holds,
            declared.outsiders,
            declared.solicitations,
            bonds.subject_holds,
            clocks.deadlines,
        ):
            with self.subTest(compiled.__name__):
                whole = self._rows(compiled(self.env, None))
                batch = self._rows(compiled(self.env, ids))
                column = 0  # the person comes first
                self.assertEqual(
                    [row for row in whole if row[column] in set(ids)],
                    batch,
                    "reading everybody and reading a batch must tell the same",
                )

    def _rows(self, query):
        return sorted(self.env.execute_query(query), key=str)

    def test_contract_declarations_write_nothing(self):
        self.assertTrue(self.env["monaco.declaration"]._monaco_declarants())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            for declarant in env["monaco.declaration"]._monaco_declarants():
                for method in DECLARED:
                    getattr(declarant, method)()
            for compiled in (
                declared.acts,
                declared.holds,
                declared.outsiders,
                declared.solicitations,
            ):
                env.execute_query(compiled(env))
                env.execute_query(compiled(env, [1, 2, 3]))
            env.flush_all()
            cr.execute("SELECT pg_current_xact_id_if_assigned()")
            self.assertIsNone(cr.fetchone()[0], "a declaration wrote something")

    def test_contract_every_level_calls_super(self):
        for method in DECLARED:
            sentinel = {"sentinel": "sentinel"} if method == "_monaco_holdings" else ["sentinel"]
            with patch.object(MonacoDeclaration, method, lambda model, sentinel=sentinel: sentinel):
                for model in self.get_declarants():
                    self.assertIn(
                        "sentinel",
                        getattr(model, method)(),
                        f"{model._name}.{method} forgets super()",
                    )

    def test_contract_declarations_are_private_and_take_no_argument(self):
        for model in self.get_declarants():
            for method in DECLARED:
                self.assertTrue(method.startswith("_"))
                self.assertFalse(inspect.signature(getattr(model, method)).parameters)

    def test_contract_every_hold_is_explained(self):
        codes = set(self.env["monaco.hold.type"].sudo().search([]).mapped("code"))
        for hold in self.get_declared("_monaco_holds"):
            self.assertIn(hold.code, codes, f"{hold.code}: the screen cannot say why")
        for code in self.get_hold_makers():
            kind = self.env["monaco.hold.type"].sudo().search([("code", "=", code)])
            self.assertTrue(kind.legal_reference)

    def test_contract_a_hold_survives_a_merge(self):
        """What a document holds moves with it; what somebody decided stops the merge."""
        merge = self.env["base.partner.merge.automatic.wizard"].create({})._merge
        for code, maker in self.get_hold_makers().items():
            with self.subTest(code), self.cr.savepoint() as savepoint:
                held, other = self.make_overdue(code), self.make_overdue("Double")
                maker(held)
                self.env.flush_all()
                kind = self.env["monaco.hold.type"].sudo().search([("code", "=", code)])
                if kind.manual:
                    for into in (held, other):
                        with self.assertRefused("cannot be merged"):
                            merge([held.id, other.id], into, extra_checks=False)
                    self.assertTrue(held.exists() and other.exists())
                else:
                    merge([held.id, other.id], other, extra_checks=False)
                    self.assertIn(code, other._get_monaco_live_holds().get(other.id, []))
                savepoint.rollback()

    def test_contract_a_hold_holds_and_ends(self):
        for code, maker in self.get_hold_makers().items():
            with self.subTest(code):
                person = self.make_overdue(code)
                self.assertEqual(self.bucket(person)[0], "erase")
                self.retention_on()
                self.assertIsNone(self.recheck(person))
                end = maker(person)
                self.env.flush_all()
                self.assertNotEqual(self.bucket(person)[0], "erase", f"{code} holds nobody")
                self.assertEqual(
                    self.recheck(person),
                    "new_contact" if code in self.holds_that_are_contacts else code,
                )
                self.assertIn(code, person._get_monaco_live_holds().get(person.id, []))
                self.assertIn(
                    code,
                    person.monaco_hold_ids.type_id.mapped("code"),
                    "the screen does not show it",
                )
                with self.assertRefused():
                    person.unlink()
                with self.assertRefused():
                    person.with_user(self.env.ref("base.user_root")).sudo().unlink()
                end()
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertNotIn(
                    code, person._get_monaco_live_holds().get(person.id, []), "it never ends"
                )
                self.assertEqual(self.bucket(person)[0], "erase")
                self.assertIsNone(self.recheck(person))
                self.retention_off()

    def test_contract_acts(self):
        acts_by_code = {act.code: act for act in self.get_declared("_monaco_acts")}
        for code, maker in self.get_act_makers().items():
            with self.subTest(code):
                act = acts_by_code[code]
                person = self.make_overdue(code)
                before = self.get_deadline(person)
                at = self.ago(days=40)
                maker(person, at)
                after = self.get_clock(person)
                if act.contact:
                    self.assertGreater(after["deadline"], before)
                    self.assertEqual(after["last_contact"], at.date())
                else:
                    self.assertLess(after["last_contact"], at.date(), "not an act of the person")
                    if not act.contract:
                        self.assertEqual(after["deadline"], before)
                self.assertEqual(after["kind"], "client" if act.contract else "prospect")

                stranger = self.make_person(
                    f"Inconnu {code}", relativedelta(years=30), email=f"{code}@example.org"
                )
                maker(stranger, at)
                clock = self.get_clock(stranger)
                # the row may be other acts too: a signed quotation is a quotation
                made = [acts_by_code[row_code] for row_code in self._get_act_codes(stranger)]
                self.assertIn(act, made)
                if any(one.contract for one in made):
                    self.assertEqual(clock["kind"], "client")
                elif any(one.evidence for one in made):
                    self.assertEqual(clock["kind"], "prospect")
                else:
                    self.assertIsNone(
                        clock, "this act alone is no evidence that they are in the file"
                    )

    def _get_act_codes(self, person):
        rows = self.env.execute_query(
            SQL("SELECT code FROM (%s) act", declared.act_rows(self.env, person.ids))
        )
        return {row[0] for row in rows}

    def test_contract_never(self):
        for code, maker in self.get_never_makers().items():
            with self.subTest(code):
                person = self.make_overdue(code)
                maker(person)
                self.assertIsNone(self.get_clock(person))
                self.assertEqual(self.bucket(person), (None, None))
                self.retention_on()
                self.assertEqual(self.recheck(person), "out_of_scope")
                self.retention_off()
                person.invalidate_recordset()
                reason = person._get_monaco_outside_reasons()[person.id]
                self.assertNotEqual(reason, code, "a code is no explanation")
                self.assertIn(reason, person.monaco_next_step)

    def test_contract_solicitations(self):
        for code, maker in self.get_solicitation_makers().items():
            with self.subTest(code):
                person = self.make_prospect(
                    code, relativedelta(months=6), email=f"{code}@example.net"
                )
                before = self.get_clock(person)
                maker(person, self.ago(days=120))
                self.assertEqual(
                    self.get_deadline(person), before["deadline"], "one alone changes nothing"
                )
                maker(person, self.ago(days=90))
                after = self.get_clock(person)
                self.assertEqual(
                    after["last_contact"], before["last_contact"], "no act of the person"
                )
                self.assertLess(after["deadline"], before["deadline"])
                self.make_lead(person, relativedelta(days=10))
                self.assertGreater(
                    self.get_deadline(person), before["deadline"], "an answer reopens"
                )
