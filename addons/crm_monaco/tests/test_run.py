from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine import chain, executor, planner
from ..engine.eraser import Eraser
from . import common


class RunCase(common.MonacoCase):
    def make_prospects(self, count, age=None):
        persons = self.env["res.partner"]
        for number in range(count):
            persons |= self.make_prospect(f"Prospect {number}", age or self.years(1))
        return persons

    def preview_by(self, size):
        with patch.object(planner.plan, "__defaults__", (size,)):
            return self.preview()

    def make_worker(self, run):
        self.env.flush_all()
        return executor.Executor(run, Eraser(self.env, {"anonymised": "Anonymised"}), run.today)

    def assertJournalWhole(self):
        self.assertEqual(self.env["monaco.journal"]._verify_chain(), [])


@tagged("-at_install", "post_install")
class TestRun(RunCase):
    """Plan, preview, approval, execution, seal."""

    def test_preview_changes_nobody(self):
        persons = self.make_prospects(3)
        self.preview()
        for person in persons:
            self.assertUntouched(person)
            self.assertTrue(person.active)
        self.assertFalse(self.company.monaco_retention_on)
        self.run_nightly()
        for person in persons:
            self.assertUntouched(person)

    def test_nothing_happens_while_retention_is_off(self):
        persons = self.make_prospects(2)
        self.run_nightly()
        for person in persons:
            self.assertUntouched(person)
            self.assertEqual(person.monaco_kind, "prospect", "the clocks are shown all the same")
        self.assertFalse(self.env["monaco.run"].search([("company_ids", "in", self.company.ids)]))

    def test_nothing_happens_in_a_neutralised_copy(self):
        persons = self.make_prospects(2)
        self.retention_on()
        self.preview()._approve()
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self.run_nightly()
        for person in persons:
            self.assertUntouched(person)

    def test_each_run_may_wait_for_approval(self):
        person = self.make_prospects(1)
        self.retention_on(monaco_approve_each_run=True)
        run = self.run_nightly()
        self.assertEqual((run.state, run.erase_count), ("preview", 1))
        self.assertUntouched(person)
        run.action_approve()
        self.run_nightly()
        self.assertErased(person)

    def test_approval_needs_the_rules_of_the_preview(self):
        changes = {
            "period": lambda: self.env.ref("crm_monaco.clock_prospect").write({"months": 11}),
            "setting": lambda: self.company.write({"monaco_archive_days": 31}),
            "module": lambda: self.set_columns(
                self.env.ref("base.module_crm_monaco"), latest_version="19.0.9.9.9"
            ),
            "ground": lambda: self.env.ref("crm_monaco.hold_type_dispute").write(
                {"archivable": True}
            ),
            "new rule": lambda: self.env["monaco.clock"].create(
                {
                    "name": "x",
                    "kind": "prospect",
                    "months": 3,
                    "company_id": self.company.id,
                    "legal_reference": "x",
                }
            ),
        }
        self.make_prospects(1)
        for name, change in changes.items():
            with self.subTest(name):
                run = self.preview()
                change()
                with self.assertRaisesRegex(UserError, "changed since"):
                    run.action_approve()
                self.assertFalse(self.company.monaco_retention_on)
        run = self.preview()
        self.set_columns(run, today=self.ago(days=8).date())
        with self.assertRaisesRegex(UserError, "week"):
            run.action_approve()

    def test_rules_changed_after_the_approval_make_a_new_plan(self):
        person = self.make_prospect("Sursis", self.years(1))
        self.retention_on()
        run = self.preview()
        run._approve()
        self.env.ref("crm_monaco.clock_prospect").write(
            {"months": 24, "justification": "Cycle long"}
        )
        self.run_nightly()
        self.assertEqual(run.state, "cancelled")
        self.assertUntouched(person)

    def test_retention_switched_off_after_the_approval(self):
        person = self.make_prospect("Sursis", self.years(1))
        self.retention_on()
        run = self.preview()
        run._approve()
        self.retention_off()
        self.run_nightly()
        self.assertUntouched(person)
        self.assertEqual(self.get_line(run, person).reason, "retention_off")
        self.assertJournalWhole()

    def test_changes_since_the_preview_are_seen_person_by_person(self):
        wrote, held, deleted, merged, stays, goes = persons = self.make_prospects(6)
        self.retention_on()
        run = self.preview()
        self.assertEqual(run.erase_count, 6)
        run._approve()
        self.make_lead(wrote)
        self.env["monaco.manual.hold"].create(
            {
                "partner_id": held.id,
                "type_id": self.env.ref("crm_monaco.hold_type_legal_hold").id,
                "reason": "Procès",
            }
        )
        self.env["crm.lead"].search([("partner_id", "=", deleted.id)]).unlink()
        ids = {person: person.id for person in persons}
        deleted.unlink()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [merged.id, stays.id], stays
        )
        self.run_nightly()
        lines = {line.res_id: line for line in run.line_ids}
        for person, state, reason in (
            (wrote, "skipped", "new_contact"),
            (held, "skipped", "legal_hold"),
            (deleted, "skipped", "deleted"),
            (merged, "skipped", "deleted"),
            (goes, "done", False),
        ):
            line = lines[ids[person]]
            self.assertEqual((line.state, line.reason), (state, reason))
            self.assertNotEqual(line.reason_name or "", line.reason, "a code is no explanation")
        self.assertErased(goes)
        self.assertJournalWhole()

    def test_batches(self):
        persons = self.make_prospects(5)
        self.retention_on()
        run = self.preview_by(2)
        self.assertEqual(run.batch_ids.mapped("planned"), [2, 2, 1])
        run._approve()
        self.run_nightly()
        self.assertEqual(run.state, "done")
        self.assertEqual((run.done_count, run.skipped_count, run.progress), (5, 0, 100))
        for person in persons:
            self.assertErased(person)
        self.assertJournalWhole()

    def test_cancelled_between_batches(self):
        """Cancelling an approved run stops it at once; what was done is sealed."""
        persons = self.make_prospects(5)
        self.retention_on()
        run = self.preview_by(2)
        run._approve()
        worker = self.make_worker(run)
        worker.execute(*worker.claim())
        run.action_cancel()
        self.assertIsNone(worker.claim(), "nothing more of a cancelled run is done")
        self.assertEqual(run.state, "cancelled")
        self.assertTrue(run.head, "what was done is sealed")
        self.assertEqual(len(self.get_journal(persons[0])), 1)
        states = run.line_ids.mapped("state")
        self.assertEqual(
            (states.count("done"), states.count("skipped"), states.count("planned")), (2, 3, 0)
        )
        self.assertJournalWhole()
        self.run_nightly()
        for person in persons:
            self.assertErased(person)
        self.assertJournalWhole()

    def test_preview_during_an_approved_run(self):
        self.make_prospects(4)
        self.retention_on()
        run = self.preview_by(2)
        run._approve()
        worker = self.make_worker(run)
        worker.execute(*worker.claim())
        second = self.preview()
        self.assertEqual((run.state, second.erase_count), ("cancelled", 2))
        self.assertJournalWhole()

    def test_cancelled_while_a_worker_has_a_batch_and_dies(self):
        self.make_prospects(4)
        self.retention_on()
        run = self.preview_by(2)
        run._approve()
        worker = self.make_worker(run)
        worker.execute(*worker.claim())
        # what a killed worker leaves: the run cancelled, its batch not done, nothing sealed
        run.write({"state": "cancelled"})
        self.run_nightly()
        self.assertTrue(run.head)
        self.assertFalse(run.batch_ids.filtered(lambda batch: batch.state == "todo"))
        self.assertJournalWhole()

    def test_family_is_never_cut(self):
        """A company and its contacts are in one batch, so that they go together."""
        company = self.make_prospect("Grande SAM", self.years(2), is_company=True)
        self.make_prospects(2, self.years(2))
        for number in range(5):
            self.make_person(f"Contact {number}", self.years(2), parent_id=company.id)
        run = self.preview_by(2)
        family = run.line_ids.filtered(
            lambda line: line.partner_id.commercial_partner_id == company
        )
        self.assertEqual(len(family), 6)
        self.assertEqual(len(set(family.mapped("batch"))), 1)

    def test_poisoned_contact_keeps_the_company_too(self):
        company = self.make_prospect("Empoisonnée SAM", self.years(2), is_company=True)
        contacts = [
            self.make_person(f"Contact {n}", self.years(2), parent_id=company.id) for n in range(3)
        ]
        others = self.make_prospects(3, self.years(2))
        self.env.cr.execute(
            """CREATE FUNCTION monaco_poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                   IF NEW.id = %s AND NEW.monaco_state = 'anonymised' THEN RAISE EXCEPTION 'poison'; END IF;
                   RETURN NEW; END $$;
               CREATE TRIGGER monaco_poison BEFORE UPDATE ON res_partner
                  FOR EACH ROW EXECUTE FUNCTION monaco_poison()""",
            [contacts[1].id],
        )
        self.retention_on()
        run = self.preview()
        run._approve()
        with self.assertLogs("odoo.addons.crm_monaco.engine.executor", "WARNING") as log:
            self.run_nightly()
        self.assertNotIn("Contact", "".join(log.output), "the log names nobody")
        self.assertUntouched(contacts[1])
        self.assertEqual(self.get_line(run, contacts[1]).state, "failed")
        self.assertUntouched(company)
        self.assertEqual(self.get_line(run, company).reason, "contact_kept")
        for person in (contacts[0], contacts[2], *others):
            self.assertErased(person)
        self.assertJournalWhole()


