from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_monaco_act_names(self):
        return {
            **super()._get_monaco_act_names(),
            "mailing": self.env._("Mailing"),
            "mailing_reply": self.env._("Answer to a mailing"),
            "click": self.env._("Click on an offer"),
        }
