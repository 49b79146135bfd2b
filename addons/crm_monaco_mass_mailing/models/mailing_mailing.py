from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.crm_monaco.engine import declared


class MailingMailing(models.Model):
    """A mailing carries a purpose; its sender sees who is left out, and why, before sending."""

    _name = "mailing.mailing"
    _inherit = ["mailing.mailing", "monaco.outlook"]

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

    def _get_monaco_purpose(self):
        """Return the purpose; an empty one is prospecting."""
        self.ensure_one()
        return self.monaco_purpose_id.sudo() or self.env["monaco.purpose"]._get("prospecting")

    # ------------------------------------------------------------------ before sending

    @api.model
    def _get_monaco_outlook_depends(self):
        names = [
            "mailing_domain",
            "mailing_model_id",
            "contact_list_ids",
            "monaco_similar",
            "state",
        ]
        names += ["monaco_solicitation", "email_from", "mailing_type", "schedule_date"]
        return [*super()._get_monaco_outlook_depends(), *names]

    def _get_monaco_outlook_purpose(self):
        if self.state != "draft" or not self.mailing_model_id:
            return self.env["monaco.purpose"].sudo()
        return self._get_monaco_purpose()

    def _is_monaco_similar(self):
        return self.monaco_similar

    def _get_monaco_recipients(self, limit=None):
        """Return all recipients: an A/B test picks some of them later."""
        model = self.env[self.mailing_model_real]
        try:
            with self.env.cr.savepoint(flush=False):
                return model.search(self._get_recipients_domain(), limit=limit)
        except Exception:
            return model  # the domain is being written

    def _count_monaco_recipients(self):
        return self.env[self.mailing_model_real].search_count(self._get_recipients_domain())

    def _get_monaco_outlook_fault(self):
        return self._get_monaco_sender_fault()

    def _get_monaco_outlook_more(self, decided):
        return list(filter(None, [self._get_monaco_second(decided)]))

    def _get_monaco_counted_for(self):
        return [
            *super()._get_monaco_counted_for(),
            *(self.mailing_model_real, list(self._get_recipients_domain())),
            *(self.monaco_solicitation, self.schedule_date),
        ]

    def _get_monaco_counted_action(self):
        if not self.env.context.get("monaco_count_first"):
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Read under “Before you send” who is left out and why, then send again."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

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

    def action_launch(self):
        return self._monaco_count_first() or super().action_launch()

    def action_schedule(self):
        return self._monaco_count_first() or super().action_schedule()

    def action_send_mail(self, res_ids=None):
        return self._monaco_count_first() or super().action_send_mail(res_ids=res_ids)

    def action_put_in_queue(self):
        """Refuse at once what could not leave later."""
        first = self._monaco_count_first()
        if first:
            return first
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
