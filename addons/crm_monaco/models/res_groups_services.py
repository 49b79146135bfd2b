from odoo import api, models


class ResGroups(models.Model):
    """Maintenance never gets Odoo's settings by a group that comes to imply them."""

    _inherit = "res.groups"

    @api.constrains("implied_ids", "implied_by_ids", "user_ids")
    def _check_monaco_maintenance(self):
        group = self.env.ref("crm_monaco.group_service_maintenance", raise_if_not_found=False)
        if group:
            group.sudo().all_user_ids._check_monaco_maintenance()
