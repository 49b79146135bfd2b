from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_monaco_act_names(self):
        return {
            **super()._get_monaco_act_names(),
            "invoice": self.env._("Invoice"),
            "payment": self.env._("Payment"),
        }
