from markupsafe import Markup

from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools.card_text import hide_cards

PAN = "4111 1111 1111 1111"


@tagged("-at_install", "post_install")
class TestCardGuard(TransactionCase):
    """A card number typed in a free text is masked, and the text is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = new_test_user(
            cls.env, "card_guard_sales", groups="sales_team.group_sale_salesman"
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Camille", "email": "camille.carte@example.com"}
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Piste", "partner_id": cls.partner.id, "user_id": cls.salesman.id}
        )

    def _get_told(self, act):
        """Return how many times the member of staff was told while ``act`` ran."""
        sent = []
        self.patch(
            self.env.registry["res.users"],
            "_bus_send",
            lambda user, kind, message, **kw: sent.append((user, kind)),
        )
        act()
        self.env.flush_all()
        return [user.login for user, kind in sent if kind == "simple_notification"]

    # ------------------------------------------------------------------ the text

    def test_text(self):
        for text, hidden in (
            (f"Payé avec {PAN}.", "Payé avec •••• 1111."),
            (f"{PAN} CVV 123", "•••• 1111 CVV •••"),
            (f"cryptogramme : 987, carte {PAN}", "cryptogramme : •••, carte •••• 1111"),
            (f"code de sécurité 1234 / {PAN}", "code de sécurité ••• / •••• 1111"),
            (f"{PAN} 12/27 123", "•••• 1111 12/27 •••"),
            (f"{PAN} exp. 12/2027 - 123 merci", "•••• 1111 exp. 12/2027 - ••• merci"),
            (f"{PAN} et 5555555555554444", "•••• 1111 et •••• 4444"),
            (f"{PAN} 12/27 à 15 h, 250 euros", "•••• 1111 12/27 à 15 h, 250 euros"),
        ):
            self.assertEqual(hide_cards(text)[0], hidden)

    def test_text_that_stays(self):
        for text in (
            "Le CVV 123 est au dos",
            "rappeler au +377 93 15 36 00 avant 12/27, 250 euros",
            "SIRET 362 521 879 00034",
            "IMEI: 378282246310005",
            "IBAN MC58 1122 2000 0101 2345 6789 030",
            "réf. ART4111111111111111",
            "",
        ):
            self.assertEqual(hide_cards(text), (text, 0))

    def test_html(self):
        link = '<a href="https://example.com/?order=4111111111111111">voir</a>'
        self.assertEqual(hide_cards(link, html=True), (link, 0))
        text, count = hide_cards("<p>4111&nbsp;1111&nbsp;1111&nbsp;1111</p>", html=True)
        self.assertEqual((text, count), ("<p>•••• 1111</p>", 1))

    # ------------------------------------------------------------------ the doors

    def test_contact_and_lead(self):
        def act():
            partners = self.env["res.partner"].with_user(self.salesman)
            partner = partners.create(
                {"name": "Claude", "comment": f"<p>sa carte : {PAN}, à rappeler</p>"}
            )
            self.assertIn("sa carte : •••• 1111, à rappeler", str(partner.comment))
            partner.function = f"carte {PAN}"
            self.assertEqual(partner.function, "carte •••• 1111")
            lead = self.lead.with_user(self.salesman)
            lead.write({"name": f"Achat {PAN}", "description": f"<p>{PAN}</p>"})
            self.assertEqual(lead.name, "Achat •••• 1111")
            self.assertNotIn("1111 1111", str(lead.description))

        self.assertEqual(self._get_told(act), ["card_guard_sales"] * 3)

    def test_note_comment_and_activity(self):
        def act():
            lead = self.lead.with_user(self.salesman)
            for subtype in ("mail.mt_note", "mail.mt_comment"):
                message = lead.message_post(
                    body=Markup("<p>%s CVV 123</p>") % PAN,
                    subtype_xmlid=subtype,
                    message_type="comment",
                )
                self.assertEqual(message.body, Markup("<p>•••• 1111 CVV •••</p>"))
                lead._message_update_content(
                    message, body=Markup("<p>non : 5555 5555 5555 4444</p>")
                )
                self.assertIn("non : •••• 4444", message.body)
            activity = lead.activity_schedule(
                "mail.mail_activity_data_todo", note=f"<p>{PAN}</p>", summary=PAN
            )
            self.assertEqual(activity.summary, "•••• 1111")
            self.assertNotIn("1111 1111", activity.note)

        self.assertGreaterEqual(len(self._get_told(act)), 3)

    def test_history_keeps_no_copy(self):
        """What is tracked is what was saved."""
        self.lead.with_user(self.salesman).write({"email_from": f"{PAN} <a@example.com>"})
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM mail_tracking_value WHERE new_value_char LIKE '%1111 1111%'"
        )
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_incoming_mail_is_masked_and_never_refused(self):
        def act():
            self.env["mail.thread"].message_process(
                "crm.lead",
                f"From: camille.carte@example.com\nTo: info@example.com\nSubject: ma carte {PAN}\n"
                f"Message-Id: <carte-1@example.com>\n\nBonjour, {PAN} code CVV 123, merci\n",
            )

        self.assertFalse(self._get_told(act))
        message = self.env["mail.message"].search([("message_id", "=", "<carte-1@example.com>")])
        self.assertEqual(len(message), 1)
        self.assertIn("merci", message.body)
        lead = self.env["crm.lead"].browse(message.res_id)
        for text in (message.body, message.subject, lead.name, str(lead.description or "")):
            self.assertNotIn("1111 1111", text)
        self.assertIn("•••• 1111", lead.name)

    def test_import(self):
        result = self.env["res.partner"].load(
            ["name", "comment"], [["Importée", f"cb {PAN}"], ["Autre", "rien"]]
        )
        self.assertFalse(result["messages"])
        first, second = self.env["res.partner"].browse(result["ids"])
        self.assertIn("•••• 1111", str(first.comment))
        self.assertIn("rien", str(second.comment))

    def test_numbers_of_their_own_are_left(self):
        partner = self.env["res.partner"].create({"name": "SARL", "ref": "4111111111111111"})
        self.assertEqual(partner.ref, "4111111111111111")

    def test_values_of_the_caller_are_not_changed(self):
        # a lead: addons that split a contact's name take it out of the values
        vals = {"name": f"Demande {PAN}"}
        self.assertEqual(self.env["crm.lead"].create(vals).name, "Demande •••• 1111")
        self.assertIn("4111", vals["name"])
