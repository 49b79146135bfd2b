from odoo import api, models


class MonacoConsent(models.Model):
    _inherit = "monaco.consent"

    @api.model
    def _record(self, purpose, channels, status, partner=None, email=None, **values):
        """Add what a person said; their later word prevails over Odoo's own list of numbers."""
        lines = super()._record(purpose, channels, status, partner, email, **values)
        number = partner and partner.sudo().phone_sanitized
        given = lines.filtered(lambda line: line.status == "given" and line.channel == "sms")
        if number and given.purpose_id.marketing:
            blacklist = self.env["phone.blacklist"].sudo()
            known = blacklist.search([("number", "=", number)])
            known.filtered(lambda one: one.write_date <= given[0].date).action_archive()
        return lines
