from odoo import api, models


class AccountMove(models.Model):
    """Whoever an invoice names is seen by accounting at once."""

    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.sudo().partner_id._monaco_show_to("accounting")
        return moves

    def write(self, vals):
        res = super().write(vals)
        if vals.get("partner_id"):
            self.sudo().partner_id._monaco_show_to("accounting")
        return res
