from odoo import fields, models


class MonacoCsp(models.Model):
    """Catégorie socio-professionnelle, at the first level of INSEE's list."""

    _name = "monaco.csp"
    _description = "Socio-professional category"
    _order = "code, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "Another socio-professional category has this code."
    )
