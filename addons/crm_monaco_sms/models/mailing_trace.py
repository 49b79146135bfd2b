from odoo import api, models


class MailingTrace(models.Model):
    """An SMS that was delivered solicits whoever has exactly its number."""

    _inherit = "mailing.trace"

    _monaco_number = models.Index("(sms_number) WHERE model <> 'res.partner'")

    @api.model
    def _monaco_rows(self, domain):
        return super()._monaco_rows(domain) + [
            {
                "model": self._name,
                "domain": [*domain, ("model", "!=", "res.partner"), ("trace_type", "=", "sms")],
                "partner": (),
                "exact": (("sms_number", "phone_sanitized"),),
            }
        ]
