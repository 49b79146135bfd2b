import os
from unittest.mock import patch
from urllib.parse import quote_plus

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_monaco.engine import declared
from odoo.addons.crm_monaco.models import monaco_outlook
from odoo.addons.crm_monaco.tests.test_permission import PermissionCase
from odoo.addons.sms.tools.sms_api import SmsApi


class SmsCase(PermissionCase):
    """A list of everybody; what would leave for the provider is recorded at its door."""

    def setUp(self):
        super().setUp()
        self.count = 0
        self.left = []
        patcher = patch.object(SmsApi, "_send_sms_batch", self._send_batch)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.env["sms.sms"].search([("state", "=", "outgoing")]).state = "canceled"
        self.may, self.may_not = self._make_persons()

    def _send_batch(self, messages, delivery_reports_url=False):
        """Take what is handed to the provider, who is not part of the house."""
        sent = [
            (one["number"], message["content"])
            for message in messages
            for one in message["numbers"]
        ]
        self.left += sent
        numbers = [one for message in messages for one in message["numbers"]]
        return [{"uuid": one["uuid"], "state": "success"} for one in numbers]

    def person(self, name="Camille", **vals):
        self.count += 1
        return super().person(name, **{"phone": f"+37799001{self.count:03}", **vals})

    def _make_persons(self):
        consenting = self.person("Consenting")
        self.consent(consenting, channels=["sms"])
        firm = self.person("Firm", is_company=True)
        returned = self.person("Returned")
        self.permission._object(returned, ["sms"])
        self.consent(returned, channels=["sms"])
        child = self.person("Child", birthdate_date=self.today - relativedelta(years=12))
        self.consent(child, channels=["sms"], guardian="A parent")
        may = consenting | firm | returned | child

        consumer = self.person("Consumer")
        mail_only = self.person("Mail Only")
        self.consent(mail_only)
        objector = self.person("Objector", is_company=True)
        self.permission._object(objector)
        withdrawn = self.person("Withdrawn")
        self.consent(withdrawn, channels=["sms"])
        self.consent(withdrawn, "withdrawn", channels=["sms"])
        minor = self.person("Minor", birthdate_date=self.today - relativedelta(years=12))
        self.consent(minor, channels=["sms"])
        archived = self.person("Archived")
        self.consent(archived, channels=["sms"])
        self.set_columns(archived, monaco_state="archived")
        limited = self.person("Limited")
        self.consent(limited, channels=["sms"])
        kind = self.env["monaco.hold.type"].search([("code", "=", "limitation")], limit=1)
        self.env["monaco.manual.hold"].create(
            {"partner_id": limited.id, "type_id": kind.id, "reason": "asked"}
        )
        gone = self.person("Gone", phone="+37799002001")
        self.permission._object(gone)
        gone.unlink()
        back = self.person("Back", phone="+377 99 00 20 01", is_company=True)
        blacklisted = self.person("Black", is_company=True)
        self.env["phone.blacklist"]._add([blacklisted.phone_sanitized])
        may_not = consumer | mail_only | objector | withdrawn | minor | archived | limited
        return may, may_not | back | blacklisted

    def numbers(self, persons):
        return sorted(persons.mapped("phone_sanitized"))

    @property
    def reached(self):
        return sorted(number for number, _text in self.left)

    def make_mailing(self, persons=None, **vals):
        persons = self.may | self.may_not if persons is None else persons
        return self.env["mailing.mailing"].create(
            {
                "subject": "Offre",
                "mailing_type": "sms",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "in", persons.ids), ("active", "in", [True, False])],
                "body_plaintext": "Bonjour",
                **vals,
            }
        )

    def compose(self, persons, **vals):
        return self.env["sms.composer"].create(
            {
                "composition_mode": "mass",
                "res_model": "res.partner",
                "res_ids": repr(persons.ids),
                "body": "Bonjour",
                **vals,
            }
        )

    def send_queue(self):
        self.env["sms.sms"].search([("state", "=", "outgoing")]).send()


