from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.crm_monaco.tests.test_services import ServicesCase


@tagged("-at_install", "post_install")
class TestAccounting(ServicesCase):
    """Accounting sees whom it invoices, archived ones under their names, and no marketing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("accounting", "accounting")
        cls.client = cls.env["res.partner"].create({"name": "Paul Facturé"})
        journal = cls.env["account.journal"].create(
            {"name": "Ventes", "code": "VTS", "type": "sale", "company_id": cls.company.id}
        )
        cls.move = (
            cls.env["account.move"]
            .with_company(cls.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": cls.client.id,
                    "journal_id": journal.id,
                    "invoice_date": fields.Date.today(),
                }
            )
        )

    def test_whom_an_invoice_names(self):
        self.assertEqual(self.visible(self.user, self.client + self.prospect), self.client)
        self.client.active = False
        move = self.move.with_user(self.user)
        self.assertEqual(move.partner_id.display_name, "Paul Facturé")
        self.env["monaco.service"]._refresh_flags()
        everybody = self.client.with_context(active_test=False)
        self.assertEqual(self.visible(self.user, everybody), self.client)

    def test_bank_data_and_no_marketing(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": self.client.id}
        )
        self.assertTrue(bank.with_user(self.user).read(["acc_number"])[0]["acc_number"])
        with self.assertRaises(AccessError):
            self.client.with_user(self.user).read(["birthdate_date"])
        with self.assertRaises(AccessError):
            self.lead.with_user(self.user).read(["name"])

    def test_accounting_enters_a_supplier_and_sees_it(self):
        Form(self.env["res.partner"].with_user(self.user))
        person = self.env["res.partner"].with_user(self.user).create({"name": "Fournisseur"})
        self.assertEqual(self.visible(self.user, person), person)
