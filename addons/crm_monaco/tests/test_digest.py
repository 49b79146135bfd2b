import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail

from .test_fading import FadingCase


@tagged("-at_install", "post_install")
class TestDigest(MockEmail, FadingCase):
    def setUp(self):
        super().setUp()
        self.env["res.company"].sudo().search([]).write({"monaco_retention_on": False})
        self.env["res.partner"].search(
            [("user_id", "in", (self.seller | self.other | self.dpo).ids)]
        ).user_id = False
        self.retention_on()
        self.mails = self.env["mail.mail"].sudo()

    def send(self):
        """Run the scheduled action; return the digests queued by it."""
        before = self.mails.search([])
        with self.enter_registry_test_mode():
            self.env.ref("crm_monaco.ir_cron_digest").sudo().method_direct_trigger()
        addresses = (self.seller | self.other | self.dpo).mapped("email")
        return self.mails.search([("id", "not in", before.ids)]).filtered(
            lambda mail: any(address in (mail.email_to or "") for address in addresses)
        )

    def test_one_mail_a_salesperson_with_a_line_a_person(self):
        mine = [self.make_fading(f"Personne {index}") for index in range(3)]
        theirs = self.make_fading("Autre Personne", user=self.other)
        self.make_fading("Loin", days=100)
        mails = self.send()
        self.assertEqual(len(mails), 2)
        mail = mails.filtered(lambda mail: "seller@" in mail.email_to)
        for person in mine:
            self.assertEqual(len(re.findall(rf">\s*{person.name}\s*<", mail.body_html)), 1)
            self.assertIn(f"/odoo/monaco-fading/{person.id}", mail.body_html)
        self.assertNotIn(theirs.name, mail.body_html)
        self.assertNotIn("Loin", mail.body_html)
        about = [
            ("res_model", "=", "res.partner"),
            ("res_id", "in", [person.id for person in mine]),
        ]
        self.assertFalse(self.env["mail.activity"].search(about))

    def test_nothing_is_logged_and_no_copy_stays(self):
        person = self.make_fading("Personne Effacee")
        before = self.env["mail.message"].search_count(
            [("model", "in", ("res.users", "res.partner"))]
        )
        mail = self.send()
        self.assertTrue(mail.auto_delete)
        self.assertFalse(mail.res_id)
        self.assertEqual(
            self.env["mail.message"].search_count([("model", "in", ("res.users", "res.partner"))]),
            before,
        )
        message = mail.mail_message_id
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertFalse(mail.exists())
        self.assertFalse(message.exists(), f"a copy names {person.name}")

    def test_what_could_not_be_sent_goes_after_a_week(self):
        self.make_fading()
        mail = self.send()
        mail.state = "exception"
        self.env["monaco.digest"]._gc_digests()
        self.assertTrue(mail.exists())
        self.set_columns(mail, create_date=fields.Datetime.now() - timedelta(days=8))
        message = mail.mail_message_id
        self.env["monaco.digest"]._gc_digests()
        self.assertFalse(mail.exists())
        self.assertFalse(message.exists())

    def test_nothing_to_say_nothing_sent(self):
        self.make_fading("Loin", days=100)
        self.assertFalse(self.send())

    def test_nothing_when_retention_is_off(self):
        self.make_fading()
        self.retention_off()
        self.assertFalse(self.send())

    def test_nothing_from_a_neutralised_copy(self):
        self.make_fading()
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self.assertFalse(self.send())

    def test_once_a_week(self):
        self.make_fading()
        self.assertEqual(len(self.send()), 1)
        self.assertFalse(self.send(), "the action ran twice in a week")
        self.seller.sudo().monaco_digest_on = self.today - timedelta(days=7)
        self.assertEqual(len(self.send()), 1)

    def test_who_is_let_go_is_not_announced(self):
        self.make_fading().with_user(self.seller).action_monaco_let_go()
        self.assertFalse(self.send())

    def test_only_persons_the_reader_may_read(self):
        elsewhere = self.make_company("Ailleurs")
        self.retention_on(elsewhere)
        self.make_fading("Etranger", company=elsewhere, company_id=elsewhere.id)
        self.assertFalse(self.send(), "the salesperson has no access to that company")

    def test_not_to_an_archived_salesperson_nor_without_address(self):
        self.make_fading()
        self.make_fading("Autre", user=self.other)
        self.seller.sudo().active = False
        self.other.sudo().partner_id.email = False
        self.assertFalse(self.send())

    def test_a_long_list_is_cut_and_says_so(self):
        for index in range(4):
            self.make_fading(f"Personne {index}")
        with patch("odoo.addons.crm_monaco.models.monaco_digest.LINES", 3):
            mail = self.send()
        self.assertEqual(mail.body_html.count("/odoo/monaco-fading/"), 3)
        self.assertIn("And others", mail.body_html)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("crm_monaco.mail_template_digest")
        template.with_context(lang="fr_FR").subject = "Mes dossiers qui s'éteignent"
        self.seller.lang = "fr_FR"
        person = self.make_fading()
        mail = self.send()
        self.assertEqual(mail.subject, "Mes dossiers qui s'éteignent")
        self.assertIn(person.monaco_archive_on.strftime("%d/%m/%Y"), mail.body_html)

    def test_names_are_escaped(self):
        self.make_fading("<script>alert(1)</script>")
        self.assertNotIn("<script>", self.send().body_html)
