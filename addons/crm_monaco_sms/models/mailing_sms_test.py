from odoo import models
from odoo.exceptions import UserError


class MailingSmsTest(models.TransientModel):
    """A test goes to colleagues, or to whoever the mailing may reach."""

    _inherit = "mailing.sms.test"

    def action_send_sms(self):
        """Refuse the test when a number is of somebody who may not be reached."""
        for test in self:
            numbers = [self.env.user._phone_format(number=n) for n in test.numbers.splitlines()]
            rows = [(number, None, None, number) for number in numbers if number]
            purpose = test.mailing_id._get_monaco_purpose()
            permission = self.env["monaco.permission"]
            for number, decision in permission._decide(purpose, "sms", rows).items():
                if not decision.allowed:
                    raise UserError(
                        self.env._(
                            "%(number)s may not be reached: %(reason)s. Send the test to a colleague.",
                            number=number,
                            reason=permission._explain(decision),
                        )
                    )
        return super().action_send_sms()
