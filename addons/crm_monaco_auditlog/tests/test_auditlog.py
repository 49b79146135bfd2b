from dateutil.relativedelta import relativedelta

from odoo.tests import new_test_user, tagged

from odoo.addons.crm_monaco.engine.eraser import Eraser
from odoo.addons.crm_monaco.tests import common


@tagged("post_install", "-at_install")
class TestAuditlogContract(common.MonacoContractCase):
    """The audit log keeps the contract between core and bridges."""

    allow_inherited_tests_method = True
    addon = "crm_monaco_auditlog"


@tagged("post_install", "-at_install")
class TestAuditlog(common.MonacoCase):
    """What the audit log repeats of a person goes with them; what it says of others stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in ("res.partner", "crm.lead"):
            rule = cls.env["auditlog.rule"].search([("model_id.model", "=", model)])
            rule = rule or cls.env["auditlog.rule"].create(
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "log_type": "full",
                    "log_create": False,
                }
            )
            rule.set_to_confirmed()
            cls.addClassCleanup(rule.set_to_draft)
        cls.person = cls.make_prospect("Aurelie Auditee", email="aurelie@auditee.example")
        cls.other = cls.make_prospect("Bruno Bystander", email="bruno@bystander.example")
        cls.env.flush_all()

    def erase(self):
        self.env.flush_all()
        Eraser(self.env, {"anonymised": "Anonymised"}).erase(self.person.ids)

    def words(self):
        """Return everything the audit log says."""
        found = []
        for model in (
            "auditlog.log",
            "auditlog.log.line",
            "auditlog.http.request",
            "auditlog.http.session",
        ):
            self.env.cr.execute(f"SELECT t::text FROM {self.env[model]._table} t")
            found += [row[0] for row in self.env.cr.fetchall()]
        return "\n".join(found)

    def test_values_go_with_the_person(self):
        self.person.write({"street": "12 rue Audited", "email": "new@auditee.example"})
        lead = self.make_lead(self.person)
        lead.write({"description": "Wants a boat called Albatross", "contact_name": "Aurelie A."})
        self.env.flush_all()
        self.assertIn("12 rue Audited", self.words())
        self.assertIn("Albatross", self.words())
        self.erase()
        for word in ("Audited", "Auditee", "auditee.example", "Albatross", "Aurelie"):
            self.assertNotIn(word, self.words())

    def test_deleted_record_is_found_by_an_identifier(self):
        lead = self.make_lead(self.person, email_from="aurelie@auditee.example")
        lead.write({"email_from": "Aurelie <AURELIE@auditee.example>", "description": "Gondola"})
        self.env.flush_all()
        lead.unlink()
        self.assertIn("Gondola", self.words())
        self.erase()
        self.assertNotIn("Gondola", self.words())
        self.assertNotIn("uditee.example", self.words())

    def test_log_of_others_stays_without_the_person(self):
        lead = self.make_lead(self.other)
        lead.message_post(body="Hello", author_id=self.person.id, message_type="comment")
        self.other.write({"comment": "Sent by aurelie@auditee.example, likes Regattas"})
        lead.write({"description": "Aurelie Auditee told us: Bruno likes Sardines"})
        self.env.flush_all()
        before = self.env["auditlog.log"].search_count([("res_id", "in", self.other.ids)])
        self.erase()
        words = self.words()
        self.assertIn("Regattas", words)
        self.assertIn("Bruno likes Sardines", words)
        self.assertNotIn("uditee", words)
        after = self.env["auditlog.log"].search_count([("res_id", "in", self.other.ids)])
        self.assertEqual(before, after)

    def test_sessions_of_a_portal_user_go(self):
        user = new_test_user(
            self.env,
            "auditee_portal",
            groups="base.group_portal",
            name="Aurelie Auditee",
            partner_id=self.person.id,
        )
        session = self.env["auditlog.http.session"].create({"name": "s1", "user_id": user.id})
        request = self.env["auditlog.http.request"].create(
            {"name": "/my", "user_id": user.id, "http_session_id": session.id}
        )
        log = self.env["auditlog.log"].create(
            {
                "name": self.other.name,
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.other.id,
                "user_id": user.id,
                "method": "write",
                "http_session_id": session.id,
                "http_request_id": request.id,
            }
        )
        self.assertIn("Aurelie", session.display_name)
        self.erase()
        self.assertFalse(session.exists() or request.exists())
        self.assertTrue(log.exists(), "who changed somebody else's record is still told")
        self.assertNotIn("Aurelie", self.words())

    def test_erasure_itself_is_not_copied(self):
        """The nightly run archives, erases and journals: no old value comes back through the audit log."""
        person = self.make_prospect(
            "Claude Echu", relativedelta(years=30), email="echu.audit@example.com"
        )
        self.retention_on()
        logs = self.env["auditlog.log"].search([("model_id.model", "=", "res.partner")])
        self.run_nightly()
        self.assertErased(person)
        new = self.env["auditlog.log"].search([("model_id.model", "=", "res.partner")]) - logs
        self.assertFalse(new.filtered(lambda log: log.res_id == person.id))
        self.assertNotIn("echu.", self.words())

    def test_the_log_is_read_by_record_through_an_index(self):
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'auditlog_log'")
        defs = [row[0] for row in self.env.cr.fetchall()]
        self.assertTrue(any("(model_model, res_id)" in one for one in defs), defs)
