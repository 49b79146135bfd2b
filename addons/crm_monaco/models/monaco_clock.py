from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

Kind = namedtuple("Kind", "label subject start action")

# What the product knows how to count and to do.  How long, under which text, for which data and
# in which company is the administrator's: the records.
KINDS = {
    "prospect": Kind("Prospect: last contact", "prospect", "last_contact", "anonymise"),
    "client": Kind("Client: end of the contract", "client", "contract_end", "reduce"),
    "books": Kind(
        "Accounting books: end of the fiscal year", "client", "fiscal_year_end", "anonymise"
    ),
    "card": Kind("Payment card: debit", "client", "card_debit", "delete"),
    "card_deferred": Kind(
        "Payment card with deferred debit: debit", "client", "card_debit", "delete"
    ),
    "consent": Kind(
        "Proof of consent: end of the processing", "person", "processing_end", "delete"
    ),
    "suppression": Kind("Suppression list: objection", "person", "objection", "delete"),
    "rights": Kind("Rights request: answer", "person", "answer", "delete"),
    "trace": Kind("Traces of access: day of the access", "staff", "access", "delete"),
    "staff_account": Kind("Account of former staff: departure", "staff", "departure", "delete"),
    "cookie": Kind("Cookies and navigation: visit", "person", "visit", "delete"),
}
# Periods that `monaco.card` has reckoned with.
CARDS = {"card", "card_deferred"}


class MonacoClock(models.Model):
    """How long a kind of data is kept, from when, and under which text.  Law is data.

    A record without company is the common rule; a company's own record rules for it instead.
    Whoever needs a period asks :meth:`_get_months`.
    """

    _name = "monaco.clock"
    _description = "Retention period"
    _order = "sequence, kind, company_id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [(code, kind.label) for code, kind in KINDS.items()],
        string="Clock",
        required=True,
        index=True,
    )
    subject = fields.Selection(
        [
            ("prospect", "Prospects"),
            ("client", "Clients"),
            ("person", "Clients and prospects"),
            ("staff", "Staff"),
        ],
        string="Persons",
        compute="_compute_of_kind",
        store=True,
    )
    start = fields.Selection(
        [
            ("last_contact", "Last contact of the person"),
            ("contract_end", "End of the last contract event"),
            ("fiscal_year_end", "End of the company's fiscal year"),
            ("card_debit", "Debit of the card"),
            ("processing_end", "End of the processing that the consent permits"),
            ("objection", "Objection or erasure request"),
            ("answer", "Answer to the request"),
            ("access", "Access"),
            ("departure", "Departure"),
            ("visit", "Visit"),
        ],
        string="Counted From",
        compute="_compute_of_kind",
        store=True,
    )
    action = fields.Selection(
        [
            ("archive", "Archive"),
            ("reduce", "Reduce to what the vouchers bear"),
            ("anonymise", "Anonymise"),
            ("delete", "Delete"),
        ],
        string="Then",
        compute="_compute_of_kind",
        store=True,
        help="What happens at the end of the period, unless something holds.",
    )
    category_ids = fields.Many2many(
        "monaco.data.category",
        string="Data",
        help="Categories of the register entry that this period covers.",
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
    floor_months = fields.Integer(
        string="Floor (months)",
        help="The shortest period the text allows: a suppression list that forgets too soon protects nobody.",
    )
    floor_firm = fields.Boolean(
        string="Never Shorter",
        default=True,
        help="The floor protects the persons: no reason is good enough. Unticked, it protects whoever must prove"
        " something, who may do with less for a stated reason.",
    )
    legal_reference = fields.Char(required=True, translate=True)
    justification = fields.Text(
        help="Why the period is longer than the ceiling, or shorter than the floor. The register prints it.",
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

    @api.depends("kind")
    def _compute_of_kind(self):
        for clock in self:
            kind = KINDS.get(clock.kind)
            clock.subject = kind and kind.subject
            clock.start = kind and kind.start
            clock.action = kind and kind.action

    @api.model
    def _get_months(self, kind, company=None):
        """Return how many months data of ``kind`` is kept: the company's own period, else the common one.

        :param str kind: a code of :data:`KINDS`
        :param company: the company that holds the data, if one does
        :return: 0 when nobody set a period
        """
        rules = self.sudo().search(
            [("kind", "=", kind), ("company_id", "in", [False, *(company or self.browse()).ids])]
        )
        own = rules.filtered("company_id") or rules
        return own[:1].months

    @api.model_create_multi
    def create(self, vals_list):
        """Reckon anew what a new period changes."""
        clocks = super().create(vals_list)
        clocks._reckon_cards()
        return clocks

    def write(self, vals):
        """Reckon anew what a changed period changes."""
        before = CARDS.intersection(self.mapped("kind"))
        res = super().write(vals)
        if before or vals.get("kind"):
            self._reckon_cards(before)
        return res

    def unlink(self):
        """Reckon anew what a period that is gone changes."""
        before = CARDS.intersection(self.mapped("kind"))
        res = super().unlink()
        self._reckon_cards(before)
        return res

    def _reckon_cards(self, kinds=()):
        """Cards are kept by these periods: their dates follow at once."""
        if CARDS.intersection([*kinds, *self.exists().mapped("kind")]):
            cards = self.env["monaco.card"].sudo().search([])
            self.env.add_to_compute(cards._fields["delete_after"], cards)

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

    @api.constrains(
        *("months", "floor_months", "floor_firm", "justification", "kind", "company_id")
    )
    def _check_floor(self):
        for clock in self:
            common = self.sudo().search([("kind", "=", clock.kind), ("company_id", "=", False)])
            common = common[:1] or clock
            floor = max(clock.floor_months, common.floor_months)
            stated = not common.floor_firm and (clock.justification or "").strip()
            if clock.months < floor and not stated:
                raise ValidationError(clock._get_floor_fault(floor, common.floor_firm))

    def _get_floor_fault(self, floor, firm):
        words = {
            "name": self.name,
            "reference": self.legal_reference,
            "floor": floor,
            "months": self.months,
        }
        if firm:
            return self.env._(
                "“%(name)s”: %(reference)s asks for %(floor)s months at least, not %(months)s.",
                **words,
            )
        return self.env._(
            "“%(name)s”: %(months)s months is shorter than the %(floor)s months of %(reference)s."
            " Write down why in “Justification”; the register will print it.",
            **words,
        )
