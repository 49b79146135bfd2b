from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    _inherit = "res.company"

    monaco_services_strict = fields.Boolean(
        string="Services Strictly Separated",
        copy=False,
        groups="crm_monaco.group_monaco_user",
        help="Internal users of this company who are in no service see their colleagues, and no client or prospect.",
    )

    monaco_trace_everybody = fields.Boolean(
        string="Trace Every Internal User",
        copy=False,
        groups="crm_monaco.group_monaco_user",
        help="What administrators and technical rights read, exports and refusals are traced in any case.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A new company separates nothing, unless who may decide it says so; its own contact is seen by all."""
        for vals in vals_list:
            self._check_monaco_services(vals)
        companies = super().create(vals_list)
        for code in companies.partner_id._get_service_flags():
            companies.partner_id._monaco_show_to(code)
        return companies

    def write(self, vals):
        """Separate the services from this moment."""
        self._check_monaco_services(vals)
        res = super().write(vals)
        if "monaco_services_strict" in vals:
            self.env.flush_all()
            self.env["monaco.service"]._refresh_flags()
        if {"monaco_services_strict", "monaco_trace_everybody"} & vals.keys():
            self.env.registry.clear_cache()
        return res

    @api.model
    def _check_monaco_services(self, vals):
        if self.env.su:
            return
        if "monaco_services_strict" in vals and not self.env.user.has_group(
            "crm_monaco.group_monaco_admin"
        ):
            raise AccessError(self.env._("Only an administrator separates services."))
        # who is traced does not decide it
        if "monaco_trace_everybody" in vals and not self.env.user.has_group(
            "crm_monaco.group_monaco_dpo"
        ):
            raise AccessError(
                self.env._("Only the person in charge of data protection may do this.")
            )
