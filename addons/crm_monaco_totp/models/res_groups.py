from odoo import fields, models


class ResGroups(models.Model):
    _inherit = "res.groups"

    monaco_second_factor = fields.Boolean(
        string="Second Factor Required",
        copy=False,
        groups="base.group_erp_manager",
        help="Whoever is in this group is asked for a second factor at login: their own, or a code by e-mail.",
    )
