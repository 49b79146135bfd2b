from odoo import api, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    """Colleagues: seen by every service but maintenance, who never gets Odoo's settings."""

    _inherit = "res.users"

    @api.constrains("group_ids")
    def _check_monaco_maintenance(self):
        maintenance = self.env.ref("crm_monaco.group_service_maintenance", raise_if_not_found=False)
        # whoever gives rights gives them to themselves
        powers = self.env.ref("base.group_system") | self.env.ref("base.group_erp_manager")
        for user in self.filtered(lambda user: maintenance and maintenance in user.all_group_ids):
            if powers & user.all_group_ids:
                raise ValidationError(
                    self.env._(
                        "%s is a maintenance provider: never an administrator of Odoo's settings,"
                        " who reads everything.",
                        user.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Show a new colleague at once."""
        users = super().create(vals_list)
        users._monaco_show_to_services()
        return users

    def write(self, vals):
        """Show at once who becomes a colleague."""
        res = super().write(vals)
        if {"group_ids", "active", "partner_id"} & vals.keys():
            self._monaco_show_to_services()
        return res

    def _on_webclient_bootstrap(self):
        """Let OdooBot greet nobody in a conversation that they may not read: they could not even log in."""
        rows = self.env["monaco.service"]._get_rows(self.env.uid, "discuss.channel")
        if rows is not None and "odoobot_state" in self._fields:
            self.sudo().filtered(lambda user: user.odoobot_state != "disabled").write(
                {"odoobot_state": "disabled"}
            )
        return super()._on_webclient_bootstrap()

    def _monaco_show_to_services(self):
        partners = self.filtered(lambda user: user.active and not user.share).partner_id
        for code in partners._get_service_flags():
            partners._monaco_show_to(code)

    @api.depends_context("uid")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        for user in self.env["monaco.service"]._get_unseen(self):
            user.display_name = self.env._("User %s", user.id)
        return res
