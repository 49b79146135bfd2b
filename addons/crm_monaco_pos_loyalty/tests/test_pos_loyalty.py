from odoo import Command
from odoo.tests import tagged

from odoo.addons.crm_monaco_loyalty.tests.common import LoyaltyCase


@tagged("-at_install", "post_install")
class TestPosLoyalty(LoyaltyCase):
    """At the till the sale always passes, with several programmes in one ticket too."""

    def setUp(self):
        super().setUp()
        method = self.env["pos.payment.method"].create({"name": "Carte"})
        self.config = self.env["pos.config"].create(
            {"name": "Caisse", "payment_method_ids": method.ids}
        )
        self.config.open_ui()
        self.product = self.env["product.product"].create({"name": "Lampe", "list_price": 100})
        self.coupons = self.make_program("next_order_coupons", name="Prochaine")

    def sell(self, partner):
        return self.env["pos.order"].create(
            {
                "session_id": self.config.current_session_id.id,
                "partner_id": partner.id,
                "amount_tax": 0,
                "amount_total": 100,
                "amount_paid": 100,
                "amount_return": 0,
                "lines": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "qty": 1,
                            "price_subtotal": 100,
                            "price_subtotal_incl": 100,
                        }
                    )
                ],
            }
        )

    def confirm(self, order, card=None, points=100, line_codes=()):
        """Confirm as the till does: keys are words, new cards have negative numbers."""
        data = {
            str(card.id if card else -1): {
                "points": points,
                "program_id": self.program.id,
                "coupon_id": card.id if card else -1,
                "barcode": "",
                "partner_id": order.partner_id.id,
                "line_codes": list(line_codes),
            },
            "-2": {
                "points": 1,
                "program_id": self.coupons.id,
                "coupon_id": -2,
                "barcode": "",
                "partner_id": order.partner_id.id,
                "line_codes": [],
            },
        }
        return order.confirm_coupon_programs(data)

    def loyalty_cards(self, partner):
        return self.get_cards(partner).filtered(lambda card: card.program_id == self.program)

    def test_sale_passes_without_card(self):
        order = self.sell(self.client)
        payload = self.confirm(order)
        self.assertFalse(self.loyalty_cards(self.client))
        coupon = self.get_cards(self.client)
        self.assertEqual((coupon.program_id, coupon.points), (self.coupons, 1))
        self.assertEqual([one["code"] for one in payload["new_coupon_info"]], [coupon.code])

    def test_card_for_whoever_agreed(self):
        self.agree(self.client)
        self.confirm(self.sell(self.client))
        self.assertEqual(self.loyalty_cards(self.client).points, 100)
        self.assertEqual(len(self.get_cards(self.client)), 2)

    def test_closed_card(self):
        self.agree(self.client)
        card = self.make_card(self.client, points=500)
        self.withdraw(self.client)
        self.confirm(self.sell(self.client), card)
        self.assertEqual(card.points, 500, "nothing is counted any more")
        self.confirm(self.sell(self.client), card, points=-50)
        self.assertEqual(card.points, 450, "a reward taken away is paid")
        self.assertEqual(self.loyalty_cards(self.client), card)
