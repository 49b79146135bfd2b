from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_monaco_act_names(self):
        return {
            **super()._get_monaco_act_names(),
            "delivery": self.env._("Delivery"),
            "return": self.env._("Return"),
            "return_done": self.env._("Return received"),
        }
