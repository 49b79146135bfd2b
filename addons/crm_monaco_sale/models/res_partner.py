from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_monaco_act_names(self):
        return {
            **super()._get_monaco_act_names(),
            "quotation": self.env._("Quotation"),
            "order": self.env._("Order"),
            "signature": self.env._("Signature of a quotation"),
        }
