from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("-at_install", "post_install")
class TestPayment(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payment = cls.env["account.payment"].create(
            {
                "partner_id": cls.partner_a.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": 120,
                "journal_id": cls.company_data["default_journal_bank"].id,
                "monaco_check_number": "CHQ 0004711",
                "monaco_transaction_ref": "TX-9f31",
            }
        )

    def test_found_by_its_numbers(self):
        Payment = self.env["account.payment"]
        self.assertIn(self.payment, Payment.search([("monaco_check_number", "ilike", "4711")]))
        self.assertIn(self.payment, Payment.search([("monaco_transaction_ref", "=", "TX-9f31")]))

    def test_kept_after_posting_and_not_copied(self):
        self.payment.action_post()
        self.assertEqual(self.payment.monaco_check_number, "CHQ 0004711")
        # A number that is learnt later, from the bank's statement.
        self.payment.monaco_transaction_ref = "TX-9f32"
        self.assertEqual(self.payment.monaco_transaction_ref, "TX-9f32")
        copy = self.payment.copy()
        self.assertFalse(copy.monaco_check_number or copy.monaco_transaction_ref)

    def test_on_the_screens(self):
        for view_type in ("form", "list", "search"):
            arch = etree.fromstring(
                self.env["account.payment"].get_view(view_type=view_type)["arch"]
            )
            for name in ("monaco_check_number", "monaco_transaction_ref"):
                self.assertTrue(arch.xpath(f"//field[@name='{name}']"), f"{name} in {view_type}")

    def test_others_do_not_see_them(self):
        for login, groups in (
            ("identity_payment_sales", "sales_team.group_sale_manager"),
            ("identity_payment_portal", "base.group_portal"),
        ):
            user = new_test_user(self.env, login, groups=groups)
            with self.subTest(user=login):
                with self.assertRaises(AccessError):
                    self.payment.with_user(user).read(["monaco_check_number"])
                fields = self.env["account.payment"].with_user(user)
                for name in ("monaco_check_number", "monaco_transaction_ref"):
                    self.assertFalse(fields._has_field_access(fields._fields[name], "read"))
        auditor = new_test_user(
            self.env, "identity_payment_audit", groups="account.group_account_readonly"
        )
        self.assertTrue(self.payment.with_user(auditor).has_access("read"))
        self.assertEqual(self.payment.with_user(auditor).monaco_check_number, "CHQ 0004711")
