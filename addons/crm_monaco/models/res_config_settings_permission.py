from odoo import api, fields, models

from ..tools import keyring


class ResConfigSettings(models.TransientModel):
    """What the permissions rest on, at a glance: the key of the suppression list."""

    _inherit = "res.config.settings"

    monaco_key_fault = fields.Char(readonly=True)
    monaco_key_state = fields.Char(readonly=True)

    @api.model
    def get_values(self):
        """Read the state of the key; its secret never leaves the server."""
        suppression = self.env["monaco.suppression"].sudo()
        fault = suppression._get_key_fault()
        return {
            **super().get_values(),
            "monaco_key_fault": fault and self.env._("No marketing leaves: %s.", fault),
            "monaco_key_state": False if fault else suppression._get_key_words(),
        }


class MonacoSuppression(models.Model):
    _inherit = "monaco.suppression"

    @api.model
    def _get_key_words(self):
        """Return which key writes, how many older ones still read, and where they lie."""
        try:
            ring = self._get_keyring()
        except keyring.KeyFault:
            return False
        count = len(ring.ids) - 1
        if count:
            return self.env._(
                "Key %(key)s; older keys still read by: %(count)s.", key=ring.current, count=count
            )
        return self.env._("Key %(key)s.", key=ring.current)
