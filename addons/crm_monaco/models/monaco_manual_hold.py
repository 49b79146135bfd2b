from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.holdings import Holding
from ..engine.sources import Hold


class MonacoManualHold(models.Model):
    """A hold that a person in charge sets and ends: legal hold, dispute, limitation (art. 15)."""

    _name = "monaco.manual.hold"
    _inherit = ["monaco.declaration"]
    _description = "Hold set by hand"
    _order = "id desc"
    _rec_name = "type_id"

    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, index=True, ondelete="restrict"
    )
    type_id = fields.Many2one(
        "monaco.hold.type",
        string="Ground",
        required=True,
        ondelete="restrict",
        domain=[("manual", "=", True)],
    )
    code = fields.Char(related="type_id.code", store=True, index=True)
    reason = fields.Text(required=True)
    date_start = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_end = fields.Date(
        string="Until", help="Last day of the hold. Empty: until somebody ends it."
    )
    state = fields.Selection(
        [("active", "Active"), ("ended", "Ended")],
        default="active",
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Set By", readonly=True, default=lambda self: self.env.user
    )
    asked_by_id = fields.Many2one("res.users", string="End Asked By", readonly=True)
    ended_by_id = fields.Many2one("res.users", readonly=True)
    end_reason = fields.Text(readonly=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for hold in self:
            if hold.date_end and hold.date_end < hold.date_start:
                raise ValidationError(self.env._("The hold ends before it begins."))

    @api.constrains("type_id")
    def _check_type(self):
        if self.type_id.filtered(lambda hold_type: not hold_type.manual):
            raise ValidationError(
                self.env._("This ground is read from documents; it cannot be set by hand.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Set holds, show them at once, and tell the person of a limitation (art. 15) without delay."""
        holds = super().create(vals_list)
        if "anonymised" in holds.partner_id.sudo().mapped("monaco_state"):
            raise UserError(
                self.env._("An anonymised file cannot be held: nobody knows whose it was.")
            )
        holds._refresh_partners()
        holds.filtered(lambda hold: hold.code == "limitation")._notify_limitation()
        return holds

    def write(self, vals):
        """Refuse to change what a hold was; it is ended, with a reason."""
        if not self.env.su and set(vals) - {"date_end", "reason"}:
            raise AccessError(self.env._("A hold is not changed: end it and set another."))
        res = super().write(vals)
        self._refresh_partners()
        return res

    def action_end(self, reason=None):
        """End the holds.

        :param str reason: why; kept with the hold
        :raise UserError: no reason, or a second person is required and the same one asks
        """
        if not (self.env.su or self.env.user.has_group("crm_monaco.group_monaco_dpo")):
            raise AccessError(
                self.env._("Only the person in charge of data protection may do this.")
            )
        reason = (reason or self.env.context.get("monaco_reason") or "").strip()
        if not reason:
            raise UserError(self.env._("Write down why the hold ends."))
        for hold in self:
            if hold.company_id.sudo().monaco_two_persons and hold.asked_by_id in (
                self.env["res.users"],
                self.env.user,
            ):
                hold.sudo().asked_by_id = self.env.user
                continue
            hold.sudo().write({"state": "ended", "ended_by_id": self.env.uid, "end_reason": reason})
        return True

    def _refresh_partners(self):
        self.env["monaco.retention"]._refresh_persons(self.partner_id.ids)

    def _notify_limitation(self):
        if self.env["monaco.retention"]._is_neutralized():
            return  # a copy made to be looked at writes to nobody
        template = self.env.ref("crm_monaco.mail_template_limitation", raise_if_not_found=False)
        for hold in self:
            if template and hold.partner_id.email:
                template.sudo().send_mail(hold.id, force_send=False)

    # ------------------------------------------------------------------ declaration

    @api.model
    def _monaco_holds(self):
        codes = self.env["monaco.hold.type"].sudo().search([("manual", "=", True)]).mapped("code")
        return super()._monaco_holds() + [
            Hold(
                self._name,
                [("state", "=", "active"), ("code", "=", code)],
                company="company_id",
                code=code,
                until="date_end",
            )
            for code in codes
        ]

    @api.model
    def _monaco_holdings(self):
        return {
            **super()._monaco_holdings(),
            self._name: Holding(link=("partner_id",), delete=True),
        }
