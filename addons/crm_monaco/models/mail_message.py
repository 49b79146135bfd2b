from odoo import api, models

from ..engine.sources import Act


class MailMessage(models.Model):
    """What the person writes to us restarts their year; what we or the system write does not."""

    _name = "mail.message"
    _inherit = ["mail.message", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                [("message_type", "in", ("email", "comment"))],
                partner=("author_id",),
                code="message",
                at="date",
                contact=True,
            )
        ]
