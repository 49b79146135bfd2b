from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_monaco.models import mail_thread_purpose
from odoo.addons.crm_monaco_mass_mailing.tests.test_permission import MailingCase

CART = "website_sale.mail_template_sale_cart_recovery"


@tagged("-at_install", "post_install")
class TestWaysRound(MailingCase):
    """Whoever writes to many without saying why reaches those whom prospecting may reach, by every door."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env,
            "tries",
            email="tries@sender.example",
            groups="base.group_user,base.group_partner_manager,sales_team.group_sale_manager,"
            "mass_mailing.group_mass_mailing_user",
        )
        self.contract = self.env.ref("crm_monaco.purpose_contract")
        self.forget_queue()

    def reached(self):
        self.send_queue()
        return [one for one in self.smtp.addresses if not one.endswith("@sender.example")]

    def as_user(self, records, **context):
        return records.with_user(self.user).with_context(**context)

    def assert_only_those_who_may(self):
        self.assertEqual(self.reached(), self.addresses(self.may))

    def test_composer_in_comment_mode_on_many(self):
        template = self.make_template()
        composer = self.as_user(self.env["mail.compose.message"]).create(
            {
                "composition_mode": "comment",
                "model": "res.partner",
                "res_ids": self.everybody.ids,
                "template_id": template.id,
            }
        )
        self.assertTrue(composer.monaco_outlook)
        composer.action_send_mail()
        self.assert_only_those_who_may()

    def test_forged_context(self):
        forged = {
            "monaco_mail_purpose": self.contract.id,
            "default_monaco_purpose_id": False,
            "default_mass_mailing_id": False,
            "mail_post_autofollow": True,
            "monaco_seal": "object",
            "monaco_ahead": {"known": {}},
            "force_send": True,
            "mail_notify_force_send": True,
        }
        composer = self.as_user(self.env["mail.compose.message"], **forged).create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": self.everybody.ids,
                "subject": "Promo",
                "body": "<p>Promo</p>",
                "email_from": "maison@sender.example",
            }
        )
        composer.action_send_mail()
        self.assert_only_those_who_may()
        self.smtp.arrived.clear()
        mailing = self.make_mailing().with_user(self.user).with_context(**forged)
        mailing.action_send_mail(self.everybody.ids)
        self.assert_only_those_who_may()

    def test_one_message_to_many(self):
        self.assertGreater(len(self.everybody), mail_thread_purpose.FEW)
        own = self.user.partner_id
        for send in (
            lambda: self.as_user(own).message_post(
                body="Promo", partner_ids=self.everybody.ids, subtype_xmlid="mail.mt_comment"
            ),
            lambda: self.as_user(own).message_notify(
                body="Promo", subject="Promo", partner_ids=self.everybody.ids
            ),
        ):
            self.smtp.arrived.clear()
            send()
            self.assert_only_those_who_may()

    def test_one_message_to_followers_of_a_person(self):
        own = self.user.partner_id
        own.message_subscribe(partner_ids=self.everybody.ids)
        self.as_user(own).message_post(body="Promo", subtype_xmlid="mail.mt_comment")
        self.assertLessEqual(set(self.reached()), set(self.addresses(self.may)))

    def test_letters_are_never_blocked(self):
        few = self.may_not.filtered("active")[:3]
        self.as_user(self.user.partner_id).message_post(
            body="Your order", partner_ids=few.ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self.reached(), self.addresses(few))

    def test_whoever_may_in_a_common_mail_loses_nothing(self):
        person, refused = self.may[0], self.may_not[0]
        mail = self.env["mail.mail"].create(
            {
                "subject": "Promo",
                "body_html": "<p>Promo</p>",
                "email_from": "maison@sender.example",
                "recipient_ids": (person | refused).ids,
                "monaco_purpose_id": self.prospecting.id,
            }
        )
        mail.send()
        self.assertEqual(self.smtp.addresses, [person.email_normalized])

    def test_mails_made_by_a_remote_call(self):
        admin = new_test_user(self.env, "root.like", groups="base.group_system")
        self.forget_queue()
        values = {"subject": "Promo", "body_html": "<p>P</p>", "email_from": self.user.email}
        mails = self.env["mail.mail"].with_user(admin)
        ids = [{"recipient_ids": self.everybody.ids}, {"recipient_ids": self.may_not[0].ids}]
        many, one = (mails.create({**values, **vals}) for vals in ids)
        self.assertEqual(many.sudo().monaco_purpose_id, self.prospecting)
        self.assertFalse(one.sudo().monaco_purpose_id, "a letter")
        one.write({"recipient_ids": self.everybody.ids})
        self.assertEqual(one.sudo().monaco_purpose_id, self.prospecting)
        (many | one).send()
        self.assertLessEqual(set(self.reached()), set(self.addresses(self.may)))
        to = mails.create({**values, "email_to": ", ".join(self.everybody.mapped("email"))})
        self.smtp.arrived.clear()
        to.send()
        self.assertFalse(
            self.reached(), "who is in one header with others cannot be left out alone"
        )

    def make_template(self, **vals):
        return self.env["mail.template"].create(
            {
                "name": "Promo",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Promo",
                "body_html": "<p>Promo</p>",
                "partner_to": "{{ object.id }}",
                "email_from": "maison@sender.example",
                **vals,
            }
        )

    def test_template_by_a_remote_call(self):
        template = self.as_user(self.make_template(), monaco_by_user=False)
        template.send_mail_batch(self.everybody.ids, force_send=False)
        self.assert_only_those_who_may()
        self.smtp.arrived.clear()
        person = self.may_not.filtered("active")[0]
        template.send_mail(person.id)
        self.assertEqual(self.reached(), self.addresses(person), "a letter")
        self.smtp.arrived.clear()
        template.send_mail(person.id, email_values={"recipient_ids": self.everybody.ids})
        self.assertLessEqual(set(self.reached()), set(self.addresses(self.may)))

    def test_template_posted_on_many(self):
        template = self.make_template()
        comment = {"subtype_xmlid": "mail.mt_comment"}
        for name, kwargs in (
            ("message_post_with_source", comment),
            ("message_mail_with_source", {}),
        ):
            self.smtp.arrived.clear()
            getattr(self.as_user(self.everybody), name)(template, **kwargs)
            self.assert_only_those_who_may()

    def test_words_put_into_a_template_of_an_addon(self):
        template = self.make_template()
        self.env["ir.model.data"].create(
            {"module": "sale", "name": "b6", "model": template._name, "res_id": template.id}
        )
        promo = {"body_html": "<p>Promo</p>"}
        self.as_user(template).send_mail_batch(self.everybody.ids, email_values=promo)
        self.assert_only_those_who_may()

    def test_many_invited_to_a_meeting(self):
        persons = self.everybody.filtered(lambda one: one.active and not one.monaco_limited)
        start = fields.Datetime.now() + timedelta(days=2)
        values = {"start": start, "stop": start + timedelta(hours=1), "description": "Promo"}
        self.as_user(self.env["calendar.event"]).create(
            {"name": "Promo", "partner_ids": persons.ids, **values}
        )
        self.assert_only_those_who_may()
        self.smtp.arrived.clear()
        few = self.may_not.filtered("active")[:2]
        self.as_user(self.env["calendar.event"]).create(
            {"name": "Visit", "partner_ids": few.ids, **values}
        )
        self.assertEqual(self.reached(), self.addresses(few), "a meeting")

    def test_scheduled_message(self):
        template = self.make_template(partner_to=False, monaco_purpose_id=self.prospecting.id)

        def compose(person):
            return self.as_user(self.env["mail.compose.message"]).create(
                {
                    "composition_mode": "comment",
                    "model": "res.partner",
                    "res_ids": person.ids,
                    "template_id": template.id,
                    "partner_ids": person.ids,
                    "scheduled_date": fields.Datetime.now() + timedelta(days=1),
                }
            )

        with self.assertRaises(UserError):
            compose(self.may_not[0]).action_schedule_message()
        person = self.may[0]
        compose(person).action_schedule_message()
        self.permission._object(person, ["email"])
        scheduled = self.env["mail.scheduled.message"].search([("res_id", "=", person.id)])
        scheduled.with_user(self.user).post_message()
        self.assertFalse(self.reached(), "they objected meanwhile")

    def test_abandoned_cart_is_prospecting(self):
        template = self.env.ref(CART, raise_if_not_found=False)
        if not template:
            module, name = CART.split(".")
            template = self.env["mail.template"].create(
                {"name": "Cart", "model_id": self.env["ir.model"]._get_id("res.partner")}
            )
            self.env["ir.model.data"].create(
                {"module": module, "name": name, "model": template._name, "res_id": template.id}
            )
        self.assertEqual(template._get_monaco_purpose(), self.prospecting)
        self.assertEqual(
            template._with_monaco_purpose().env.context["monaco_mail_purpose"], self.prospecting.id
        )
        template.write(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "You left something",
                "body_html": "<p>Come back</p>",
                "email_from": "maison@sender.example",
                "email_to": False,
                "partner_to": "{{ object.id }}",
                "use_default_to": False,
                "report_template_ids": [],
            }
        )
        for person in self.everybody:
            template.send_mail(person.id)
        self.assert_only_those_who_may()
