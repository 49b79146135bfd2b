from odoo import api, models

from ..engine.sources import Hold


class ResPartner(models.Model):
    """Who applied for a job: recruitment is an activity of its own, with a period of its own."""

    _name = "res.partner"
    _inherit = ["res.partner"]

    @api.model
    def _monaco_holds(self):
        holds = super()._monaco_holds()
        if "hr.applicant" in self.env:
            holds.append(
                Hold(
                    "hr.applicant",
                    code="recruitment",
                    exact=(("email_normalized", "email_normalized"),),
                )
            )
        return holds
