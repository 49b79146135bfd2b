from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.ahead import Ahead
from ..engine.permission import normalize


class MailComposeMessage(models.TransientModel):
    """Who receives is decided here, where Odoo decides it; the sender sees it before sending."""

    _name = "mail.compose.message"
    _inherit = ["mail.compose.message", "monaco.outlook"]

    monaco_purpose_id = fields.Many2one(
        "monaco.purpose",
        string="Purpose",
        compute="_compute_monaco_purpose_id",
        store=True,
        readonly=False,
        help="Sent to several persons at once, an empty purpose is prospecting.",
    )
    monaco_similar = fields.Boolean(
        string="Products similar to those they bought",
        help="Tick when the message offers nothing else: the soft opt-in of clients then applies.",
    )

    @api.depends("template_id")
    def _compute_monaco_purpose_id(self):
        for composer in self:
            composer.monaco_purpose_id = composer.template_id._get_monaco_purpose()

    # ------------------------------------------------------------------ the purpose

    def _get_monaco_purpose(self):
        """Return the purpose that the recipients are decided by, empty when nobody is left out.

        In mass mode an empty purpose is prospecting; what an addon ships for its own documents
        (quotations, invoices, reminders, passwords) is none as long as its words are the addon's.
        """
        self.ensure_one()
        purposes = self.env["monaco.purpose"].sudo()
        purpose = self.monaco_purpose_id.sudo()
        if not self._is_monaco_mass():
            return purpose if purpose._is_decided() else purposes
        if not purpose and self._is_monaco_transactional():
            return purposes
        purpose = purpose or purposes._get("prospecting")
        if not purpose._is_decided() and self.model in purposes._get_document_models(purpose.code):
            return purposes
        return purpose

    def _is_monaco_mass(self):
        """Return whether it goes to the persons of several records, as one mail each or as one message each."""
        return self.composition_mode == "mass_mail" or self.composition_batch

    def _is_monaco_transactional(self):
        template = self.template_id.sudo()
        if not template or template._get_monaco_purpose() or not template._is_monaco_shipped():
            return False
        return self.subject == template.subject and (self.body or "") == (template.body_html or "")

    def _is_monaco_similar(self):
        return self.monaco_similar

    # ------------------------------------------------------------------ the decision

    def _process_mail_values_state(self, mail_values_dict):
        """Leave out those who may not be reached for this purpose."""
        values_all = super()._process_mail_values_state(mail_values_dict)
        purpose = self._get_monaco_purpose()
        if not purpose:
            return values_all
        similar, waiting = self._is_monaco_similar(), {}
        for res_id, values in values_all.items():
            values.update(monaco_purpose_id=purpose.id, monaco_similar=similar)
            if values.get("state") not in ("cancel", "exception"):
                waiting[res_id] = values
        rows = self._get_monaco_rows(waiting)
        decided = self._decide_monaco(purpose, rows) if rows else {}
        explain = self.env["monaco.permission"]._get_explain()
        for (res_id, _who), decision in decided.items():
            if not decision.allowed:
                values_all[res_id].update(
                    state="cancel",
                    failure_type="monaco_permission",
                    failure_reason=explain(decision),
                    is_notification=False,
                )
        return values_all

    def _decide_monaco(self, purpose, rows):
        """Return ``{key: Decision}``; of a long mailing, the recipients to come are decided on at once."""

        def decide(asked):
            return self.env["monaco.permission"]._decide(
                purpose, "email", asked, self._is_monaco_similar()
            )

        ahead = self.env.context.get("monaco_ahead")
        if not isinstance(ahead, Ahead):
            return decide(rows)
        return ahead.decide(rows, self._get_monaco_coming_rows, decide)

    def _get_monaco_rows(self, values_all):
        """Return the rows to decide on: each contact and each bare address of each record."""
        rows, persons = [], self._get_monaco_persons_by_record(list(values_all))
        named = {
            res_id: [command[1] for command in values.get("recipient_ids") or [] if command[1]]
            for res_id, values in values_all.items()
        }
        everybody = (
            self.env["res.partner"].sudo().browse({i for ids in named.values() for i in ids})
        )
        everybody.fetch(["email_normalized"])
        emails = {partner.id: partner.email_normalized or None for partner in everybody}
        for res_id, values in values_all.items():
            rows += [((res_id, pid), pid, emails[pid], None) for pid in named[res_id]]
            if not named[res_id]:
                address = normalize(values.get("email_to"))
                rows.append(((res_id, 0), persons.get(res_id), address, None))
        return rows

    def _get_monaco_coming_rows(self, res_ids):
        """Return the rows that these records will probably be: their contact, their address."""
        records = self.env[self.model].sudo().browse(res_ids)
        if "email_normalized" not in records._fields:
            return []
        persons = self._get_monaco_persons_by_record(res_ids)
        records.fetch(["email_normalized"])
        return [
            ((record.id, 0), persons.get(record.id), record.email_normalized or None, None)
            for record in records
        ]

    def _get_monaco_persons_by_record(self, res_ids):
        """Return ``{record id: contact id}`` of records that name their person."""
        model = self.env.get(self.model)
        if model is None:
            return {}
        if model._name == "res.partner":
            return {res_id: res_id for res_id in res_ids}
        field = model._fields.get("partner_id")
        if not field or field.comodel_name != "res.partner":
            return {}
        records = model.sudo().browse(res_ids)
        records.fetch(["partner_id"])
        return {record.id: record.partner_id.id for record in records if record.partner_id}

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Refuse a marketing message without true sender before the first one leaves."""
        if self._get_monaco_purpose().marketing:
            self.env["monaco.permission"]._check_sender(self.email_from or self.env.user.email)
        composer = self.with_context(monaco_ahead=Ahead(res_ids))
        return super(MailComposeMessage, composer)._action_send_mail_mass_mail(
            res_ids, auto_commit=auto_commit
        )

    def action_send_mail(self):
        """Refuse a single marketing message to somebody who may not be reached, and say why."""
        first = self._monaco_count_first()
        if first:
            return first
        self._monaco_check_comment()
        return super().action_send_mail()

    def _monaco_check_comment(self):
        for composer in self.filtered(lambda one: one.composition_mode == "comment"):
            purpose = composer._get_monaco_purpose()
            if purpose:
                self.env["monaco.permission"]._check_partners(
                    purpose, "email", composer.partner_ids, composer.monaco_similar
                )

    def action_schedule_message(self):
        """Refuse as for a message that is sent at once; it is decided on again as it leaves."""
        self._monaco_check_comment()
        return super().action_schedule_message()

    def _prepare_schedule_message_post_values(self, post_values):
        """Let what is posted later know what it is for."""
        values = super()._prepare_schedule_message_post_values(post_values)
        purpose = self._get_monaco_purpose()
        if purpose:
            values["send_context"] = {
                **(values.get("send_context") or {}),
                "monaco_mail_purpose": purpose.id,
            }
        return values

    def _action_send_mail_comment(self, res_ids):
        """Let each mail know what it is for: it is decided as it leaves, and stops no automation."""
        purpose = self._get_monaco_purpose()
        composer = self.with_context(monaco_mail_purpose=purpose.id) if purpose else self
        return super(MailComposeMessage, composer)._action_send_mail_comment(res_ids)

    # ------------------------------------------------------------------ before sending

    @api.model
    def _get_monaco_outlook_depends(self):
        names = ["monaco_similar", "template_id", "composition_mode", "model", "res_ids"]
        return [*super()._get_monaco_outlook_depends(), *names, "res_domain", "subject", "body"]

    def _get_monaco_outlook_purpose(self):
        if not self._is_monaco_mass() or not self.model:
            return self.env["monaco.purpose"].sudo()
        return self._get_monaco_purpose()

    def _get_monaco_recipients(self, limit=None):
        model = self.env[self.model]
        if self.res_domain:
            return model.search(self._evaluate_res_domain(), limit=limit)
        # nobody learns by a composer about records that they do not see
        return model.browse(self._evaluate_res_ids()[:limit]).exists()._filtered_access("read")

    def _get_monaco_outlook_fault(self):
        if not self._get_monaco_purpose().marketing:
            return None
        fault = self.env["monaco.permission"]._get_sender_fault(
            self.email_from or self.env.user.email
        )
        return fault and self.env._("This message cannot be sent: %s.", fault)

    def _get_monaco_counted_for(self):
        ids = self.res_domain or self._evaluate_res_ids()
        return [*super()._get_monaco_counted_for(), self.model, ids]


class MonacoPermission(models.AbstractModel):
    _inherit = "monaco.permission"

    @api.model
    def _get_outlook(self, decided):
        """Return in words how many receive, how many are left out, and why; the commonest first."""
        bare = self._get_bare_reasons()
        counts = Counter(one.code for one in decided.values() if not one.allowed)
        lines = [
            self.env._(
                "%(count)s of %(total)s may be reached.",
                count=len(decided) - counts.total(),
                total=len(decided),
            )
        ]
        lines += [
            self.env._("Left out: %(count)s – %(reason)s", count=count, reason=bare.get(code, code))
            for code, count in counts.most_common()
        ]
        return "\n".join(lines)

    @api.model
    def _get_bare_reasons(self):
        """Return ``{code: words}`` for counts of persons, where no date can be named."""
        dated = {
            "objected": self.env._("they objected"),
            "withdrawn": self.env._("they withdrew their consent"),
            "refused": self.env._("they refused"),
            "revoked": self.env._("their consent was revoked"),
            "suppressed": self.env._("on the suppression list"),
            "blacklisted": self.env._("on the blacklist"),
            "former_text": self.env._("consent to a former text: ask again"),
        }
        return {**self._get_reasons(), **dated}

    @api.model
    def _check_partners(self, purpose, channel, partners, similar=False):
        """Raise, naming the first person who may not be reached and why."""
        for pid, decision in self._decide_partners(purpose, channel, partners, similar).items():
            if not decision.allowed:
                raise UserError(
                    self.env._(
                        "%(person)s may not be reached for this purpose: %(reason)s.",
                        person=self.env["res.partner"].browse(pid).display_name,
                        reason=self._explain(decision),
                    )
                )
