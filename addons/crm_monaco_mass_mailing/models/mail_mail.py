from odoo import fields, models

from odoo.addons.crm_monaco.models.mail_mail import REFUSED


class MailMail(models.Model):
    """A mail of a mailing is decided by the mailing's purpose, whatever made the mail."""

    _inherit = "mail.mail"

    def _get_monaco_purpose(self):
        mailing = self.sudo().mailing_id
        if mailing:
            return self.sudo().monaco_purpose_id or mailing._get_monaco_purpose()
        return super()._get_monaco_purpose()

    def _monaco_cancel(self, decision):
        """Show in the mailing's figures who was left out at the last moment."""
        res = super()._monaco_cancel(decision)
        for mail in self.sudo().filtered("mailing_id"):
            mail.mailing_trace_ids.write(
                {"trace_status": "cancel", "failure_type": "monaco_permission"}
            )
        return res


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    failure_type = fields.Selection(selection_add=[REFUSED])
