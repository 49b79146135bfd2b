from odoo import api, models


class CrmLead(models.Model):
    """Whoever a lead names, the salespeople must be able to open."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.sudo().partner_id._monaco_show_to("sales")
        return leads

    def write(self, vals):
        res = super().write(vals)
        if vals.get("partner_id"):
            self.sudo().partner_id._monaco_show_to("sales")
        return res

    @api.depends_context("uid")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        for lead in self.env["monaco.service"]._get_unseen(self):
            lead.display_name = self.env._("Opportunity %s", lead.id)
        return res
