from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.holdings import Holding


class MonacoAttestation(models.Model):
    """The person in charge attests: since this day, this form carried the opt-out (loi n° 1.383, art. 11).

    Sales since then allow e-mail about similar products; without an attestation no past sale does.
    """

    _name = "monaco.attestation"
    _inherit = ["monaco.declaration"]
    _description = "Attestation of an opt-out at collection"
    _order = "since desc, id desc"
    _rec_name = "form"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    form = fields.Char(
        required=True, help="The form, the general conditions or the page that carried the opt-out."
    )
    since = fields.Date(required=True)
    until = fields.Date(help="Last day on which it carried it; empty while it does.")
    document = fields.Binary(
        attachment=True, required=True, help="The form itself, as persons saw it."
    )
    document_name = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Attested By",
        readonly=True,
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(string="Attested On", readonly=True, default=fields.Datetime.now)
    active = fields.Boolean(default=True)

    @api.constrains("since", "until")
    def _check_dates(self):
        today = fields.Date.today()
        for attestation in self:
            if attestation.since > today:
                raise ValidationError(self.env._("Attest what is, not what will be."))
            if attestation.until and attestation.until < attestation.since:
                raise ValidationError(self.env._("It ends before it begins."))

    @api.model_create_multi
    def create(self, vals_list):
        """Attest in one's own name."""
        self.env["monaco.run"]._check_in_charge()
        vals_list = [
            {**vals, "user_id": self.env.uid, "date": fields.Datetime.now()} for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        """End or withdraw an attestation; what was attested does not change."""
        self.env["monaco.run"]._check_in_charge()
        if set(vals) - {"until", "active"}:
            raise UserError(
                self.env._("What was attested cannot change: end it and attest anew instead.")
            )
        return super().write(vals)

    @api.model
    def _monaco_holdings(self):
        return {**super()._monaco_holdings(), self._name: Holding()}
