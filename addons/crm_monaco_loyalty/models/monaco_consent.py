from odoo import api, models
from odoo.tools import email_normalize


class MonacoConsent(models.Model):
    """Whoever no longer agrees leaves the loyalty programme at once."""

    _inherit = "monaco.consent"

    @api.model
    def _record(self, purpose, channels, status, partner=None, email=None, **values):
        """Add what a person said; without their agreement their loyalty cards close."""
        lines = super()._record(purpose, channels, status, partner, email, **values)
        if lines.purpose_id.code == "loyalty" and status not in ("given", "unknown"):
            persons = (partner or self.env["res.partner"]).sudo()
            address = email_normalize(email or persons.email or "", strict=False)
            if address:
                everybody = persons.with_context(active_test=False)
                persons |= everybody.search([("email_normalized", "=", address)])
            decided = self.env["monaco.permission"]._decide_partners("loyalty", "any", persons)
            self.env["loyalty.card"].sudo().search(
                [
                    ("partner_id", "in", [pid for pid, one in decided.items() if not one.allowed]),
                    ("program_id.program_type", "=", "loyalty"),
                ]
            )._monaco_close()
        return lines
