from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine import foresee
from ..engine.eraser import Eraser
from .test_guards import GuardCase


@tagged("-at_install", "post_install")
class TestPreviewRows(GuardCase):
    """From the buckets of a preview down to the rows of which models would go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_prospect(
            "Rosine Lavandou", cls.years(2), email="rosine@example.com", phone="+37793100001"
        )
        cls.other = cls.make_prospect("Théodule Cyprès", cls.years(2), email="t@example.com")
        cls.kept = cls.make_prospect("Irma Tenace", cls.years(2))
        cls.hold = cls.env["monaco.manual.hold"].create(
            {
                "partner_id": cls.kept.id,
                "type_id": cls.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Essai",
            }
        )
        cls.stray = cls.make_lead(
            cls.env["res.partner"], cls.years(2), email_from="seule@example.com", name="Seule"
        )
        for n in range(3):
            cls.person.message_post(body=f"note {n}", message_type="comment")
        cls.kept.message_post(body="je passerai", message_type="comment", author_id=cls.person.id)
        cls.person.activity_schedule("mail.mail_activity_data_todo", user_id=cls.env.uid)
        cls.person.child_ids = [(0, 0, {"type": "delivery", "name": "Livraison", "street": "x"})]
        cls.backdate(
            cls.env["mail.message"].search(
                [("model", "=", "res.partner"), ("res_id", "in", (cls.person.id, cls.kept.id))]
            ),
            cls.years(2),
        )
        cls.env.flush_all()
        cls.bundle = cls.env["ir.attachment"].create(
            {"name": "f.txt", "raw": b"x", "res_model": "res.partner", "res_id": cls.person.id}
        )

    def open_rows(self, records):
        action = self.rpc(self.dpo, records._name, "action_open_rows", records.ids)
        self.assertEqual(action["res_model"], "monaco.rows")
        return self.env["monaco.rows"].with_user(self.dpo).browse(action["res_id"])

    def counts(self, rows):
        return {(line.res_model, line.fate): line.count for line in rows.line_ids}

    def test_rows_of_one_person(self):
        rows = self.open_rows(self.get_line(self.preview(), self.person))
        counts = self.counts(rows)
        self.assertEqual(counts["res.partner", "rewritten"], 2, "the person and their address")
        self.assertEqual(counts["crm.lead", "rewritten"], 1)
        self.assertEqual(counts["mail.activity", "deleted"], 1)
        self.assertEqual(counts["ir.attachment", "deleted"], 1)
        self.assertEqual(counts["mail.message", "emptied"], 1)
        self.assertGreaterEqual(counts["mail.message", "deleted"], 3)
        self.assertEqual((rows.person_count, rows.total), (1, sum(counts.values())))
        for line in rows.line_ids:
            self.assertNotEqual(line.name, line.res_model, "people read names of data")

    def test_each_count_opens_its_rows(self):
        rows = self.open_rows(self.get_line(self.preview(), self.person))
        for line in rows.line_ids:
            if not self.env[line.res_model].with_user(self.dpo).has_access("read"):
                continue
            action = self.rpc(self.dpo, "monaco.rows.line", "action_open", line.ids)
            found = self.env[action["res_model"]].with_context(
                active_test=False, skip_res_field_check=True
            )
            self.assertEqual(found.search_count(action["domain"]), line.count, line.res_model)
        opened = rows.line_ids.filtered(lambda line: line.res_model == "ir.attachment")
        action = self.rpc(self.dpo, "monaco.rows.line", "action_open", opened.ids)
        self.assertEqual(action["domain"], [("id", "in", self.bundle.ids)])

    def test_what_was_told_is_what_goes(self):
        """The rows foreseen are those that are gone, or changed, after the run."""
        run = self.preview()
        eraser = Eraser(self.env, {"anonymised": "Anonymised"})
        found = foresee.rows(eraser, self.person.ids)
        self.retention_on()
        run._approve()
        self.run_nightly()
        self.assertErased(self.person)
        for (model, fate), ids in found.items():
            left = self.env[model].sudo().with_context(active_test=False, skip_res_field_check=True)
            there = left.browse(ids).exists()
            self.assertEqual(len(there), 0 if fate == foresee.DELETED else len(ids), (model, fate))
        self.assertFalse(
            self.env["crm.lead"].search([("email_normalized", "=", "rosine@example.com")])
        )

    def test_whole_bucket(self):
        run = self.preview()
        rows = self.open_rows(run)
        self.assertEqual(rows.person_count, run.erase_count)
        self.assertEqual(rows.person_count, 3)
        counts = self.counts(rows)
        self.assertEqual(counts["res.partner", "rewritten"], 3)
        self.assertEqual(counts["crm.lead", "rewritten"], 3)
        for bucket in ("erase", "archive", "keep"):
            action = self.rpc(self.dpo, "monaco.run", f"action_open_{bucket}", run.ids)
            lines = self.env["monaco.run.line"].search_count(action["domain"])
            self.assertEqual(lines, run[f"{bucket}_count"])

    def test_person_without_a_contact(self):
        run = self.preview()
        line = run.line_ids.filtered(lambda line: line.res_model == "crm.lead")
        self.assertEqual(line.res_id, self.stray.id)
        self.assertEqual(line.stray_name, "Seule")
        self.assertFalse(self.get_line(run, self.person).stray_name)
        self.assertEqual(self.counts(self.open_rows(line))["crm.lead", "rewritten"], 1)
        action = self.rpc(self.dpo, "monaco.run.line", "action_open_partner", line.ids)
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", self.stray.id))

    def test_what_keeps(self):
        run = self.preview()
        line = self.get_line(run, self.kept)
        for record, method in ((line, "action_open_rows"), (run, "action_open_holds")):
            action = self.rpc(self.dpo, record._name, method, record.ids)
            holds = self.env["monaco.hold"].search(action["domain"])
            self.assertEqual(holds.partner_id, self.kept)
            self.assertEqual(holds.type_id.code, "dispute")

    def test_nothing_is_written_and_nobody_is_copied(self):
        run = self.preview()
        before = self.state_of(self.person)
        rows = self.open_rows(run)
        self.assertEqual(self.state_of(self.person), before)
        self.assertUntouched(self.person)
        self.assertEqual(run.state, "preview")
        self.assertFalse(self.company.monaco_retention_on)
        stored = str(rows.sudo().read()) + str(rows.sudo().line_ids.read())
        for word in ("Rosine", "Lavandou", "rosine", "Cyprès", "Seule"):
            self.assertNotIn(word, stored)

    def state_of(self, person):
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT to_jsonb(p), (SELECT count(*) FROM mail_message WHERE res_id = p.id),
                      (SELECT count(*) FROM ir_attachment WHERE res_id = p.id)
                 FROM res_partner p WHERE id = %s""",
            [person.id],
        )
        return self.env.cr.fetchone()

    def test_nothing_left_to_foresee(self):
        run = self.preview()
        run.action_cancel()
        with self.assertRaisesRegex(UserError, "Nothing will vanish"):
            run.action_open_rows()

    def test_who_may(self):
        run = self.preview()
        line = self.get_line(run, self.person)
        rows = self.open_rows(line)
        other = self._make_user("dpo_autre", "crm_monaco.group_monaco_dpo")
        for user in (self.sales, self.admin, self.portal):
            for record in (run, line, self.get_line(run, self.kept)):
                with self.assertRefused():
                    self.rpc(user, record._name, "action_open_rows", record.ids)
            with self.assertRefused():
                self.rpc(user, "monaco.run", "action_open_holds", run.ids)
        for user in (self.sales, self.admin, self.portal, other):
            with self.assertRefused():
                self.rpc(user, "monaco.rows", "read", rows.ids)
            with self.assertRefused():
                self.rpc(user, "monaco.rows.line", "action_open", rows.line_ids[:1].ids)
