from odoo import api, models

from odoo.addons.crm_monaco.engine.sources import Act, Solicitation

# Bounced, failed, cancelled, or still on its way: nobody was reached.
REACHED = [("trace_status", "in", ("sent", "open", "reply")), ("is_test_trace", "=", False)]


class MailingTrace(models.Model):
    """A mailing that reached somebody solicits them; their reply is an act, opening it is none."""

    _name = "mailing.trace"
    _inherit = ["mailing.trace", "monaco.declaration"]

    # the re-check of a batch reads the traces of a thousand persons, not all traces
    _monaco_person = models.Index("(res_id) WHERE model = 'res.partner'")
    _monaco_email = models.Index("(email) WHERE model <> 'res.partner'")

    def set_replied(self, domain=None):
        """Take no answering machine for an answer."""
        if self.env.context.get("monaco_auto_reply"):
            return self.browse()
        return super().set_replied(domain=domain)

    @api.model
    def _monaco_rows(self, domain):
        """Return the two ways to a person: the contact itself; else the exact address written to."""
        return [
            {
                "model": self._name,
                "domain": [*domain, ("model", "=", "res.partner")],
                "partner": ("res_id",),
            },
            {
                "model": self._name,
                "domain": [*domain, ("model", "!=", "res.partner")],
                "partner": (),
                "exact": (("email", "email_normalized"),),
            },
        ]

    @api.model
    def _monaco_acts(self):
        replied = [("trace_status", "=", "reply"), ("is_test_trace", "=", False)]
        return (
            super()._monaco_acts()
            + [
                Act(
                    code="mailing",
                    at="sent_datetime",
                    evidence=True,
                    purposes=("prospecting",),
                    **way,
                )
                for way in self._monaco_rows(REACHED)
            ]
            + [
                Act(code="mailing_reply", at="reply_datetime", contact=True, **way)
                for way in self._monaco_rows(replied)
            ]
        )

    @api.model
    def _monaco_solicitations(self):
        sent = [*REACHED, ("mass_mailing_id.monaco_solicitation", "=", True)]
        return super()._monaco_solicitations() + [
            Solicitation(code="mailing", at="sent_datetime", **way)
            for way in self._monaco_rows(sent)
        ]
