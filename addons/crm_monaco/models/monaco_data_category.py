from odoo import fields, models


class MonacoDataCategory(models.Model):
    """A category of data as the register entry names it: label, detail and source, word for word.

    The periods of a category are the clocks that cover it (``monaco.clock``).
    """

    _name = "monaco.data.category"
    _description = "Category of personal data"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(string="Category", required=True, translate=True)
    code = fields.Char(required=True, help="What the product refers to this category by.")
    detail = fields.Text(translate=True, help="Which data, as the register entry lists them.")
    source = fields.Char(translate=True, help="From whom the data comes, as the register says.")
    stated_period = fields.Char(
        string="Period Stated in the Register",
        translate=True,
        help="As the register entry was handed over. Empty: the entry is blank there.",
    )
    period_confirmed = fields.Boolean(
        help="The periods below are those of this category. Until you say so, the register prints the"
        " period stated above, blank where it is blank.",
    )
    clock_ids = fields.Many2many("monaco.clock", string="Periods")

    _code_unique = models.Constraint("UNIQUE (code)", "This code is already used.")
