from odoo import fields, models


class MonacoHoldType(models.Model):
    """A reason to keep a person although their time is over, with its ground in law."""

    _name = "monaco.hold.type"
    _description = "Ground for keeping"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What the declarations of the bridges refer to.")
    sequence = fields.Integer(default=10)
    legal_reference = fields.Char(string="Ground", required=True, translate=True)
    ended_by = fields.Char(
        translate=True,
        help="What or who ends the hold when it has no end date.",
    )
    archivable = fields.Boolean(
        help="The person may leave daily sight meanwhile: only storage is needed (the books).",
    )
    manual = fields.Boolean(help="Set and ended by a person in charge, not read from documents.")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "This code is already used by another ground."
    )
