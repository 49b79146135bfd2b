from odoo import models


class ResUsers(models.Model):
    """A service may ask for a second factor: the user's own, else the code that Odoo sends by e-mail."""

    _inherit = "res.users"

    def _mfa_type(self):
        kind = super()._mfa_type()
        if kind is None and self._monaco_needs_second_factor():
            return "totp_mail"
        return kind

    def _monaco_needs_second_factor(self):
        self.ensure_one()
        user = self.sudo()
        return user._is_internal() and any(user.all_group_ids.mapped("monaco_second_factor"))
