from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_monaco_loyalty.tests.common import LoyaltyCase


@tagged("-at_install", "post_install")
class TestSaleLoyalty(LoyaltyCase):
    """The sale always passes; the card is made for whoever agreed."""

    def make_product(self):
        return self.env["product.product"].create(
            {"name": "Lampe", "list_price": 100, "taxes_id": False}
        )

    def sell(self, partner):
        product = self.make_product()
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        return order

    def test_card_for_whoever_agreed(self):
        self.agree(self.client)
        self.sell(self.client)
        card = self.get_cards(self.client)
        self.assertEqual(len(card), 1)
        self.assertEqual(card.points, 100)

    def test_sale_passes_without_card(self):
        order = self.sell(self.client)
        self.assertFalse(self.get_cards(self.client))
        status = order._try_apply_program(self.program)
        self.assertIn("no consent", status["error"])
        self.assertFalse(self.get_cards(self.client))

    def test_no_points_after_withdrawal(self):
        self.agree(self.client)
        self.sell(self.client)
        card = self.get_cards(self.client)
        self.withdraw(self.client)
        self.assertFalse(card.active)
        self.sell(self.client)
        self.assertEqual(card.points, 100)
        self.assertEqual(self.get_cards(self.client), card, "no other card")

    def test_quotation_open_at_the_withdrawal(self):
        self.agree(self.client)
        product = self.make_product()
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order._update_programs_and_rewards()
        self.assertTrue(order.coupon_point_ids)
        self.withdraw(self.client)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.get_cards(self.client).mapped("points"), [0])

    def test_others_untouched(self):
        self.program.active = False
        program = self.make_program("next_order_coupons", name="Prochaine")
        program.rule_ids.minimum_amount = 50
        self.sell(self.client)
        self.assertEqual(program.coupon_ids.partner_id, self.client)

    def test_order_is_read_without_right_to_cards(self):
        self.agree(self.client)
        order = self.sell(self.client)
        accountant = new_test_user(
            self.env, "books", groups="base.group_user,account.group_account_invoice"
        )
        asked = {"gift_card_count": {}, "loyalty_data": {}}
        self.env.invalidate_all()
        seen = order.with_user(accountant).web_read(asked)[0]
        self.assertEqual((seen["gift_card_count"], seen["loyalty_data"]), (0, False))
        self.env.invalidate_all()
        self.assertEqual(order.web_read(asked)[0]["loyalty_data"]["issued"], 100)
