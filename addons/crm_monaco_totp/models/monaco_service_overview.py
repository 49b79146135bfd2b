from odoo import api, models


class MonacoServiceOverview(models.TransientModel):
    _inherit = "monaco.service.overview"

    @api.model
    def _get_warnings(self):
        """Name whoever could not log in: the code goes by e-mail, and they have no address."""
        users = self._get_employees()
        stuck = [user.name for user in users if user._mfa_type() == "totp_mail" and not user.email]
        lines = super()._get_warnings()
        if stuck:
            text = self.env._(
                "A code is sent to them at login, and they have no e-mail address: %s."
            )
            lines.append(text % self._get_names(stuck))
        return lines
