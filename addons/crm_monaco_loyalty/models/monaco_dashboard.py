from odoo import api, models


class MonacoDashboard(models.AbstractModel):
    """Loyalty programmes from before that the register does not allow."""

    _inherit = "monaco.dashboard"

    @api.model
    def _get_alarms(self, in_charge):
        alarms = super()._get_alarms(in_charge)
        shared = in_charge and self.env["loyalty.program"].sudo().search(
            [("monaco_shared", "=", True)]
        )
        if shared:
            action = {
                "type": "ir.actions.act_window",
                "name": self.env._("Loyalty programmes without a company"),
                "res_model": "loyalty.program",
                "domain": [("id", "in", shared.ids)],
                "views": [[False, "list"], [False, "form"]],
            }
            may_open = self.env["loyalty.program"].has_access("write")
            text = self.env._(
                "Loyalty programmes common to several companies, which the register excludes: %s."
                " They open no card until they have a company.",
                ", ".join(shared.mapped("name")),
            )
            button = self.env._("Choose their company")
            alarms.append(self._make_alarm("warning", text, button, may_open and action))
        return alarms
