from odoo import fields, models


class MonacoPurpose(models.Model):
    """How many answers were recorded for a purpose."""

    _inherit = "monaco.purpose"

    consent_count = fields.Integer(
        string="Answers", compute="_compute_consent_count", groups="crm_monaco.group_monaco_user"
    )

    def _compute_consent_count(self):
        counts = dict(
            self.env["monaco.consent"]._read_group(
                [("purpose_id", "in", self.ids)], ["purpose_id"], ["__count"]
            )
        )
        for purpose in self:
            purpose.consent_count = counts.get(purpose, 0)
