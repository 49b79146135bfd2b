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
