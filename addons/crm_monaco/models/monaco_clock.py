from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MonacoClock(models.Model):
    """How long a kind of data is kept, from when, and under which text.  Law is data.

    A record without company is the common rule; a company's own record rules for it instead.
    """

    _name = "monaco.clock"
    _description = "Retention period"
    _order = "sequence, kind, company_id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("prospect", "Prospect: last contact"),
            ("client", "Client: end of the contract"),
            ("books", "Accounting books: end of the fiscal year"),
        ],
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        ondelete="cascade",
        help="Empty: every company that has no period of its own.",
    )
    months = fields.Integer(
        string="Period (months)",
        required=True,
        help="Counted from the event that starts the period. The period is a maximum.",
    )
    ceiling_months = fields.Integer(
        string="Ceiling (months)",
        help="The longest period the law or the register entry allows without a stated reason.",
    )
    legal_reference = fields.Char(required=True, translate=True)
    justification = fields.Text(
        help="Why the period is longer than the ceiling. The register prints it.",
    )
    above_ceiling = fields.Boolean(compute="_compute_above_ceiling")

    # a hundred years: beyond, dates run out of the calendar and the nightly action would stop
    _months_sensible = models.Constraint(
        "CHECK (months BETWEEN 1 AND 1200)",
        "A period is at least one month, at most a hundred years.",
    )
    _one_per_company = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is already a period of this kind for this company.",
    )

    @api.depends("months", "ceiling_months", "kind", "company_id")
    def _compute_above_ceiling(self):
        for clock in self:
            ceiling = clock._get_ceiling()
            clock.above_ceiling = bool(ceiling) and clock.months > ceiling

    def _get_ceiling(self):
        """Return the ceiling in months, the common rule's for a company that has not a lower one; 0: none."""
        self.ensure_one()
        common = self.sudo().search([("kind", "=", self.kind), ("company_id", "=", False)], limit=1)
        return min(filter(None, (self.ceiling_months, common.ceiling_months)), default=0)

    @api.constrains("months", "ceiling_months", "justification", "kind", "company_id")
    def _check_ceiling(self):
        for clock in self:
            if clock.above_ceiling and not (clock.justification or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: %(months)s months is longer than the %(ceiling)s months of %(reference)s."
                        " Write down why in “Justification”; the register will print it.",
                        name=clock.name,
                        months=clock.months,
                        ceiling=clock._get_ceiling(),
                        reference=clock.legal_reference,
                    )
                )
