from odoo import models


class MailComposeMessage(models.TransientModel):
    """The recipients of a mailing are decided by the mailing's purpose, in its company."""

    _inherit = "mail.compose.message"

    def _get_monaco_purpose(self):
        if self.mass_mailing_id and self.composition_mode == "mass_mail":
            return self.mass_mailing_id._get_monaco_purpose()
        return super()._get_monaco_purpose()

    def _is_monaco_similar(self):
        return self.mass_mailing_id.monaco_similar or super()._is_monaco_similar()

    def _prepare_mailing_values(self):
        """A mailing made by the composer keeps the composer's purpose."""
        return {
            **super()._prepare_mailing_values(),
            "monaco_purpose_id": self.monaco_purpose_id.id,
            "monaco_similar": self.monaco_similar,
        }
