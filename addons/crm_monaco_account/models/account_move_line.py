from odoo import api, models

from odoo.addons.crm_monaco.engine.sources import Hold


class AccountMoveLine(models.Model):
    """Entries that name a person in their lines only (an opening balance, a bank statement) are books too."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "monaco.declaration"]

    @api.model
    def _monaco_holds(self):
        return super()._monaco_holds() + [
            Hold(
                self._name,
                [("parent_state", "=", "posted"), ("move_id.move_type", "=", "entry")],
                company="company_id",
                code="invoice_books",
                until=self.env["account.move"]._monaco_books_until,
            )
        ]
