from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_monaco.tests.smtp import recorder
from odoo.addons.crm_monaco.tests.test_permission import PermissionCase


class MailingCase(PermissionCase):
    """A list of everybody, and a mail server that records what arrives."""

    def setUp(self):
        super().setUp()
        self.company_sender = self.env.company
        self.company_sender.email = "maison@sender.example"
        self.may, self.may_not = self._make_persons()
        self.forget_queue()
        server = recorder(self.env)
        self.smtp = server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)

    def forget_queue(self):
        """What waited before is not this test's: welcome mails, letters about a limitation."""
        self.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
        if hasattr(self, "smtp"):
            self.smtp.arrived.clear()

    def _make_persons(self):
        consenting = self.person("Consenting")
        self.consent(consenting)
        firm = self.person("Firm", is_company=True)
        employee = self.person("Employee", parent_id=firm.id)
        returned = self.person("Returned")
        self.permission._object(returned, ["email"])
        self.consent(returned)
        child = self.person("Child", birthdate_date=self.today - relativedelta(years=12))
        self.consent(child, guardian="A parent")
        may = consenting | firm | employee | returned | child

        consumer = self.person("Consumer")
        objector = self.person("Objector", is_company=True)
        self.permission._object(objector)
        withdrawn = self.person("Withdrawn")
        self.consent(withdrawn)
        self.consent(withdrawn, "withdrawn")
        minor = self.person("Minor", birthdate_date=self.today - relativedelta(years=12))
        self.consent(minor)
        archived = self.person("Archived")
        self.consent(archived)
        self.set_columns(archived, monaco_state="archived")
        limited = self.person("Limited")
        self.consent(limited)
        kind = self.env["monaco.hold.type"].search([("code", "=", "limitation")], limit=1)
        self.env["monaco.manual.hold"].create(
            {"partner_id": limited.id, "type_id": kind.id, "reason": "asked"}
        )
        gone = self.person("Gone", email="gone@example.com")
        self.permission._object(gone)
        gone.unlink()
        back = self.person("Back", email="Gone@Example.com", is_company=True)
        blacklisted = self.person("Black", is_company=True)
        self.env["mail.blacklist"]._add(blacklisted.email)
        sms_only = self.person("Sms Only")
        self.consent(sms_only, channels=["sms"])
        may_not = consumer | objector | withdrawn | minor | archived | limited
        may_not |= back | blacklisted | sms_only
        return may, may_not

    @property
    def everybody(self):
        return self.may | self.may_not

    def addresses(self, persons):
        return sorted(persons.mapped("email_normalized"))

    def make_mailing(self, persons=None, **vals):
        persons = self.everybody if persons is None else persons
        return self.env["mailing.mailing"].create(
            {
                "subject": "Offre",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "in", persons.ids), ("active", "in", [True, False])],
                "body_html": "<p>Bonjour</p>",
                "email_from": "maison@sender.example",
                **vals,
            }
        )

    def _compose(self, **vals):
        return self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": self.everybody.ids,
                "subject": "Offre",
                "body": "<p>Bonjour</p>",
                "email_from": "maison@sender.example",
                **vals,
            }
        )

    def process_queue(self):
        with self.enter_registry_test_mode():
            done = self.env.ref("mass_mailing.ir_cron_mass_mailing_queue").method_direct_trigger()
        self.assertIs(done, True)
        self.send_queue()

    def send_queue(self):
        self.env["mail.mail"].search([("state", "=", "outgoing")]).send()


