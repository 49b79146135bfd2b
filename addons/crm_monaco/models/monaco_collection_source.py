from odoo import fields, models


class MonacoCollectionSource(models.Model):
    """From whom, or by which way, the data about a person was collected."""

    _name = "monaco.collection.source"
    _description = "Source of collection"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    indirect = fields.Boolean(
        string="Not from the person",
        help="The data did not come from the person: they are told within one month, "
        "at the latest at the first message or the first disclosure.",
    )
    active = fields.Boolean(default=True)
