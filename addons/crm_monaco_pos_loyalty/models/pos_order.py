from odoo import models


class PosOrder(models.Model):
    """At the till the sale always passes; for whoever did not agree no card is made, nothing counted."""

    _inherit = "pos.order"

    def confirm_coupon_programs(self, coupon_data):
        """Leave out, before Odoo makes cards, those of persons who did not agree."""
        kept = {}
        for key, values in coupon_data.items():
            values = self._monaco_filter_coupon(int(key), values)
            if values:
                kept[key] = values
        return super().confirm_coupon_programs(kept)

    def _monaco_filter_coupon(self, key, values):
        """Return what may be counted: everything, only what was spent, or ``None``."""
        program = self.env["loyalty.program"].browse(values["program_id"]).exists()
        card = self.env["loyalty.card"].sudo().browse(key if key > 0 else []).exists()
        partner = card.partner_id.with_env(self.env)
        if not partner:
            given = values.get("partner_id", self.partner_id.id)
            partner = self.env["res.partner"].browse(given or []).exists()
        refused = program and program._monaco_decide(partner)
        if not refused:
            return values
        if key > 0 and (values["points"] < 0 or values.get("line_codes")):
            # a reward that the customer took away is paid with the points they had
            return {**values, "points": min(values["points"], 0)}
        return None
