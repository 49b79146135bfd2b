from datetime import timedelta
from unittest.mock import patch

from odoo.tests import Form, new_test_user, tagged

from odoo.addons.crm_monaco.models import monaco_outlook
from odoo.addons.crm_monaco_mass_mailing.tests.test_permission import MailingCase


@tagged("-at_install", "post_install")
class TestOutlook(MailingCase):
    """A long list is counted on demand, at the latest as one sends it; nobody sends unseen."""

    def setUp(self):
        super().setUp()
        patcher = patch.object(monaco_outlook, "AT_ONCE", 3)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.total = len(self.everybody.filtered("active"))

    def press(self, record, name):
        """Press a button of the screen."""
        return getattr(record.with_context(monaco_count_first=True), name)()

    def test_opening_decides_on_nobody(self):
        mailing = self.make_mailing()
        permission = type(self.permission)
        with patch.object(permission, "_decide", side_effect=AssertionError):
            form = Form(mailing)
            form.monaco_similar = True
            self.assertIn(f"{self.total} recipients", form.monaco_outlook)
            self.assertTrue(form.monaco_uncounted)
        mailing.email_from = "x@elsewhere.example"
        self.assertIn("cannot be sent", mailing.monaco_outlook, "a fault is told at once")

    def test_counted_until_something_changes(self):
        mailing = self.make_mailing()
        mailing.action_monaco_count()
        self.assertIn(f"{len(self.may)} of {self.total}", mailing.monaco_outlook)
        self.assertIn("no consent", mailing.monaco_outlook)
        self.assertFalse(mailing.monaco_uncounted)
        form = Form(mailing)
        form.monaco_similar = True
        self.assertTrue(form.monaco_uncounted, "another question")
        form.monaco_similar = False
        self.assertFalse(form.monaco_uncounted)
        mailing.mailing_domain = [("id", "in", self.may.ids)]
        self.assertTrue(mailing.monaco_uncounted, "other recipients")
        mailing.action_monaco_count()
        self.assertIn("5 of 5", mailing.monaco_outlook)
        mailing.monaco_counted_at -= timedelta(days=1, minutes=1)
        self.assertTrue(mailing.monaco_uncounted, "people objected since")
        self.assertFalse(mailing.copy().monaco_counted)

    def test_nobody_sends_unseen(self):
        mailing = self.make_mailing()
        for name in ("action_schedule", "action_launch"):
            mailing.monaco_counted_at = False
            action = self.press(mailing, name)
            self.assertEqual(action["tag"], "display_notification")
            self.assertEqual(mailing.state, "draft")
            self.assertIn("no consent", mailing.monaco_outlook)
            action = self.press(mailing, name)
            self.assertNotEqual((action or {}).get("tag"), "display_notification")
        self.assertEqual(mailing.state, "in_queue")
        self.process_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_composer(self):
        composer = self._compose()
        self.assertTrue(composer.monaco_uncounted)
        action = self.press(composer, "action_send_mail")
        self.assertEqual((action["res_model"], action["res_id"]), (composer._name, composer.id))
        self.send_queue()
        self.assertFalse(self.smtp.arrived)
        everybody = len(self.everybody)
        self.assertIn(f"{len(self.may)} of {everybody}", composer.monaco_outlook)
        action = self.press(composer, "action_send_mail")
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.send_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_composer_by_domain(self):
        domain = str([("id", "in", self.may.ids)])
        with patch.object(monaco_outlook, "AT_ONCE", 100):
            composer = self._compose(res_ids=False, res_domain=domain)
            self.assertIn("5 of 5", composer.monaco_outlook)

    def test_nobody_learns_about_whom_they_do_not_see(self):
        self.env["ir.rule"].create(
            {
                "name": "Not these",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "not in", self.may_not.ids)],
            }
        )
        user = new_test_user(self.env, "curious", groups="base.group_user")
        for ids, found in ((self.may_not[:1], False), (self.may[:1], "1 of 1")):
            composer = self.env["mail.compose.message"].with_user(user)
            composer = composer.create(
                {"composition_mode": "mass_mail", "model": "res.partner", "res_ids": ids.ids}
            )
            self.assertEqual((composer.monaco_outlook or "")[:6] or False, found)

    def test_programs_are_decided_on_all_the_same(self):
        self.make_mailing().action_launch()
        self.process_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))
