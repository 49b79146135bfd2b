from odoo import api, fields, models

LENGTH, DEVICE = "auth_password_policy.minlength", "auth_totp.trusted_device_age"
# what Odoo's addons begin with
DEFAULT_DEVICE_DAYS, DEFAULT_LENGTH = 90, 8


class ResConfigSettings(models.TransientModel):
    """Odoo's own addons do the work; here is the one place where the administrator asks for it."""

    _inherit = "res.config.settings"

    module_auth_password_policy = fields.Boolean(string="Password Policy")
    monaco_password_length = fields.Integer(string="Characters at Least")
    monaco_second_factor_group_ids = fields.Many2many(
        "res.groups",
        string="Services with a Second Factor",
        domain=lambda self: [("id", "in", self._get_monaco_service_groups().ids)],
    )
    monaco_device_days = fields.Integer(string="Days a Trusted Device is Believed")

    @api.model
    def _get_monaco_service_groups(self):
        groups = self.env["monaco.service"]._get_groups()
        return self.env["res.groups"].union(*groups.values())

    monaco_has_password_policy = fields.Boolean(
        string="Password Policy in Place", compute="_compute_has_password_policy"
    )

    def _compute_has_password_policy(self):
        self.monaco_has_password_policy = self._has_password_policy()

    @api.model
    def _has_password_policy(self):
        module = self.env["ir.module.module"].sudo()._get("auth_password_policy")
        return module.state == "installed"

    @api.model
    def get_values(self):
        """Read what Odoo's addons read."""
        get = self.env["ir.config_parameter"].sudo().get_param
        groups = self.sudo()._get_monaco_service_groups().filtered("monaco_second_factor")
        return {
            **super().get_values(),
            "monaco_password_length": int(get(LENGTH) or DEFAULT_LENGTH),
            "monaco_device_days": int(get(DEVICE) or DEFAULT_DEVICE_DAYS),
            "monaco_second_factor_group_ids": [fields.Command.set(groups.ids)],
        }

    def set_values(self):
        """Write what changed here: the same setting stands on Odoo's own page too."""
        self.check_access("write")
        parameters = self.env["ir.config_parameter"].sudo()
        before = int(parameters.get_param(LENGTH) or DEFAULT_LENGTH)
        res = super().set_values()
        # not before Odoo's addon is there: it brings the parameter itself, and could not be installed any more
        if self._has_password_policy() and self.monaco_password_length != before:
            parameters.set_param(LENGTH, max(0, self.monaco_password_length))
        parameters.set_param(DEVICE, max(1, self.monaco_device_days))
        groups = self.sudo()._get_monaco_service_groups()
        asked = self.monaco_second_factor_group_ids
        for group in groups:
            if group.monaco_second_factor != (group in asked):
                group.monaco_second_factor = group in asked
        return res
