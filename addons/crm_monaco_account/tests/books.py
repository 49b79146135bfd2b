"""Test support: a company with a chart of accounts, and clients with a past in its books."""

from odoo import Command

from odoo.addons.crm_monaco.tests.common import MonacoCase


class BooksCase(MonacoCase):
    """Clients whose paid invoices are as old as need be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})

    def make_invoice(self, client, years=8, move_type="out_invoice", **vals):
        """Return an invoice posted and paid that many years ago."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": client.id,
                "company_id": self.company.id,
                "invoice_date": self.today,
                "invoice_line_ids": [
                    Command.create({"name": "Conseil", "price_unit": 100, "tax_ids": []})
                ],
                **vals,
            }
        )
        move.action_post()
        day = self.ago(years=years).date()
        return self.set_columns(move, date=day, invoice_date=day, payment_state="paid")

    def make_file(self, record, name="piece.pdf", raw=b"%PDF-1.4 piece", **vals):
        """Return a file stored on ``record``."""
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "res_model": record._name,
                "res_id": record.id,
                "raw": raw,
                **vals,
            }
        )

    def read_rows(self, records):
        """Return the rows of ``records`` as the database holds them, byte for byte."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT t::text FROM {records._table} t WHERE id = ANY(%s) ORDER BY id", [records.ids]
        )
        return self.env.cr.fetchall()
