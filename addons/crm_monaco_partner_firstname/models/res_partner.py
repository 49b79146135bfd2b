from odoo import fields, models


class ResPartner(models.Model):
    """The register entry lists « nom, nom marital, prénoms »: give the split names these words."""

    _inherit = "res.partner"

    firstname = fields.Char(string="First Names")
    lastname = fields.Char(string="Birth Name")
