from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.crm_monaco.tests.common import MonacoCase


@tagged("-at_install", "post_install")
class TestArchivedClient(MonacoCase):
    """Out of daily sight, a client stays usable for the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.accountant = new_test_user(
            cls.env,
            "archived_accountant",
            groups="account.group_account_manager",
            company_ids=[Command.set(cls.company.ids)],
            company_id=cls.company.id,
        )

    def _make_archived(self):
        """Return a client whose paid invoice of eight years ago keeps them in the books, archived by the engine."""
        client = self.make_prospect("Andréa Archivée", self.years(9), email="andrea@example.com")
        move = self._make_invoice(client)
        self.set_columns(
            move,
            date=self.ago(years=8).date(),
            invoice_date=self.ago(years=8).date(),
            payment_state="paid",
        )
        self.retention_on()
        self.run_nightly()
        self.assertEqual((client.monaco_state, client.active), ("archived", False))
        return client, move

    def _make_invoice(self, client, **vals):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": client.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create({"name": "Conseil", "price_unit": 100, "tax_ids": []})
                ],
                **vals,
            }
        )
        move.action_post()
        return move

    def _as_accountant(self, record):
        return record.with_user(self.accountant).with_context(allowed_company_ids=self.company.ids)

    def test_credit_note_payment_and_reconciliation(self):
        client, move = self._make_archived()
        self.set_columns(move, payment_state="not_paid")
        move = self._as_accountant(move)
        wizard = (
            self._as_accountant(self.env["account.move.reversal"])
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "reason": "Geste"})
        )
        refund = self._as_accountant(self.env["account.move"]).browse(
            wizard.refund_moves()["res_id"]
        )
        refund.invoice_line_ids.price_unit = 40
        refund.action_post()
        self.assertEqual((refund.partner_id, refund.state), (client, "posted"))
        lines = (move.line_ids + refund.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.reconcile()
        self.assertEqual(move.amount_residual, 60)
        register = (
            self._as_accountant(self.env["account.payment.register"])
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({})
        )
        self.assertEqual(register.partner_id, client)
        payment = register._create_payments()
        self.assertEqual(payment.partner_id, client)
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertTrue(all(lines.mapped("full_reconcile_id")))

    def test_new_credit_note_finds_the_archived_client(self):
        client, _move = self._make_archived()
        partners = self._as_accountant(self.env["res.partner"])
        self.assertFalse(partners.name_search("Andréa Arch"))
        found = partners.with_context(monaco_books=True).name_search("Andréa Arch")
        self.assertEqual([row[0] for row in found], client.ids)
        self.assertIn("archived, until", found[0][1])
        move = self._as_accountant(self.env["account.move"]).with_context(
            default_move_type="out_refund"
        )
        form = Form(move)
        form.partner_id = client
        self.assertEqual(form.save().partner_id, client)

    def test_others_do_not_find_them(self):
        self._make_archived()
        salesman = new_test_user(self.env, "archived_sales", groups="sales_team.group_sale_manager")
        partners = self.env["res.partner"].with_user(salesman).with_context(monaco_books=True)
        self.assertFalse(partners.name_search("Andréa Arch"))

    def test_archived_by_hand_is_not_offered(self):
        """Only retention keeps somebody for the books; what staff archived they meant to hide."""
        self.make_person("Andréa Cachée").active = False
        self.assertFalse(
            self._as_accountant(self.env["res.partner"])
            .with_context(monaco_books=True)
            .name_search("Andréa Cach")
        )

    def test_screens_ask_for_them(self):
        for model in ("account.move", "account.payment", "account.move.line"):
            arch = self._as_accountant(self.env[model]).get_view(
                view_type="list" if "line" in model else "form"
            )["arch"]
            self.assertIn("monaco_books", arch, model)

    def test_release_date_on_the_invoice_and_the_person(self):
        client, move = self._make_archived()
        until = move.date.replace(month=12, day=31, year=move.date.year + 10)
        self.assertEqual(self._as_accountant(move).monaco_release_date, until)
        self.assertEqual(self._as_accountant(client).monaco_release_date, until)
        self.assertEqual(self._as_accountant(move.line_ids[:1]).monaco_release_date, until)
        salesman = new_test_user(
            self.env, "archived_reader", groups="sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            client.with_user(salesman).read(["monaco_release_date"])
        address = self.make_person("Facturation", parent_id=client.id, type="invoice")
        self.assertEqual(self._as_accountant(address).monaco_release_date, until)
