from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_monaco.engine.sources import Act, Hold, Never

OPEN_DRAFT_DAYS = 30
# Where the goods come from and go to tells a customer's return from a supplier's receipt, and a
# delivery from goods sent back to a supplier: the type of operation is the same for both.
FROM_CUSTOMER = [("location_id.usage", "=", "customer")]
TO_CUSTOMER = [("location_id.usage", "!=", "customer"), ("location_dest_id.usage", "=", "customer")]
FROM_SUPPLIER = [("picking_type_id.code", "=", "incoming"), ("location_id.usage", "=", "supplier")]


class StockPicking(models.Model):
    """A delivery is an event of the contract, a return an act of the person; both hold while open."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        rows = {"model": self._name, "company": "company_id"}
        return super()._monaco_acts() + [
            Act(
                domain=[("state", "=", "done"), *TO_CUSTOMER],
                code="delivery",
                at="date_done",
                contract=True,
                purposes=("contract",),
                **rows,
            ),
            # sending goods back begins with the person: the day it was agreed is their act
            Act(
                domain=[("state", "!=", "cancel"), *FROM_CUSTOMER],
                code="return",
                at="create_date",
                contact=True,
                **rows,
            ),
            Act(
                domain=[("state", "=", "done"), *FROM_CUSTOMER],
                code="return_done",
                at="date_done",
                contact=True,
                contract=True,
                **rows,
            ),
        ]

    @api.model
    def _monaco_holds(self):
        rows = {"model": self._name, "company": "company_id", "until": self._monaco_open_until}
        still_open = [("state", "not in", ("done", "cancel"))]
        return super()._monaco_holds() + [
            # whatever is under way and names the person: the first step of a delivery is internal
            Hold(
                domain=still_open + [("location_id.usage", "!=", "customer")],
                code="stock_delivery",
                **rows,
            ),
            Hold(domain=still_open + FROM_CUSTOMER, code="stock_return", **rows),
        ]

    @api.model
    def _monaco_never(self):
        received = [("state", "=", "done"), ("return_id", "=", False), *FROM_SUPPLIER]
        return super()._monaco_never() + [Never(self._name, received, code="supplier", entity=True)]

    @api.model
    def _monaco_open_until(self, model, alias):
        """A forgotten draft promises nothing: it holds thirty days, like a quotation without validity."""
        return SQL(
            "CASE WHEN %s = 'draft' THEN %s::date + %s END",
            SQL.identifier(alias, "state"),
            SQL.identifier(alias, "create_date"),
            OPEN_DRAFT_DAYS,
        )
