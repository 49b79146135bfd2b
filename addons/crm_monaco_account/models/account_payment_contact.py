from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_monaco.engine.sources import Act, Hold

OPEN_DRAFT_DAYS = 30


class AccountPayment(models.Model):
    """A client who pays acts: their time starts anew.  A payment under way holds, then the books do."""

    _name = "account.payment"
    _inherit = ["account.payment", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                [("payment_type", "=", "inbound"), ("state", "in", ("in_process", "paid"))],
                company="company_id",
                code="payment",
                at="date",
                contact=True,
            )
        ]

    @api.model
    def _monaco_holds(self):
        rows = {"model": self._name, "company": "company_id"}
        holds = [
            Hold(
                domain=[("state", "in", ("draft", "in_process"))],
                code="payment",
                until=self._monaco_open_until,
                **rows,
            ),
            Hold(
                domain=[("state", "in", ("in_process", "paid"))],
                code="invoice_books",
                until=self.env["account.move"]._monaco_books_until,
                **rows,
            ),
        ]
        if "payment.transaction" in self.env:  # a payment on our own site
            holds.append(
                Hold(
                    "payment.transaction",
                    [("state", "in", ("pending", "authorized"))],
                    company="company_id",
                    code="payment",
                )
            )
        return super()._monaco_holds() + holds

    @api.model
    def _monaco_open_until(self, model, alias):
        """A forgotten draft promises nothing: it holds thirty days."""
        return SQL(
            "CASE WHEN %s = 'draft' THEN %s::date + %s END",
            SQL.identifier(alias, "state"),
            SQL.identifier(alias, "create_date"),
            OPEN_DRAFT_DAYS,
        )
