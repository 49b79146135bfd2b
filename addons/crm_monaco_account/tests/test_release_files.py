from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_monaco.engine.eraser import Eraser

from .books import BooksCase


@tagged("-at_install", "post_install")
class TestReleaseFiles(BooksCase):
    """When the books are over the contact is anonymised and the stored files go; rows, labels, hashes stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention_on()

    def _make_released(self, **vals):
        client = self.make_person(
            "Andréa Libérée", self.years(14), email="liberee@example.com", **vals
        )
        move = self.make_invoice(client, years=12)
        return client, move, self.make_file(move)

    def _get_listed(self, move):
        lines = self.env["monaco.released"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", move.id)]
        )
        return [(line.outcome, line.file_count, line.company_id) for line in lines]

    def test_files_go_and_are_listed(self):
        client, move, pdf = self._make_released()
        field_file = self.make_file(
            move, "facture.xml", b"<Invoice/>", res_field="invoice_pdf_report_file"
        )
        rows = self.read_rows(move), self.read_rows(move.line_ids)
        name = move.name
        self.run_nightly()
        self.assertErased(client)
        self.assertFalse((pdf | field_file).exists())
        self.assertEqual(self._get_listed(move), [("removed", 2, self.company)])
        self.assertEqual((self.read_rows(move), self.read_rows(move.line_ids)), rows)
        self.assertEqual((move.name, move.partner_id, move.state), (name, client, "posted"))

    def test_an_audit_trail_keeps_them(self):
        client, move, pdf = self._make_released()
        xml = self.make_file(
            move, "facture.xml", b"<Invoice><Email>liberee@example.com</Email></Invoice>"
        )
        before = xml.raw
        self.company.restrictive_audit_trail = True
        self.run_nightly()
        self.assertErased(client)
        self.assertTrue(pdf.exists())
        self.assertEqual(xml.raw, before)
        self.assertEqual(self._get_listed(move), [("trail", 2, self.company)])
        with self.assertRaises(UserError):
            pdf.unlink()

    def test_books_of_somebody_else_keep_theirs(self):
        client, _move, _pdf = self._make_released()
        other = self.make_person("Maud Bystander", self.years(14))
        theirs = self.make_invoice(other, years=3)
        file = self.make_file(theirs, raw=b"%PDF liberee@example.com")
        self.run_nightly()
        self.assertErased(client)
        self.assertTrue(file.exists())
        self.assertFalse(self._get_listed(theirs))

    def test_nothing_goes_before_its_books_are_over(self):
        """Whatever brought the eraser to somebody, a voucher inside its ten years keeps its files."""
        client, move, pdf = self._make_released()
        recent = self.make_invoice(client, years=2)
        file = self.make_file(recent)
        self.env.flush_all()
        Eraser(self.env, {"anonymised": "Anonymisé"}).erase(client.ids)
        self.assertFalse(pdf.exists())
        self.assertTrue(file.exists())
        self.assertEqual(self._get_listed(move), [("removed", 1, self.company)])
        self.assertFalse(self._get_listed(recent))

    def test_who_sees_the_list(self):
        client, move, _pdf = self._make_released()
        self.run_nightly()
        self.assertErased(client)
        accountant = new_test_user(
            self.env,
            "released_accountant",
            groups="account.group_account_manager",
            company_ids=[(6, 0, self.company.ids)],
            company_id=self.company.id,
        )
        lines = self.env["monaco.released"].with_user(accountant).search([])
        self.assertIn(move.id, lines.mapped("res_id"))
        self.assertTrue(
            lines.filtered(lambda line: line.res_id == move.id).document.startswith("INV")
        )
