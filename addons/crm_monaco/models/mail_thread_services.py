from odoo import models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    """Who follows is named to whoever sees the thread: nobody adds whom they do not see."""

    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Refuse followers whom the user does not see."""
        if partner_ids and self._monaco_is_bound():
            asked = self.env["res.partner"].browse(partner_ids)
            followers = self.sudo().message_partner_ids.with_env(self.env)
            if self.env["monaco.service"]._get_unreadable(asked - followers):
                raise AccessError(self.env._("You name somebody whom your service does not see."))
        return super().message_subscribe(partner_ids, subtype_ids)


class DiscussChannel(models.Model):
    """Members see each other's name: nobody invites whom they do not see."""

    _inherit = "discuss.channel"

    def _add_members(self, *, partners=None, users=None, **kwargs):
        asked = partners or self.env["res.partner"]
        if asked and self._monaco_is_bound():
            if self.env["monaco.service"]._get_unreadable(asked.with_env(self.env)):
                raise AccessError(self.env._("You name somebody whom your service does not see."))
        return super()._add_members(partners=partners, users=users, **kwargs)
