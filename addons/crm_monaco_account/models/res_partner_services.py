from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    monaco_for_accounting = fields.Boolean(
        string="Seen by Accounting",
        readonly=True,
        copy=False,
        groups="crm_monaco.group_monaco_dpo",
        help="Clients, suppliers, and whoever an invoice or a payment names.",
    )

    # The very words of the rule, in the order of the list: the first page comes from the index alone, and
    # with what Odoo's own rule asks (company, share) beside it, so does a count. Archived clients stay in the books.
    _monaco_for_accounting_page = models.Index(
        "(complete_name, id DESC) INCLUDE (company_id, partner_share, active)"
        " WHERE monaco_for_accounting IS TRUE"
    )

    @api.model
    def _get_service_flags(self):
        return {**super()._get_service_flags(), "accounting": "monaco_for_accounting"}

    @api.depends("monaco_for_accounting")
    def _compute_display_name(self):
        return super()._compute_display_name()
