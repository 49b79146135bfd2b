from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    monaco_digest_on = fields.Date(
        string="Last Digest On",
        readonly=True,
        copy=False,
        groups="crm_monaco.group_monaco_dpo",
        help="Day on which the digest of the files about to close was last sent to this salesperson.",
    )