@tagged("-at_install", "post_install")
class TestJournal(RunCase):
    """The journal is written once, names nobody, and shows whether it was touched."""

    def setUp(self):
        super().setUp()
        self.persons = self.make_prospects(3)
        self.retention_on()
        self.first = self.run_nightly()
        self.make_prospects(2)
        self.second = self.run_nightly()
        self.lines = self.env["monaco.journal"].search(
            [("run_id", "in", (self.first | self.second).ids)]
        )
        self.assertEqual(len(self.lines), 5)
        self.assertJournalWhole()

    def test_append_only_over_the_orm(self):
        line = self.lines[0]
        vals = {
            "run_id": 1,
            "batch_id": 1,
            "res_model": "res.partner",
            "res_id": 1,
            "action": "erase",
            "ground": "x",
        }
        for journal in (line, line.sudo(), line.with_user(self.env.ref("base.user_admin"))):
            with self.assertRefused():
                journal.write({"res_id": 1})
                self.env.flush_all()
            with self.assertRefused():
                journal.unlink()
            with self.assertRefused():
                journal.create({**vals, "at": "2020-01-01"})

    def test_append_only_in_the_database(self):
        for statement in (
            "UPDATE monaco_journal SET ground = 'x'",
            "DELETE FROM monaco_journal",
            "DELETE FROM monaco_journal WHERE false",
            "TRUNCATE monaco_journal",
        ):
            with self.assertRefused("append-only"):
                self.env.cr.execute(statement)

    def test_names_nobody(self):
        row = self.lines[0].read()[0]
        self.assertNotIn("Prospect 0", str(row))
        self.assertFalse(
            [f for f in self.lines._fields.values() if f.type in ("text", "html", "json", "binary")]
        )

    def _tamper(self, statement, *params):
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE monaco_journal DISABLE TRIGGER USER")
        self.env.cr.execute(statement, params)
        self.env.cr.execute(
            "ALTER TABLE monaco_journal ENABLE ALWAYS TRIGGER monaco_journal_append_only"
        )
        self.env.invalidate_all(flush=False)
        return self.env["monaco.journal"]._verify_chain()

    def test_changed_line_is_found(self):
        for column, value in (
            ("res_id", 999999),
            ("ground", "client"),
            ("action", "archive"),
            ("at", "2020-01-01"),
        ):
            with self.cr.savepoint() as savepoint:
                found = self._tamper(
                    f"UPDATE monaco_journal SET {column} = %s WHERE id = %s",
                    value,
                    self.lines[0].id,
                )
                self.assertTrue(found, column)
                self.assertIn(str(self.second.id), found[0])
                savepoint.rollback()

    def test_deleted_line_is_found(self):
        self.assertTrue(self._tamper("DELETE FROM monaco_journal WHERE id = %s", self.lines[0].id))

    def test_added_line_is_found(self):
        person = self.make_person("Faux")
        columns = "run_id, batch_id, res_model, res_id, action, ground, at"
        forged = (
            f"INSERT INTO monaco_journal ({columns})"
            " SELECT run_id, %s, res_model, %s, action, ground, at FROM monaco_journal WHERE id = %s"
        )
        batch = self.lines[0].batch_id
        for batch_id in (batch, 999999):
            with self.cr.savepoint() as savepoint:
                self.assertTrue(self._tamper(forged, batch_id, person.id, self.lines[0].id))
                savepoint.rollback()

    def test_whole_batch_rewritten_is_found(self):
        """Whoever rewrites the digest too is betrayed by the run's seal."""
        batch = self.first.batch_ids
        statement = """
            UPDATE monaco_journal SET ground = 'client' WHERE batch_id = %(b)s;
            UPDATE monaco_batch SET digest = encode(sha256(convert_to((
                SELECT string_agg(concat_ws('|', run_id, batch_id, res_model, res_id, action, ground,
                                  to_char(at, 'YYYY-MM-DD HH24:MI:SS')), E'\\n' ORDER BY id)
                  FROM monaco_journal WHERE batch_id = %(b)s), 'UTF8')), 'hex') WHERE id = %(b)s"""
        self.env.cr.execute("ALTER TABLE monaco_journal DISABLE TRIGGER USER")
        self.env.cr.execute(statement, {"b": batch.id})
        self.env.invalidate_all(flush=False)
        found = self.env["monaco.journal"]._verify_chain()
        self.assertEqual(len(found), 1)
        self.assertIn(f"Run {self.first.id}: its seal", found[0])
        # … and whoever rewrites the seal too, by the next run
        head = chain.seal(
            self.first.previous_head, self.first._get_header(), self.first._get_digests()
        )
        self.set_columns(self.first, head=head)
        found = self.env["monaco.journal"]._verify_chain()
        self.assertIn(f"Run {self.second.id}: it does not hang", found[0])

    def test_removed_run_is_found(self):
        self.first.unlink()
        self.env.flush_all()
        self.assertTrue(self.env["monaco.journal"]._verify_chain())

    def test_erasure_without_line_and_line_without_erasure_are_found(self):
        person = self.make_prospect("Sans Ligne", self.years(1))
        self.refresh()
        self.set_columns(person, monaco_state="anonymised")
        found = self.env["monaco.journal"]._verify_chain()
        self.assertEqual(len(found), 1)
        self.assertIn(str(person.id), found[0])
        self.set_columns(person, monaco_state="active")
        self.set_columns(self.persons[0], monaco_state="active")
        found = self.env["monaco.journal"]._verify_chain()
        self.assertEqual(len(found), 1)
        self.assertIn(str(self.persons[0].id), found[0])

    def test_button(self):
        self.assertEqual(self.lines.action_verify()["params"]["type"], "success")
        self.set_columns(self.second, head="0" * 64)
        action = self.lines.action_verify()
        self.assertEqual((action["params"]["type"], action["params"]["sticky"]), ("danger", True))

    def test_runs_sealed_in_the_same_second_keep_one_chain(self):
        runs = self.env["monaco.run"]
        for _number in range(3):
            self.make_prospects(1)
            runs |= self.run_nightly()
        self.set_columns(runs, date_done=self.ago())
        self.make_prospects(1)
        self.run_nightly()
        self.assertJournalWhole()