@tagged("-at_install", "post_install")
class TestSmsPermission(SmsCase):
    """A mailing by SMS reaches exactly those it may, whatever way it takes."""

    def test_exactly_those_who_may(self):
        mailing = self.make_mailing()
        mailing.action_send_mail()
        outbox = self.env["sms.sms"].search([("mailing_id", "=", mailing.id)])
        self.assertEqual(sorted(outbox.mapped("number")), self.numbers(self.may))
        self.send_queue()
        self.assertEqual(self.reached, self.numbers(self.may))
        traces = self.env["mailing.trace"].search([("mass_mailing_id", "=", mailing.id)])
        left_out = traces.filtered(lambda trace: trace.trace_status == "cancel")
        self.assertEqual(
            set(left_out.mapped("res_id")),
            set((self.may_not).filtered("phone_sanitized").ids),
        )

    def test_opt_out_is_always_there(self):
        self.make_mailing(self.may[:1], sms_allow_unsubscribe=False).action_send_mail()
        self.send_queue()
        self.assertIn("/sms/", self.left[0][1])
        self.assertIn("STOP", self.left[0][1])

    def test_objection_between_preparation_and_sending(self):
        mailing = self.make_mailing()
        mailing.action_send_mail()
        changed = self.may[0]
        self.permission._object(changed, ["sms"])
        self.send_queue()
        self.assertEqual(self.reached, self.numbers(self.may - changed))
        trace = self.env["mailing.trace"].search(
            [("mass_mailing_id", "=", mailing.id), ("res_id", "=", changed.id)]
        )
        self.assertEqual((trace.trace_status, trace.failure_type), ("cancel", "monaco_permission"))

    def test_resend_and_copy(self):
        mailing = self.make_mailing()
        mailing.action_send_mail()
        self.send_queue()
        self.left.clear()
        mailing.action_retry_failed()
        mailing.action_send_mail(self.may_not.ids)
        self.send_queue()
        self.assertFalse(self.left)
        mailing.copy({"use_exclusion_list": False}).action_send_mail(self.may_not.ids)
        self.send_queue()
        self.assertFalse(self.left)

    def test_mailing_list(self):
        mailing_list = self.env["mailing.list"].create({"name": "Salon"})
        for person in self.may | self.may_not:
            self.env["mailing.contact"].create(
                {"name": person.name, "mobile": person.phone, "list_ids": mailing_list.ids}
            )
        self.env["mailing.contact"].create(
            {"name": "Stranger", "mobile": "+37799003000", "list_ids": mailing_list.ids}
        )
        vals = {
            "mailing_model_id": self.env["ir.model"]._get_id("mailing.list"),
            "contact_list_ids": mailing_list.ids,
        }
        values = {"mailing_domain": [("list_ids", "in", mailing_list.ids)], **vals}
        self.make_mailing(**values).action_send_mail()
        self.send_queue()
        self.assertEqual(self.reached, self.numbers(self.may))

    def test_composer_in_mass_mode(self):
        everybody = self.may | self.may_not
        composer = self.compose(everybody)
        self.assertIn("no consent", composer.monaco_outlook)
        self.assertIn("opt-out", composer.monaco_outlook)
        for vals in (
            {},
            {"use_exclusion_list": False},
            {"composition_mode": "comment"},
            {"composition_mode": "numbers", "numbers": ",".join(everybody.mapped("phone"))},
        ):
            with self.assertRaises(UserError):
                self.compose(everybody, **vals)._action_send_sms()
        self.send_queue()
        self.assertFalse(self.left)

    def test_composer_with_a_mailing(self):
        mailing = self.make_mailing()
        values = {"mailing_id": mailing.id, "mass_sms_allow_unsubscribe": False}
        self.compose(self.may | self.may_not, **values)._action_send_sms()
        self.send_queue()
        self.assertEqual(self.reached, self.numbers(self.may))
        self.assertTrue(all("STOP" in text for _number, text in self.left))

    def test_transactional_is_never_blocked(self):
        person = self.may_not[0]
        person._message_sms("Votre commande est prête")
        self.assertEqual(self.reached, self.numbers(person))
        self.left.clear()
        composer = self.compose(person, composition_mode="comment", res_id=person.id, res_ids=False)
        composer._action_send_sms()
        self.assertEqual(self.reached, self.numbers(person))

    def test_template_of_an_automation(self):
        template = self.env["sms.template"].create(
            {
                "name": "Rappel",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "Rappel",
            }
        )
        values = {"template_id": template.id, "body": template.body}
        with self.assertRaises(UserError):
            self.compose(self.may_not, **values)._action_send_sms()
        self.env["ir.model.data"].create(
            {
                "module": "crm_monaco_sms",
                "name": "test_template",
                "model": "sms.template",
                "res_id": template.id,
            }
        )
        persons = self.may_not.filtered("phone_sanitized") - self.may_not[-1]
        self.compose(persons, **values)._action_send_sms()
        self.send_queue()
        self.assertEqual(self.reached, self.numbers(persons))

    def test_server_action(self):
        template = self.env["sms.template"].create(
            {
                "name": "Promo",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "Promo",
            }
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Promo",
                "model_id": template.model_id.id,
                "state": "sms",
                "sms_template_id": template.id,
            }
        )
        self.assertIn("purpose", str(action._get_warning_messages()))
        for method in ("sms", "comment", "note"):
            action.sms_method = method
            for persons in (self.may_not, self.may_not[0]):
                template.monaco_purpose_id = self.prospecting
                with self.assertLogs("odoo.addons.crm_monaco_sms.models.sms_composer", "WARNING"):
                    action.with_context(active_model="res.partner", active_ids=persons.ids).run()
        self.send_queue()
        self.assertFalse(self.left)
        self.assertFalse(action._get_warning_messages())

    def test_test_goes_to_colleagues(self):
        colleague = new_test_user(self.env, "colleague", groups="base.group_user").partner_id
        colleague.phone = "+37799004000"
        test = {"mailing_id": self.make_mailing().id}
        wizard = self.env["mailing.sms.test"].create({**test, "numbers": self.may_not[0].phone})
        with self.assertRefused("may not be reached"):
            wizard.action_send_sms()
        self.env["mailing.sms.test"].create({**test, "numbers": colleague.phone}).action_send_sms()
        self.assertEqual(self.reached, self.numbers(colleague))

    def test_without_key_nothing_leaves(self):
        os.unlink(self.key_path)
        self.make_mailing().action_send_mail()
        self.send_queue()
        self.assertFalse(self.left)

    def test_leads_of_persons_that_the_sender_does_not_see(self):
        seller = new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        seen, unseen = self.person("Seen"), self.person("Unseen")
        leads = self.env["crm.lead"].create(
            [{"name": one.name, "partner_id": one.id, "phone": False} for one in seen | unseen]
        )
        leads.phone = False
        self.env["ir.rule"].create(
            {
                "name": "One is not seen",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", unseen.id)],
            }
        )
        composer = (
            self.env["sms.composer"]
            .with_user(seller)
            .with_context(
                active_model="crm.lead", active_ids=leads.ids, default_composition_mode="mass"
            )
            .create({"body": "Hello"})
        )
        self.assertEqual(composer.recipient_valid_count, 1)
        self.assertEqual(composer.recipient_invalid_count, 1)
        self.assertIn("of 2 may be reached", composer.monaco_outlook)
        leads[1].phone = "+37799004001"
        composer.invalidate_recordset()
        self.assertEqual(composer.recipient_valid_count, 2, "the document has a number of its own")

    def test_outlook(self):
        mailing = self.make_mailing()
        total = len((self.may | self.may_not).filtered("active"))
        self.assertIn(f"{len(self.may)} of {total}", mailing.monaco_outlook)
        self.assertIn("no consent", mailing.monaco_outlook)
        firm = self.person("No Number", is_company=True, phone=False)
        self.assertIn("0 of 1", self.make_mailing(firm).monaco_outlook)
        self.assertIn("0 of 1", self.compose(firm).monaco_outlook)

    def test_long_lists_are_counted_first(self):
        with patch.object(monaco_outlook, "AT_ONCE", 3):
            for name in ("action_put_in_queue", "action_send_mail"):
                mailing = self.make_mailing()
                self.assertTrue(mailing.monaco_uncounted)
                button = getattr(mailing.with_context(monaco_count_first=True), name)
                self.assertEqual(button()["tag"], "display_notification")
                self.assertEqual(mailing.state, "draft")
                self.assertIn("no consent", mailing.monaco_outlook)
                self.assertNotIsInstance(button(), dict)
            self.send_queue()
            self.assertEqual(self.reached, self.numbers(self.may))
            composer = self.compose(self.may | self.may_not)
            composer.monaco_purpose_id = self.env.ref("crm_monaco.purpose_statistics")
            composer = composer.with_context(monaco_count_first=True)
            self.assertEqual(composer.action_send_sms()["res_id"], composer.id)
            self.assertFalse(composer.monaco_uncounted)

    def test_later_consent_takes_off_the_blacklist(self):
        person = self.person("Again")
        entry = self.env["phone.blacklist"]._add([person.phone_sanitized])
        self.consent(person, channels=["sms"])
        self.assertFalse(entry.active)
        self.make_mailing(person).action_send_mail()
        self.send_queue()
        self.assertEqual(self.reached, self.numbers(person))

    def test_delivered_sms_is_a_solicitation(self):
        prospect = self.make_prospect("Prospect", relativedelta(months=3), phone="+37799005000")
        lead = self.make_lead(prospect)
        for record in (prospect, lead):
            self.env["mailing.trace"].create(
                {
                    "trace_type": "sms",
                    "model": record._name,
                    "res_id": record.id,
                    "sms_number": prospect.phone_sanitized,
                    "trace_status": "sent",
                    "sent_datetime": self.ago(days=10),
                    "mass_mailing_id": self.make_mailing(prospect).id,
                }
            )
        self.env.flush_all()
        rows = self.env.execute_query(declared.solicitations(self.env, prospect.ids))
        self.assertEqual([row[0] for row in rows], [prospect.id] * 2)


