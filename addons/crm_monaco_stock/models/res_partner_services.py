from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    monaco_for_logistics = fields.Boolean(
        string="Seen by Logistics",
        readonly=True,
        copy=False,
        groups="crm_monaco.group_monaco_dpo",
        help="A delivery or a return is under way, or ended a few days ago; suppliers and colleagues.",
    )

    # The very words of the rule, in the order of the list: the first page comes from the index alone, and
    # with what Odoo's own rule asks (company, share) beside it, so does a count.
    _monaco_for_logistics_page = models.Index(
        "(complete_name, id DESC) INCLUDE (company_id, partner_share)"
        " WHERE monaco_for_logistics IS TRUE AND active IS TRUE"
    )

    @api.model
    def _get_service_flags(self):
        return {**super()._get_service_flags(), "logistics": "monaco_for_logistics"}

    @api.depends("monaco_for_logistics")
    def _compute_display_name(self):
        return super()._compute_display_name()
