from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from .monaco_consent import CHANNELS

# What a person cannot change by a button: somebody else decides, or there is nothing to agree to.
CANNOT_AGREE = frozenset({"minor", "limited", "archived", "anonymised", "no_key"})


class ResPartner(models.Model):
    """Asking the person, what they see of it, and the receipt they get."""

    _inherit = "res.partner"

    def action_monaco_ask_consent(self):
        """Send the question by e-mail: the person answers with one button."""
        self._monaco_check_reachable()
        if not self.env.user.has_group("crm_monaco.group_monaco_user"):
            raise AccessError(self.env._("Only users of the file may ask."))
        for partner in self:
            self.env["monaco.consent.request"]._ask(partner)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The question was sent. The answer will be shown here."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_monaco_consent_receipt(self):
        """Return the receipt of what the person said, as a file to give them."""
        self.ensure_one()
        self._monaco_check_reachable()
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Consents of %s.pdf", self.display_name).replace("/", "-"),
                "raw": self.sudo()._get_monaco_receipt(),
                "res_model": "res.partner",
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def _get_monaco_consent_lines(self):
        """Return what the person may say, and what holds now: one line a purpose and channel."""
        self.ensure_one()
        permission, lines = self.env["monaco.permission"], []
        names = dict(permission._get_channels())
        purposes = self.env["monaco.purpose"].sudo().search([])
        for purpose in purposes.filtered(lambda one: one.marketing or one.legal_basis == "consent"):
            codes = [code for code, _label in CHANNELS] if purpose.marketing else ["any"]
            for code in codes:
                decision = permission._decide_partners(purpose, code, self, similar=True)[self.id]
                lines.append(
                    {
                        "key": f"{purpose.code}-{code}",
                        "purpose": purpose,
                        "channel": code,
                        "name": names.get(code) or self.env._("To take part"),
                        "allowed": decision.allowed,
                        "agreed": decision.code == "consent",
                        "may_agree": decision.code not in CANNOT_AGREE,
                        "reason": permission._explain_to_person(decision),
                        "text_hash": purpose.text_id._get_hash(self.env.lang),
                    }
                )
        return lines

    def _get_monaco_receipt(self):
        """Return the PDF of everything the person said, newest first, and of the texts it is about."""
        self.ensure_one()
        from ..report.consent_receipt import render

        self = self.with_context(lang=self.lang or self.env.lang)

        consents = self.env["monaco.consent"]
        words = {
            name: dict(consents._fields[name]._description_selection(self.env))
            for name in ("status", "channel", "source")
        }
        zone = self.tz or "Europe/Monaco"
        lines = self.monaco_consent_ids
        rows = [
            (
                format_datetime(self.env, line.date, tz=zone, dt_format="short"),
                line.text_id.display_name or line.purpose_id.name,
                words["channel"][line.channel],
                words["status"][line.status],
                words["source"][line.source],
            )
            for line in lines
        ]
        heads = [
            *(self.env._("On"), self.env._("Purpose and text"), self.env._("Channel")),
            *(self.env._("What was said"), self.env._("How")),
        ]
        company = (self.company_id or self.env.company).sudo()
        partner = company.partner_id
        address = [company.name, *(partner._display_address(True) or "").splitlines()]
        now = format_datetime(self.env, fields.Datetime.now(), tz=zone, dt_format="short")
        return render(
            self.env._("Receipt of consents"),
            company.name,
            [
                (self.env._("Person"), self.display_name),
                (self.env._("Controller"), ", ".join(filter(None, map(str.strip, address)))),
                (self.env._("Issued on"), now),
            ],
            heads,
            rows,
            [
                (text.display_name, text.with_context(lang=lang).body)
                for text, lang in dict.fromkeys((line.text_id, line.lang) for line in lines)
                if text
            ],
            ("" if rows else self.env._("Nothing is recorded yet.") + "\n")
            + self.env._(
                "You may withdraw a consent or object to prospecting at any time, free of charge: %s.",
                company.email or company.name,
            ),
        )


class MonacoPermission(models.AbstractModel):
    _inherit = "monaco.permission"

    def _is_minor(self, partner):
        """Return whether the person is known to be under 15."""
        from ..engine.permission import MAJORITY, _age

        birth = partner.sudo().birthdate_date
        return bool(birth) and _age(birth, fields.Date.today()) < MAJORITY
