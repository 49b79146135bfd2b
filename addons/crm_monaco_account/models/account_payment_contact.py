from odoo import api, models

from odoo.addons.crm_monaco.engine.sources import Act


class AccountPayment(models.Model):
    """A client who pays acts: their time starts anew."""

    _name = "account.payment"
    _inherit = ["account.payment", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                [("payment_type", "=", "inbound"), ("state", "in", ("in_process", "paid"))],
                company="company_id",
                code="payment",
                at="date",
                contact=True,
            )
        ]
