from odoo import api, models


class MonacoDashboard(models.AbstractModel):
    """Without its key the suppression list cannot be consulted: nothing marketing leaves."""

    _inherit = "monaco.dashboard"

    @api.model
    def _get_alarms(self, in_charge):
        """Add the alarm of the key to the others."""
        alarms = super()._get_alarms(in_charge)
        fault = self.env["monaco.suppression"].sudo()._get_key_fault()
        if fault:
            text = self.env._("No marketing leaves: %s.", fault)
            alarms.insert(0, self._make_alarm("danger", text))
        return alarms
