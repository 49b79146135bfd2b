from odoo import models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Refuse to merge somebody into, or out of, a file that no longer names anybody."""
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        if "anonymised" in partners.mapped("monaco_state"):
            raise UserError(
                self.env._("An anonymised file cannot be merged: nobody knows whose it was.")
            )
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)

    def _update_values(self, src_partners, dst_partner):
        """Carry values over as the engine: clocks are engine fields; the next refresh reads them anew."""
        return super()._update_values(src_partners.sudo(), dst_partner.sudo())
