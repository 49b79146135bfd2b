from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.crm_monaco.models.mail_mail import REFUSED


class SmsSms(models.Model):
    """The last door: what has a purpose is decided again as it leaves."""

    _inherit = "sms.sms"

    monaco_purpose_id = fields.Many2one(
        "monaco.purpose", string="Purpose", ondelete="restrict", readonly=True
    )
    failure_type = fields.Selection(selection_add=[REFUSED])

    def write(self, vals):
        """Keep what the decision rests on."""
        if {"monaco_purpose_id", "mailing_id"} & vals.keys() and not self.env.su:
            raise AccessError(self.env._("The purpose of an SMS that was prepared cannot change."))
        return super().write(vals)

    def _send(self, *args, **kwargs):
        """Stop what may not leave any more: an objection may have come since it was prepared."""
        stopped = self._monaco_stop()
        remaining = self - stopped
        return super(SmsSms, remaining)._send(*args, **kwargs) if remaining else None

    def _get_monaco_purpose(self):
        """Return the purpose this SMS is decided by, empty for what is no marketing."""
        sms = self.sudo()
        return sms.monaco_purpose_id or (
            sms.mailing_id._get_monaco_purpose() if sms.mailing_id else sms.monaco_purpose_id
        )

    def _monaco_stop(self):
        """Cancel, and return, the SMS that may not leave; set by set."""
        stopped = self.browse()
        for purpose, messages in self.grouped(lambda sms: sms._get_monaco_purpose()).items():
            if not purpose:
                continue
            rows = [
                (sms.id, sms.sudo().partner_id.id or None, None, sms.number) for sms in messages
            ]
            decided = self.env["monaco.permission"]._decide(purpose, "sms", rows)
            stopped |= messages.filtered(lambda sms, now=decided: not now[sms.id].allowed)
        if stopped:
            stopped.sudo()._update_sms_state_and_trackers(
                "canceled", failure_type="monaco_permission"
            )
        return stopped
