from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_monaco.engine.sources import Act, Hold, Sale

WHO = ("partner_id", "partner_invoice_id", "partner_shipping_id")
OPEN_QUOTATION_DAYS = 30


class SaleOrder(models.Model):
    """A quotation makes a prospect, an order a client; both hold while they are open."""

    _name = "sale.order"
    _inherit = ["sale.order", "monaco.declaration"]

    @api.constrains("partner_id", "state")
    def _check_monaco_usable(self):
        self.filtered(
            lambda order: order.state in ("draft", "sent", "sale")
        ).partner_id._monaco_check_usable()

    @api.model
    def _monaco_acts(self):
        rows = {"model": self._name, "partner": WHO, "company": "company_id"}
        return super()._monaco_acts() + [
            # a cancelled order makes no client, but the person did ask for something
            Act(
                domain=[("state", "!=", "sale")],
                code="quotation",
                at="date_order",
                evidence=True,
                purposes=("contract",),
                **rows,
            ),
            Act(
                domain=[("state", "=", "sale")],
                code="order",
                at="date_order",
                contact=True,
                contract=True,
                purposes=("contract", "statistics"),
                **rows,
            ),
            Act(
                domain=[("signed_on", "!=", False)],
                code="signature",
                at="signed_on",
                contact=True,
                **rows,
            ),
        ]

    @api.model
    def _monaco_holds(self):
        rows = {"model": self._name, "partner": WHO, "company": "company_id"}
        return super()._monaco_holds() + [
            Hold(
                domain=[("state", "in", ("draft", "sent"))],
                code="sale_quotation",
                until=self._monaco_quotation_until,
                **rows,
            ),
            Hold(
                domain=[("state", "=", "sale"), ("invoice_status", "in", ("no", "to invoice"))],
                code="sale_order",
                **rows,
            ),
        ]

    @api.model
    def _monaco_sales(self):
        """The address of whoever ordered was taken during a sale; an account alone is none."""
        return super()._monaco_sales() + [
            Sale(
                self._name,
                [("state", "=", "sale")],
                company="company_id",
                code="order",
                at="date_order",
            )
        ]

    @api.model
    def _monaco_quotation_until(self, model, alias):
        """A quotation is open until its validity date, thirty days where none was given."""
        return SQL(
            "coalesce(%s, %s::date + %s)",
            SQL.identifier(alias, "validity_date"),
            SQL.identifier(alias, "date_order"),
            OPEN_QUOTATION_DAYS,
        )
