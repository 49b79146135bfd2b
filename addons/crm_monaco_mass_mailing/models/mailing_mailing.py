from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.crm_monaco.engine import declared


class MailingMailing(models.Model):
    """A mailing carries a purpose; its sender sees who is left out, and why, before sending."""

    _inherit = "mailing.mailing"

    monaco_solicitation = fields.Boolean(
        string="Solicitation",
        default=True,
        help="We write to win the person. Two solicitations without an answer end a prospect's file early."
        " Untick for what they asked for themselves, such as a newsletter.",
    )
    monaco_purpose_id = fields.Many2one(
        "monaco.purpose",
        string="Purpose",
        ondelete="restrict",
        help="Why you write: it decides who may receive this. Empty: prospecting.",
    )
    monaco_similar = fields.Boolean(
        string="Products similar to those they bought",
        help="Tick when it offers nothing else: the soft opt-in of clients then applies"
        " (loi n° 1.383, art. 11).",
    )
    monaco_outlook = fields.Text(string="Before you send", compute="_compute_monaco_outlook")

    def _get_monaco_purpose(self):
        """Return the purpose; an empty one is prospecting."""
        self.ensure_one()
        return self.monaco_purpose_id.sudo() or self.env["monaco.purpose"]._get("prospecting")

    # ------------------------------------------------------------------ before sending

    @api.depends(
        *("mailing_domain", "mailing_model_id", "contact_list_ids", "monaco_purpose_id"),
        *("monaco_similar", "monaco_solicitation", "email_from", "state", "mailing_type"),
    )
    def _compute_monaco_outlook(self):
        for mailing in self:
            mailing.monaco_outlook = (
                mailing._get_monaco_outlook()
                if mailing.state == "draft" and mailing.mailing_model_id
                else False
            )

    def _get_monaco_outlook(self):
        """Return in words who is left out and why, and whose file this message would close."""
        try:
            res_ids = self._get_monaco_recipients()
        except Exception:
            return False
        if not res_ids:
            return False
        permission = self.env["monaco.permission"]
        decided = self._decide_monaco(res_ids)
        lines = [permission._get_outlook(decided)]
        lines += filter(None, [self._get_monaco_second(decided), self._get_monaco_sender_fault()])
        return "\n".join(lines)

    def _get_monaco_recipients(self):
        """Return the ids of all recipients: an A/B test picks some of them later."""
        return self.env[self.mailing_model_real].search(self._get_recipients_domain()).ids

    def _get_monaco_channel(self):
        return "email"

    def _decide_monaco(self, res_ids):
        """Return ``{(record id, contact id): Decision}``."""
        return self.env["monaco.permission"]._decide(
            self._get_monaco_purpose(),
            self._get_monaco_channel(),
            self._get_monaco_rows(res_ids),
            self.monaco_similar,
        )

    def _get_monaco_rows(self, res_ids):
        """Return the rows to decide on: each record with its contact and its address."""
        model = self.env[self.mailing_model_real].sudo()
        names = [name for name in ("email_normalized", "phone_sanitized") if name in model._fields]
        persons = self._get_monaco_person_field(model)
        records = model.browse(res_ids)
        records.fetch([*names, *([persons] if persons not in (None, "id") else [])])
        return [
            (
                (
                    record.id,
                    pid := record[persons].id if persons not in (None, "id") else record.id,
                ),
                pid if persons else None,
                record.email_normalized if "email_normalized" in names else None,
                record.phone_sanitized if "phone_sanitized" in names else None,
            )
            for record in records
        ]

    @api.model
    def _get_monaco_person_field(self, model):
        if model._name == "res.partner":
            return "id"
        field = model._fields.get("partner_id")
        return "partner_id" if field and field.comodel_name == "res.partner" else None

    def _get_monaco_second(self, decided):
        """Return a warning when this would be a second solicitation without answer, and until when."""
        if not self.monaco_solicitation:
            return None
        ids = {pid for (_res_id, pid), one in decided.items() if one.allowed and pid}
        if self._get_monaco_person_field(self.env[self.mailing_model_real]) is None or not ids:
            return None
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM (
                       SELECT sent.pid FROM (%s) AS sent(pid, company_id, at)
                         JOIN res_partner p ON p.id = sent.pid AND p.monaco_kind = 'prospect'
                        WHERE p.monaco_last_contact IS NULL OR sent.at::date > p.monaco_last_contact
                        GROUP BY sent.pid HAVING min(sent.at) <= %s) AS second""",
                declared.solicitations(self.env, sorted(ids)),
                fields.Datetime.now()
                - timedelta(days=self.env.company.sudo().monaco_solicitation_interval),
            )
        )
        count = rows[0][0]
        if not count:
            return None
        patience = self.env.company.sudo().monaco_answer_days
        day = (self.schedule_date or fields.Datetime.now()).date() + timedelta(days=patience)
        return self.env._(
            "Second unanswered solicitation for %(count)s persons: their files close on %(date)s.",
            count=count,
            date=format_date(self.env, day),
        )

    def _get_monaco_sender_fault(self):
        if not self._get_monaco_purpose().marketing:
            return None
        fault = self.env["monaco.permission"]._get_sender_fault(self.email_from)
        return fault and self.env._("This mailing cannot be sent: %s.", fault)

    # ------------------------------------------------------------------ sending

    def action_put_in_queue(self):
        """Refuse at once what could not leave later."""
        for mailing in self.filtered(lambda one: one.mailing_type == "mail"):
            fault = mailing._get_monaco_sender_fault()
            if fault:
                raise UserError(fault)
        return super().action_put_in_queue()

    @api.model
    def _process_mass_mailing_queue(self):
        """Put back in draft what cannot leave, so that it does not stop the others."""
        waiting = self.search(
            [("state", "in", ("in_queue", "sending")), ("mailing_type", "=", "mail")]
        )
        for mailing in waiting:
            fault = mailing._get_monaco_sender_fault()
            if fault:
                mailing.state = "draft"
                mailing.message_post(body=fault)
        return super()._process_mass_mailing_queue()