@tagged("-at_install", "post_install")
class TestSmsPages(SmsCase, HttpCase):
    """Odoo's page to stop SMS, reached from the message, is an objection."""

    def test_stop(self):
        person = self.may[0]
        mailing = self.make_mailing(person)
        mailing.action_send_mail()
        trace = self.env["mailing.trace"].search([("mass_mailing_id", "=", mailing.id)])
        page = f"/sms/{mailing.id}/unsubscribe/{trace.sms_code}"
        self.url_open(f"/sms/{mailing.id}/{trace.sms_code}")
        typed = f"sms_number={quote_plus(trace.sms_number)}"
        self.url_open(page)
        self.url_open(f"{page}?sms_number=%2B37799009999")
        self.url_open(f"/sms/{mailing.id}/unsubscribe/zzz?{typed}")
        self.assertTrue(self.decide(person, "sms").allowed, "nobody else, no guess, no mere look")
        self.url_open(f"{page}?{typed}")
        self.env.invalidate_all()
        self.assertFalse(self.decide(person, "sms").allowed)
        self.env["phone.blacklist"].search([]).action_archive()
        self.assertEqual(self.decide(person, "sms").code, "suppressed", "it outlives Odoo's list")
        self.assertTrue(self.decide(person, "phone").allowed, "one channel only")
        self.send_queue()
        self.assertFalse(self.left)