@tagged("-at_install", "post_install")
class TestExclusion(RunCase):
    """Whoever is taken out of a preview is counted out of it."""

    def test_counters_drop(self):
        persons = self.make_prospects(5)
        run = self.preview_by(2)
        lines = run.line_ids.sorted("id")
        self.assertEqual(sum(run.batch_ids.mapped("planned")), 5)
        lines[:2].action_exclude("Rappelés hier")
        self.assertEqual((run.erase_count, run.excluded_count), (3, 2))
        self.assertEqual(sum(run.batch_ids.mapped("planned")), 3)
        self.assertEqual(run.action_open_excluded()["domain"][1], ("state", "=", "excluded"))
        run.action_approve()
        self.run_nightly()
        self.assertEqual((run.state, run.done_count, run.skipped_count), ("done", 3, 0))
        self.assertEqual(run.progress, 100)
        for line in lines[:2]:
            self.assertUntouched(line.partner_id)
        self.assertEqual(sum(bool(self.get_journal(person)) for person in persons), 3)
        self.assertJournalWhole()

    def test_everybody_excluded(self):
        self.make_prospects(2)
        run = self.preview()
        run.line_ids.action_exclude("À revoir")
        run.action_approve()
        self.run_nightly()
        self.assertEqual((run.state, run.erase_count, run.done_count), ("done", 0, 0))
        self.assertJournalWhole()
