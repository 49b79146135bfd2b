from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_monaco_act_names(self):
        return {
            **super()._get_monaco_act_names(),
            "loyalty_card": self.env._("Loyalty card"),
            "voucher": self.env._("Gift card or e-wallet"),
        }
