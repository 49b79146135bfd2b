import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class SmsComposer(models.TransientModel):
    """Who receives is decided here, where Odoo decides it; the sender sees it before sending."""

    _name = "sms.composer"
    _inherit = ["sms.composer", "monaco.outlook"]

    monaco_purpose_id = fields.Many2one(
        "monaco.purpose",
        string="Purpose",
        compute="_compute_monaco_purpose_id",
        store=True,
        readonly=False,
        help="Sent to several persons at once, an empty purpose is prospecting.",
    )

    @api.depends("template_id")
    def _compute_monaco_purpose_id(self):
        for composer in self:
            composer.monaco_purpose_id = composer.template_id.monaco_purpose_id

    # ------------------------------------------------------------------ the purpose

    def _get_monaco_purpose(self):
        """Return the purpose that the recipients are decided by, empty when nobody is left out.

        A message on one document is transactional unless its purpose says otherwise; sent to several
        at once, an empty purpose is prospecting; an addon's own words are transactional.
        """
        self.ensure_one()
        purposes = self.env["monaco.purpose"].sudo()
        purpose = self.monaco_purpose_id.sudo()
        if self._is_mass_sms():
            return self.mailing_id._get_monaco_purpose()
        if not self._is_monaco_mass():
            return purpose if purpose._is_decided() else purposes
        template = self.template_id.sudo()
        if not purpose and template._is_monaco_shipped() and self.body == template.body:
            return purposes
        purpose = purpose or purposes._get("prospecting")
        if not purpose._is_decided() and self.res_model in purposes._get_document_models(
            purpose.code
        ):
            return purposes
        return purpose

    def _is_monaco_mass(self):
        if self.composition_mode == "mass":
            return True
        numbers = (self.sanitized_numbers or "").split(",")
        return len(numbers) > 1 or (self.composition_mode == "comment" and self.res_ids_count > 1)

    # ------------------------------------------------------------------ the decision

    def action_send_sms(self):
        """Show first who is left out of a long list."""
        return self._monaco_count_first() or super().action_send_sms()

    def _action_send_sms(self):
        """Refuse what may not leave as it is; an automation goes on without it."""
        fault = self._get_monaco_fault()
        purpose = self._get_monaco_purpose()
        if not fault and purpose and self.composition_mode != "mass":
            fault = self._get_monaco_refusal(purpose)
        if not fault:
            return super()._action_send_sms()
        if self.env.context.get("monaco_sms_action"):
            _logger.warning("No SMS sent by an automation: %s", fault)
            return self.env["sms.sms"]
        raise UserError(fault)

    def _get_monaco_fault(self):
        """Return why nothing may leave: prospecting carries an opt-out, which only a mailing has."""
        if self._get_monaco_purpose().marketing and not self._is_mass_sms():
            return self.env._(
                "Prospecting by SMS needs a working opt-out in each message: send it as an SMS mailing,"
                " or choose what this message is for."
            )
        return None

    def _get_monaco_refusal(self, purpose):
        """Return why one of the recipients may not be reached: nobody is left out unseen."""
        permission = self.env["monaco.permission"]
        rows = self._get_monaco_rows(self._get_records())
        numbers = self.sanitized_numbers or ""
        rows += [(number, None, None, number) for number in numbers.split(",")]
        for decision in permission._decide(purpose, "sms", [r for r in rows if r[3]]).values():
            if not decision.allowed:
                return self.env._(
                    "A recipient may not be reached for this purpose: %s.",
                    permission._explain(decision),
                )
        return None

    def _prepare_mass_sms_values(self, records):
        """Leave out those who may not be reached, and let each SMS know what it is for."""
        purpose = self._get_monaco_purpose()
        if purpose.marketing and not self.mass_sms_allow_unsubscribe:
            self.mass_sms_allow_unsubscribe = True
        found = super()._prepare_mass_sms_values(records)
        if not purpose:
            return found
        rows = [
            (
                res_id,
                res_id if records._name == "res.partner" else values["partner_id"] or None,
                None,
                values["number"],
            )
            for res_id, values in found.items()
            if values["state"] == "outgoing"
        ]
        decided = self.env["monaco.permission"]._decide(purpose, "sms", rows)
        explain = self.env["monaco.permission"]._get_explain()
        for res_id, values in found.items():
            values["monaco_purpose_id"] = purpose.id
            if res_id in decided and not decided[res_id].allowed:
                self._refuse_monaco(values, explain(decided[res_id]))
        return found

    @api.model
    def _refuse_monaco(self, values, reason):
        """Cancel one SMS before it is made; the mailing's figures tell why."""
        values.update(state="canceled", failure_type="monaco_permission")
        for command in values.get("mailing_trace_ids", ()):
            command[2].update(
                trace_status="cancel", failure_type="monaco_permission", failure_reason=reason
            )

    # ------------------------------------------------------------------ before sending

    @api.model
    def _get_monaco_rows(self, records):
        """Return the rows to decide on: each record with its contact and its number."""
        rows = []
        for res_id, info in records._sms_get_recipients_info().items() if records else ():
            pid = res_id if records._name == "res.partner" else info["partner"].id
            number = info["sanitized"] or None
            # without a number nobody is reached, whoever they are
            rows.append(((res_id, pid), number and pid, None, number))
        return rows

    @api.model
    def _get_monaco_outlook_depends(self):
        names = ["composition_mode", "res_model", "res_ids", "template_id", "body"]
        return [*super()._get_monaco_outlook_depends(), *names]

    def _get_monaco_outlook_purpose(self):
        return (self._is_monaco_mass() and self._get_monaco_purpose()) or self.env[
            "monaco.purpose"
        ].sudo()

    def _get_monaco_outlook_channel(self):
        return "sms"

    def _get_monaco_recipients(self, limit=None):
        records = (self._get_records() or self.env["res.partner"])[:limit]
        # nobody learns by a composer about records that they do not see
        return records.exists()._filtered_access("read")

    def _get_monaco_outlook_rows(self, records):
        return self._get_monaco_rows(records)

    def _get_monaco_outlook_fault(self):
        return self._get_monaco_fault()

    def _get_monaco_counted_for(self):
        return [*super()._get_monaco_counted_for(), self.res_model, self.res_ids]
