from odoo import models


class SaleOrder(models.Model):
    """Whoever did not agree orders as ever: their purchases are not counted, no card is made."""

    _inherit = "sale.order"

    def _program_check_compute_points(self, programs):
        """Say, where Odoo asks what applies, that a loyalty programme does not apply to them."""
        result = super()._program_check_compute_points(programs)
        for program, status in result.items():
            if "error" in status:
                continue
            reason = program._monaco_decide(self.partner_id).get(self.partner_id.id)
            if reason:
                status.pop("points", None)
                status["error"] = self.env._("No loyalty card: %s.", reason.rstrip("."))
        return result

    # ------------------------------------------------------------------ who reads orders and no cards

    def _compute_gift_card_count(self):
        """Count none for accounting, which opens the order of an invoice: Odoo showed an error instead."""
        if self.env["loyalty.card"].has_access("read"):
            return super()._compute_gift_card_count()
        self.gift_card_count = 0
        return None

    def _compute_loyalty_data(self):
        """Show no points to whoever reads no cards."""
        if self.env["loyalty.card"].has_access("read"):
            return super()._compute_loyalty_data()
        self.loyalty_data = {}
        return None
