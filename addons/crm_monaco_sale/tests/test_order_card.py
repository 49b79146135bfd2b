from odoo.tests import TransactionCase, tagged


@tagged("-at_install", "post_install")
class TestOrderCard(TransactionCase):
    def test_order_and_its_lines(self):
        partner = self.env["res.partner"].create({"name": "Camille"})
        product = self.env["product.product"].create({"name": "Conseil", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "note": "<p>carte 4111 1111 1111 1111</p>",
                "client_order_ref": "CB 5555555555554444",
                "order_line": [
                    (0, 0, {"product_id": product.id, "name": "Conseil, CB 4111-1111-1111-1111"})
                ],
            }
        )
        self.assertIn("carte •••• 1111", str(order.note))
        self.assertEqual(order.client_order_ref, "CB •••• 4444")
        self.assertEqual(order.order_line.name, "Conseil, CB •••• 1111")
