from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..engine.holdings import Holding
from ..engine.sources import Act, Solicitation

CHANNELS = [("phone", "Call"), ("email", "Mail"), ("visit", "Visit"), ("post", "Letter")]


class MonacoSolicitation(models.Model):
    """A solicitation that staff made and logged with one click: a call, a mail, a visit."""

    _name = "monaco.solicitation"
    _inherit = ["monaco.declaration"]
    _description = "Solicitation"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    answered = fields.Boolean(
        string="The person answered",
        help="An answer is an act of the person: their year starts anew.",
    )
    user_id = fields.Many2one(
        "res.users", string="By", required=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    note = fields.Char(size=200, help="A few words: what was said. They go with the person.")

    @api.constrains("date")
    def _check_date(self):
        for solicitation in self:
            if solicitation.date > fields.Datetime.now():
                raise ValidationError(
                    self.env._("A solicitation is logged once it was made, not in advance.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Log solicitations, each in one's own name and about a person one may read."""
        solicitations = super().create(vals_list)
        solicitations._check_logged_by()
        return solicitations

    def write(self, vals):
        """Change one's own logs only: what a colleague attests is theirs."""
        self._check_logged_by()
        res = super().write(vals)
        self._check_logged_by()
        return res

    def _check_logged_by(self):
        """Staff log what they did themselves, about persons they may read: by every door, RPC included.

        Not a constraint: Odoo runs these above the user's rights.
        """
        if self.env.su or not self:
            return
        self.partner_id._monaco_check_reachable()
        in_charge = self.env.user.has_group("crm_monaco.group_monaco_admin")
        if not in_charge and self.user_id - self.env.user:
            raise AccessError(self.env._("A solicitation is logged by whoever made it."))

    @api.model
    def _monaco_solicitations(self):
        return super()._monaco_solicitations() + [
            Solicitation(
                self._name,
                [("answered", "=", False)],
                company="company_id",
                code="logged",
                at="date",
            )
        ]

    @api.model
    def _monaco_acts(self):
        rows = {"model": self._name, "company": "company_id", "at": "date"}
        return super()._monaco_acts() + [
            Act(code="solicitation", evidence=True, purposes=("prospecting",), **rows),
            Act(domain=[("answered", "=", True)], code="answer", contact=True, **rows),
        ]

    @api.model
    def _monaco_holdings(self):
        return {
            **super()._monaco_holdings(),
            self._name: Holding(link=("partner_id",), delete=True),
        }
