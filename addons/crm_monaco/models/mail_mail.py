from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize, email_split

from ..tools.objection_token import objection_url
from ..tools.seal import BY_USER, is_sealed
from .mail_thread_purpose import FEW

REFUSED = ("monaco_permission", "Not permitted (data protection)")


class MailNotification(models.Model):
    _inherit = "mail.notification"

    failure_type = fields.Selection(selection_add=[REFUSED])


class MailMail(models.Model):
    """The last door: what is marketing is decided again as it leaves, and carries the way to object."""

    _inherit = "mail.mail"

    monaco_purpose_id = fields.Many2one(
        "monaco.purpose", string="Purpose", ondelete="restrict", readonly=True
    )
    monaco_similar = fields.Boolean(string="Similar Products", readonly=True)
    failure_type = fields.Selection(selection_add=[REFUSED])

    @api.model_create_multi
    def create(self, vals_list):
        """Mark what a template with a purpose made."""
        purpose = self.env.context.get("monaco_mail_purpose")
        if isinstance(purpose, int):
            vals_list = [{"monaco_purpose_id": purpose, **vals} for vals in vals_list]
        mails = super().create(vals_list)
        if not self.env.su or is_sealed(self, BY_USER):
            mails._mark_monaco_many()
        return mails

    def _mark_monaco_many(self):
        """A mail that a user makes by themselves (a remote call) for many persons is prospecting."""
        for mail in self.sudo():
            addresses = email_split(f"{mail.email_to or ''}, {mail.email_cc or ''}")
            if not mail.monaco_purpose_id and len(addresses) + len(mail.recipient_ids) > FEW:
                mail.monaco_purpose_id = self.env["monaco.purpose"]._get("prospecting")

    def write(self, vals):
        """Keep the purpose: it decides whether the mail may leave."""
        if {"monaco_purpose_id", "monaco_similar"} & set(vals) and not self.env.su:
            raise AccessError(self.env._("The purpose of a mail that was prepared cannot change."))
        res = super().write(vals)
        if {"email_to", "email_cc", "recipient_ids"} & set(vals) and not self.env.su:
            self._mark_monaco_many()
        return res

    def _send(self, *args, **kwargs):
        """Stop what may not leave any more: an objection may have come since the mail was prepared."""
        self._monaco_stop()
        return super()._send(*args, **kwargs)

    def _get_monaco_purpose(self):
        """Return the purpose this mail is decided by, empty for what is no marketing."""
        self.ensure_one()
        return self.sudo().monaco_purpose_id

    def _monaco_stop(self):
        """Cancel the mails of which a recipient may not be reached; set by set."""
        batches = {}
        for mail in self:
            purpose = mail._get_monaco_purpose() if mail.state == "outgoing" else False
            if purpose:
                batches.setdefault((purpose, mail.sudo().monaco_similar), []).append(mail)
        for (purpose, similar), mails in batches.items():
            rows = [
                ((mail.id, partner.id), partner.id, partner.email_normalized, None)
                for mail in mails
                for partner in mail.sudo().recipient_ids
            ]
            rows += [
                ((mail.id, address), None, email_normalize(address, strict=False), None)
                for mail in mails
                for address in email_split(f"{mail.email_to or ''}, {mail.email_cc or ''}")
            ]
            decided = self.env["monaco.permission"]._decide(purpose, "email", rows, similar)
            refused = {}
            for (mail_id, who), decision in decided.items():
                if not decision.allowed:
                    refused.setdefault(mail_id, {})[who] = decision
            for mail in mails:
                if mail.id in refused:
                    mail._monaco_leave_out(refused[mail.id])

    def _monaco_leave_out(self, refused):
        """Leave out those who may not be reached; cancel the mail when nobody else is left.

        :param refused: ``{contact id or address: Decision}``
        """
        mail, decision = self.sudo(), next(iter(refused.values()))
        allowed = mail.recipient_ids.filtered(lambda one: one.id not in refused)
        if mail.email_to or mail.email_cc or not allowed:
            return self._monaco_cancel(decision)
        # each contact gets a mail of their own: the others lose nothing
        left_out = mail.recipient_ids - allowed
        mail.recipient_ids = allowed
        notifications = self.env["mail.notification"].sudo()
        notifications.search(
            [("mail_mail_id", "=", mail.id), ("res_partner_id", "in", left_out.ids)]
        ).write(
            {
                "notification_status": "canceled",
                "failure_type": "monaco_permission",
                "failure_reason": self.env["monaco.permission"]._explain(decision),
            }
        )
        return None

    def _monaco_cancel(self, decision):
        """Cancel one mail, with the reason for whoever looks."""
        self.sudo().write(
            {
                "state": "cancel",
                "failure_type": "monaco_permission",
                "failure_reason": self.env["monaco.permission"]._explain(decision),
            }
        )
        self._postprocess_sent_message(
            success_pids=[],
            success_emails=[],
            failure_type="monaco_permission",
            failure_reason=self.failure_reason,
        )

    # ------------------------------------------------------------------ the way to object

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Add, apart from the rest, the notice of the right to object, and the one-click header."""
        found = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        purpose = self._get_monaco_purpose()
        if not purpose.marketing:
            return found
        for values in found:
            address = email_normalize((values["email_to"] or [""])[0], strict=False)
            if not address:
                continue
            url = objection_url(self.env, address)
            # in a mailing the recipient is known: no query for each
            person = self.sudo().recipient_ids.filtered(
                lambda one, to=address: one.email_normalized == to
            )[:1]
            person = person or person.search([("email_normalized", "=", address)], limit=1)
            notice = self.env["ir.qweb"].with_context(lang=person.lang or self.env.lang)
            block = notice._render(
                "crm_monaco.objection_notice",
                {"url": url, "company": self.env.company.sudo(), "sender": self.email_from},
            )
            values["body"] = Markup(values["body"] or "") + block
            values["headers"].setdefault("List-Unsubscribe", f"<{url}>")
            values["headers"].setdefault("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        return found
