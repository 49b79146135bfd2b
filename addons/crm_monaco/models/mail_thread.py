from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        """Mark what an answering machine wrote: Odoo has the type, but keeps it for its own users' absences.

        Such a message is no act of the person, so it restarts no clock.
        """
        values = super().message_parse(message, save_original=save_original)
        if values.get("message_type") == "email" and self._monaco_is_auto_reply(message):
            values["message_type"] = "out_of_office"
        return values

    @api.model
    def _monaco_is_auto_reply(self, message):
        """Return whether the headers of a mail say that no person wrote it (RFC 3834)."""
        if (message.get("Auto-Submitted") or "no").strip().lower() != "no":
            return True
        return bool(
            message.get("X-Autoreply")
            or message.get("X-Autorespond")
            or (message.get("Precedence") or "").strip().lower() == "auto_reply"
        )
