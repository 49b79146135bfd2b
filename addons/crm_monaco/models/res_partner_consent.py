import io

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from .monaco_consent import CHANNELS


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
                "name": self.env._("Consents.pdf"),
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
                        "name": names.get(code, ""),
                        "allowed": decision.allowed,
                        "reason": permission._explain(decision),
                        "text_hash": purpose.text_id._get_hash(self.env.lang),
                    }
                )
        return lines

    def _get_monaco_receipt(self):
        """Return the PDF of everything the person said, newest first."""
        self.ensure_one()
        from ..report.consent_receipt import render

        statuses = dict(
            self.env["monaco.consent"]._fields["status"]._description_selection(self.env)
        )
        channels = dict(
            self.env["monaco.consent"]._fields["channel"]._description_selection(self.env)
        )
        sources = dict(
            self.env["monaco.consent"]._fields["source"]._description_selection(self.env)
        )
        rows = [
            (
                format_datetime(self.env, line.date, tz=self.tz or "Europe/Monaco"),
                line.purpose_id.name,
                channels[line.channel],
                statuses[line.status],
                sources[line.source],
                line.text_id.display_name or "",
            )
            for line in self.monaco_consent_ids
        ]
        heads = [
            *(self.env._("On"), self.env._("Purpose"), self.env._("Channel")),
            *(self.env._("What was said"), self.env._("How"), self.env._("Text")),
        ]
        company = self.env.company.sudo()
        target = io.BytesIO()
        render(
            target,
            self.env._("Receipt of consents"),
            self.env._("%(person)s – %(company)s", person=self.display_name, company=company.name),
            heads,
            rows,
            self.env._(
                "You may withdraw a consent or object to prospecting at any time, free of charge: %s.",
                company.email or company.name,
            ),
        )
        return target.getvalue()


class MonacoPermission(models.AbstractModel):
    _inherit = "monaco.permission"

    def _is_minor(self, partner):
        """Return whether the person is known to be under 15."""
        from odoo import fields

        from ..engine.permission import MAJORITY, _age

        birth = partner.sudo().birthdate_date
        return bool(birth) and _age(birth, fields.Date.today()) < MAJORITY
