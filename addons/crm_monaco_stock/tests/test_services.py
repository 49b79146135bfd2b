from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_monaco.tests.test_services import ServicesCase


@tagged("-at_install", "post_install")
class TestLogistics(ServicesCase):
    """Logistics sees whom it delivers to, while it delivers, and no more of them than that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("logistics", "logistics")
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Carton", "type": "consu", "is_storable": True, "tracking": "serial"}
        )
        cls.client = cls.env["res.partner"].create(
            {
                "name": "Léa Livrée",
                "street": "12 rue Grimaldi",
                "city": "Monaco",
                "phone": "+37799990002",
                "comment": "Mauvais payeur",
                "birthdate_date": "1981-01-01",
            }
        )

    def make_picking(self, person, number="SN-1", **vals):
        stock, customers = (
            self.warehouse.lot_stock_id,
            self.env.ref("stock.stock_location_customers"),
        )
        places = {"location_id": stock.id, "location_dest_id": customers.id, **vals}
        lot = self.env["stock.lot"].create({"name": number, "product_id": self.product.id})
        if vals.get("location_id", stock.id) == stock.id:
            self.env["stock.quant"]._update_available_quantity(self.product, stock, 1, lot_id=lot)
        picking = self.env["stock.picking"].create(
            {
                "partner_id": person.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                **places,
                "move_ids": [
                    fields.Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 1, **places}
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking, lot

    def deliver(self, picking, lot, days=0, user=None):
        picking = picking.with_user(user) if user else picking
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            fields.Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "picking_id": picking.id,
                }
            )
        ]
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        if days:
            at = fields.Datetime.now() - timedelta(days=days)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE stock_picking SET date_done = %s WHERE id = %s", [at, picking.id]
            )
            self.env.invalidate_all()
        self.env["monaco.service"]._refresh_flags()

    def test_seen_while_delivering_and_some_days_after(self):
        self.assertFalse(self.visible(self.user, self.client))
        picking, lot = self.make_picking(self.client)
        self.assertEqual(self.visible(self.user, self.client), self.client)
        self.assertFalse(self.visible(self.user, self.prospect), "no prospects")
        self.deliver(picking, lot, user=self.user)
        self.assertEqual(self.visible(self.user, self.client), self.client)
        self.deliver_long_ago(picking)
        self.assertFalse(self.visible(self.user, self.client))
        self.company.monaco_logistics_days = 60
        self.env["monaco.service"]._refresh_flags()
        self.assertEqual(self.visible(self.user, self.client), self.client)

    def deliver_long_ago(self, picking):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET date_done = now() - interval '40 days' WHERE id = %s",
            [picking.id],
        )
        self.env.invalidate_all()
        self.env["monaco.service"]._refresh_flags()

    def test_name_address_phone_and_no_more(self):
        self.make_picking(self.client)
        person = self.client.with_user(self.user)
        values = person.read(["name", "street", "city", "phone"])[0]
        self.assertEqual(values["street"], "12 rue Grimaldi")
        for name in ("birthdate_date", "comment", "function", "category_id"):
            with self.assertRaises(AccessError, msg=name):
                person.read([name])
            with self.assertRaises(AccessError, msg=name):
                person.search([(name, "!=", False)])
        self.assertEqual(person.read(["bank_ids"])[0]["bank_ids"], [])

    def test_person_delivered_long_ago_is_nowhere(self):
        picking, lot = self.make_picking(self.client)
        self.deliver(picking, lot, days=40)
        mine = picking.with_user(self.user)
        self.assertFalse(mine.monaco_address)
        self.assertFalse(mine.monaco_phone)
        values = mine.web_read({"partner_id": {"fields": {"display_name": {}}}})[0]
        self.assertNotIn("Livrée", values["partner_id"]["display_name"])

    def test_number_opens_the_person_for_that_return(self):
        picking, lot = self.make_picking(self.client, number="SN-77")
        self.deliver(picking, lot, days=4000)
        other, other_lot = self.make_picking(self.prospect, number="SN-78")
        self.deliver(other, other_lot, days=4000)
        lookup = self.env["monaco.delivery.lookup"].with_user(self.user)
        with self.assertRaises(UserError):
            lookup.create({"number": "SN"}).action_open()
        action = lookup.create({"number": "SN-77"}).action_open()
        self.assertEqual(action["res_id"], picking.id)
        self.assertEqual(self.visible(self.user, self.client + self.prospect), self.client)
        self.assertEqual(picking.with_user(self.user).partner_id.display_name, "Léa Livrée")
        window = self.env["monaco.window"].search([("user_id", "=", self.user.id)])
        self.assertIn(picking.name, window.reason)
        lookup.create({"number": other.name}).action_open()
        self.assertEqual(len(self.visible(self.user, self.client + self.prospect)), 2)

    def test_supplier_receipts_are_unaffected(self):
        supplier = self.env["res.partner"].create({"name": "Fournisseur"})
        vendors = self.env.ref("stock.stock_location_suppliers")
        picking, lot = self.make_picking(
            supplier,
            number="SN-9",
            location_id=vendors.id,
            location_dest_id=self.warehouse.lot_stock_id.id,
        )
        self.deliver(picking, lot, days=4000)
        self.assertEqual(self.visible(self.user, supplier), supplier)
