from odoo import api, models

from odoo.addons.crm_monaco.engine.holdings import STATISTICS, WORK, Holding
from odoo.addons.crm_monaco.engine.strategies import CLEAR


class LoyaltyHistory(models.Model):
    """The movements of a card are figures; Odoo writes the holder's name into some of them."""

    _name = "loyalty.history"
    _inherit = ["loyalty.history", "monaco.declaration"]

    @api.model
    def _monaco_holdings(self):
        return {
            **super()._monaco_holdings(),
            self._name: Holding(
                link=("card_id",),
                fields={"order_model": WORK, "description": CLEAR},
                rest=STATISTICS,
            ),
        }
