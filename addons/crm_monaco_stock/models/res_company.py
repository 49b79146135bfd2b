from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    monaco_logistics_days = fields.Integer(
        string="Days Logistics Sees a Client After Delivery",
        default=30,
        groups="crm_monaco.group_monaco_user",
        help="After a delivery or a return ended. Later, its number opens the person for that return.",
    )

    @api.constrains("monaco_logistics_days")
    def _check_monaco_logistics_days(self):
        if any(not 0 <= company.monaco_logistics_days <= 365 for company in self):
            raise ValidationError(self.env._("Between 0 and 365 days after the delivery."))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    monaco_logistics_days = fields.Integer(
        related="company_id.monaco_logistics_days", readonly=False
    )
