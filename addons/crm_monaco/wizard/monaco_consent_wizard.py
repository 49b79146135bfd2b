import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..models.monaco_consent import CHANNELS


class MonacoConsentWizard(models.TransientModel):
    """Note what a person said on paper, by phone or in the shop: yes, no, stop.  Nothing is ticked for them."""

    _name = "monaco.consent.wizard"
    _description = "Record what a person said"

    partner_id = fields.Many2one("res.partner", string="Person", required=True, ondelete="cascade")
    purpose_id = fields.Many2one(
        "monaco.purpose",
        required=True,
        ondelete="cascade",
        domain=[("legal_basis", "in", ("consent", "legitimate_interest"))],
        default=lambda self: self.env["monaco.purpose"]._get("prospecting"),
    )
    marketing = fields.Boolean(related="purpose_id.marketing")
    notice = fields.Text(related="purpose_id.notice", string="Text in Force")
    status = fields.Selection(
        [
            ("given", "They agree"),
            ("refused", "They refuse"),
            ("withdrawn", "They withdraw their consent"),
            ("objected", "They object"),
            ("revoked", "Recorded by mistake"),
        ],
        string="What they said",
        required=True,
    )
    source = fields.Selection(
        [("paper", "Paper form"), ("call", "Call"), ("staff", "In person")],
        string="How",
        required=True,
    )
    date = fields.Datetime(string="On", required=True, default=fields.Datetime.now)
    email = fields.Boolean(string="E-mail")
    sms = fields.Boolean(string="SMS")
    phone = fields.Boolean()
    post = fields.Boolean()
    auto_call = fields.Boolean(string="Automated call")
    reason = fields.Char()
    guardian = fields.Char(
        string="Parent who authorises", help="The parent who authorises it, for a minor under 15."
    )
    proof = fields.Binary(string="Proof (signed form, letter…)", attachment=False)
    proof_name = fields.Char()

    def action_record(self):
        """Record it, in the user's name.

        :raise UserError: no channel, or no proof where there must be one
        """
        self.ensure_one()
        self._check_allowed()
        channels, values = self._get_channels(), self._get_values()
        if self.status == "objected" and self.marketing:
            self.env["monaco.permission"].sudo()._object(self.partner_id, channels, **values)
        else:
            self.env["monaco.consent"].sudo()._record(
                self.purpose_id.sudo(), channels, self.status, self.partner_id.sudo(), **values
            )
        return {"type": "ir.actions.act_window_close"}

    def _get_values(self):
        """Return how and when it was said, and what proves it."""
        return {
            "source": self.source,
            "date": self.date,
            "reason": self.reason,
            "guardian": self.guardian,
            "proof": self._get_proof(),
            "user_id": self.env.uid,
            "evidence": {
                "recorded_by": self.env.user.name,
                "how": self.source,
                "text": self.purpose_id.notice if self.status == "given" else None,
            },
        }

    def _check_allowed(self):
        if not self.env.user.has_group("crm_monaco.group_monaco_user"):
            raise AccessError(self.env._("Only users of the file may record this."))
        self.partner_id._monaco_check_reachable()

    @api.model
    def _get_codes(self):
        return [code for code, _label in CHANNELS]

    def _get_channels(self):
        if not self.marketing:
            return ["any"]
        channels = [code for code in self._get_codes() if self[code]]
        if not channels:
            raise ValidationError(self.env._("Tick the channels they spoke of."))
        return channels

    def _get_proof(self):
        if not self.proof:
            return None
        try:
            content = base64.b64decode(self.proof, validate=False)
        except (binascii.Error, ValueError) as fault:
            raise ValidationError(self.env._("This file cannot be read.")) from fault
        return (self.proof_name or self.env._("Proof"), content)
