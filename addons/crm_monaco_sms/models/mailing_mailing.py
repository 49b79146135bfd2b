from odoo import fields, models


class MailingMailing(models.Model):
    """The same mailing by SMS: another channel, the same purposes, the same words before sending."""

    _inherit = "mailing.mailing"

    sms_allow_unsubscribe = fields.Boolean(default=True)

    def _get_monaco_outlook_channel(self):
        return "sms" if self.mailing_type == "sms" else super()._get_monaco_outlook_channel()

    def _get_monaco_outlook_rows(self, records):
        """By SMS, the number says who the person is."""
        if self.mailing_type != "sms":
            return super()._get_monaco_outlook_rows(records)
        if "phone_sanitized" not in records._fields:
            return self.env["sms.composer"]._get_monaco_rows(records.sudo())
        rows = super()._get_monaco_outlook_rows(records)
        return [(key, phone and partner_id, None, phone) for key, partner_id, _email, phone in rows]

    def _get_monaco_sender_fault(self):
        """An SMS names no address; its opt-out is a link to the server."""
        if self.mailing_type != "sms":
            return super()._get_monaco_sender_fault()
        if not self._get_monaco_purpose().marketing or self.get_base_url().startswith("http"):
            return None
        return self.env._("This mailing cannot be sent: %s.", "web.base.url")
