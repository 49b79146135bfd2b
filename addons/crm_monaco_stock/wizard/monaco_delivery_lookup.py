from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MonacoDeliveryLookup(models.TransientModel):
    """The number on a delivery slip or on a product, of any age: whoever holds it may take the return."""

    _name = "monaco.delivery.lookup"
    _description = "Open a delivery by its number"

    number = fields.Char(required=True, help="A delivery number or a serial number.")

    def action_open(self):
        """Open the one transfer to a customer that bears this number, and the person it went to."""
        self.ensure_one()
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Only the logistics service opens deliveries."))
        number = (self.number or "").strip()
        pickings = self.env["stock.picking"]
        outgoing = [("location_dest_id.usage", "=", "customer")]
        found = pickings.search([("name", "=", number), *outgoing], limit=1)
        if not found and number:
            lines = self.env["stock.move.line"].search(
                [
                    ("lot_id.name", "=", number),
                    ("state", "=", "done"),
                    ("picking_id", "!=", False),
                    *outgoing,
                ],
                order="date desc",
                limit=1,
            )
            found = lines.picking_id
        if not found:
            raise UserError(self.env._("No delivery bears this number."))
        return found.action_monaco_open_person()
