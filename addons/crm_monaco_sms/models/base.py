from odoo import models


class Base(models.AbstractModel):
    """Documents outlive the sight of their person: an SMS to several of them leaves that one out, without an error."""

    _inherit = "base"

    def _sms_get_recipients_info(self, force_field=False, partner_fallback=True):
        """Take no number from a contact that the sender does not see."""
        if not partner_fallback or self.env.su or self._name == "res.partner":
            return super()._sms_get_recipients_info(force_field, partner_fallback)
        partners = self._mail_get_partners()
        everybody = self.env["res.partner"].union(*partners.values())
        unseen = everybody - everybody._filtered_access("read")
        without = self.filtered(lambda record: partners[record.id] & unseen)
        return {
            **super(Base, self - without)._sms_get_recipients_info(force_field, True),
            **super(Base, without)._sms_get_recipients_info(force_field, False),
        }