@tagged("-at_install", "post_install")
class TestMailingPermission(MailingCase):
    """A mailing reaches exactly those it may, whatever way it takes."""

    def test_exactly_those_who_may(self):
        mailing = self.make_mailing()
        mailing.action_launch()
        self.process_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))
        self.assertEqual(mailing.state, "done")
        traces = self.env["mailing.trace"].search([("mass_mailing_id", "=", mailing.id)])
        left_out = traces.filtered(lambda t: t.trace_status == "cancel")
        self.assertEqual(len(left_out), len(self.may_not))

    def test_notice_and_one_click(self):
        self.make_mailing(self.may[:1]).action_launch()
        self.process_queue()
        message = self.smtp.message_for(self.may[0].email_normalized)
        self.assertIn("One-Click", message["List-Unsubscribe-Post"])
        self.assertIn("http", message["List-Unsubscribe"])
        text = message.get_body(("html",)).get_content()
        self.assertIn("/monaco/objection?", text)
        self.assertIn("maison@sender.example", message["From"])

    def test_scheduled(self):
        mailing = self.make_mailing(
            schedule_type="scheduled", schedule_date=fields.Datetime.now() + timedelta(days=1)
        )
        mailing.action_schedule()
        changed = self.may[0]
        self.permission._object(changed, ["email"])
        mailing.schedule_date = fields.Datetime.now() - timedelta(minutes=1)
        self.process_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may - changed))

    def test_objection_between_preparation_and_sending(self):
        mailing = self.make_mailing()
        composer = self._compose(mass_mailing_id=mailing.id, force_send=False)
        composer._action_send_mail()
        changed = self.may[0]
        self.permission._object(changed, ["email"])
        self.send_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may - changed))
        trace = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", mailing.id), ("res_id", "=", changed.id)]
        )
        self.assertEqual(trace.mapped("trace_status"), ["cancel"])

    def test_ab_test_and_winner(self):
        mailing = self.make_mailing(ab_testing_enabled=True, ab_testing_pc=50)
        mailing.action_launch()
        self.process_queue()
        mailing.action_select_as_winner()
        self.process_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_resend(self):
        mailing = self.make_mailing()
        mailing.action_launch()
        self.process_queue()
        self.smtp.arrived.clear()
        mailing.action_retry_failed()
        self.process_queue()
        self.assertFalse(self.smtp.arrived)
        mailing.action_send_mail(self.may_not.ids)
        self.send_queue()
        self.assertFalse(self.smtp.arrived)
        mailing.copy().action_send_mail(self.everybody.ids)
        self.send_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_by_remote_call(self):
        user = new_test_user(
            self.env,
            "sender",
            email="sender@sender.example",
            groups="mass_mailing.group_mass_mailing_user,base.group_user",
        )
        self.forget_queue()
        mailing = self.make_mailing(use_exclusion_list=False).with_user(user)
        contract = self.env.ref("crm_monaco.purpose_contract")
        mailing.write({"monaco_purpose_id": contract.id, "email_from": user.email})
        mailing.action_send_mail(self.everybody.ids)
        self.send_queue()
        self.assertFalse(self.smtp.arrived, "nobody here has a contract")
        mailing.copy({"monaco_purpose_id": False}).action_send_mail(self.everybody.ids)
        self.send_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_test_mailing_goes_to_colleagues(self):
        colleague = new_test_user(
            self.env, "colleague", email="colleague@sender.example", groups="base.group_user"
        )
        self.forget_queue()
        consumer = self.may_not[0]
        wizard = self.env["mailing.mailing.test"].create(
            {
                "mass_mailing_id": self.make_mailing().id,
                "email_to": f"{colleague.email}\n{consumer.email}\nstranger@example.org",
            }
        )
        wizard.send_mail_test()
        self.assertEqual(self.smtp.addresses, [colleague.email])

    def test_composer_in_mass_mode(self):
        self._compose()._action_send_mail()
        self.send_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_composer_named_mailing(self):
        self._compose(mass_mailing_name="Nouvelle", use_exclusion_list=False)._action_send_mail()
        self.send_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_lead_mass_mail(self):
        leads = self.env["crm.lead"]
        for person in self.everybody.filtered(lambda one: not one.monaco_limited):
            leads |= self.env["crm.lead"].create({"name": "Piste", "partner_id": person.id})
        for person in self.may_not.filtered(lambda one: one.monaco_limited):
            leads |= self.env["crm.lead"].create({"name": "Piste", "email_from": person.email})
        stranger = self.env["crm.lead"].create({"name": "S", "email_from": "s@example.org"})
        leads |= stranger
        self._compose(model="crm.lead", res_ids=leads.ids)._action_send_mail()
        self.send_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_mailing_list(self):
        mailing_list = self.env["mailing.list"].create({"name": "Salon"})
        for person in self.everybody:
            self.env["mailing.contact"].create(
                {"name": person.name, "email": person.email, "list_ids": mailing_list.ids}
            )
        self.env["mailing.contact"].create(
            {"name": "S", "email": "s@example.org", "list_ids": mailing_list.ids}
        )
        mailing = self.make_mailing(
            mailing_model_id=self.env["ir.model"]._get_id("mailing.list"),
            mailing_domain=[("list_ids", "in", mailing_list.ids)],
            contact_list_ids=mailing_list.ids,
        )
        mailing.action_launch()
        self.process_queue()
        self.assertEqual(self.smtp.addresses, self.addresses(self.may))

    def test_template_of_an_automation(self):
        template = self.env["mail.template"].create(
            {
                "name": "Promo",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Promo",
                "body_html": "<p>Promo</p>",
                "use_default_to": True,
                "email_from": "maison@sender.example",
                "monaco_purpose_id": self.prospecting.id,
            }
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Promo",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "mail_post",
                "template_id": template.id,
                "mail_post_method": "email",
            }
        )
        for method in ("email", "comment"):
            self.smtp.arrived.clear()
            action.mail_post_method = method
            action.with_context(active_model="res.partner", active_ids=self.everybody.ids).run()
            self.send_queue()
            self.assertEqual(self.smtp.addresses, self.addresses(self.may), method)
        with self.assertRefused("may not be reached"):
            composer = self.env["mail.compose.message"].create(
                {
                    "composition_mode": "comment",
                    "model": "res.partner",
                    "res_ids": self.may_not[0].ids,
                    "template_id": template.id,
                    "partner_ids": self.may_not[0].ids,
                }
            )
            composer.action_send_mail()

    def test_single_messages_are_never_blocked(self):
        person = self.may_not[0]
        person.message_post(
            body="Votre commande", partner_ids=person.ids, subtype_xmlid="mail.mt_comment"
        )
        self.send_queue()
        self.assertEqual(self.smtp.addresses, [person.email_normalized])
        self.assertNotIn("/monaco/objection", str(self.smtp.arrived[0][1]))

    def test_false_sender_cannot_send(self):
        for sender in ("", "somebody@elsewhere.example", "maison@sender.example.evil.example"):
            mailing = self.make_mailing(email_from=sender or "not an address")
            with self.assertRaises(UserError):
                mailing.action_launch()
            mailing.state = "in_queue"
            self.process_queue()
            self.assertEqual(mailing.state, "draft")
        self.assertFalse(self.smtp.arrived)

    def test_without_key_nothing_leaves(self):
        import os

        os.unlink(self.key_path)
        self.make_mailing().action_launch()
        self.process_queue()
        self._compose()._action_send_mail()
        self.send_queue()
        self.assertFalse(self.smtp.arrived)

    def test_outlook(self):
        mailing = self.make_mailing()
        total = len(self.everybody.filtered("active"))
        self.assertIn(f"{len(self.may)} of {total}", mailing.monaco_outlook)
        self.assertIn("no consent", mailing.monaco_outlook)
        mailing.email_from = "x@elsewhere.example"
        self.assertIn("cannot be sent", mailing.monaco_outlook)

    def test_outlook_second_solicitation(self):
        firm = self.make_prospect("Prospect", relativedelta(months=3), email="p@example.com")
        firm.monaco_audience = "professional"
        self.env["monaco.solicitation"].create(
            {"partner_id": firm.id, "date": self.ago(days=40), "channel": "phone"}
        )
        self.env["monaco.retention"]._refresh_persons(firm.ids)
        self.assertIn("for 1 persons", self.make_mailing(firm).monaco_outlook)
