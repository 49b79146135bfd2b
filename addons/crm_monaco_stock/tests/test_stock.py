from odoo.tests import tagged

from odoo.addons.crm_monaco.tests import common


@tagged("-at_install", "post_install")
class TestStockContract(common.MonacoContractCase):
    """Deliveries, returns and receipts keep the contract between core and bridges."""

    allow_inherited_tests_method = True
    addon = "crm_monaco_stock"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        # deliveries and returns of the company in one place: a second warehouse is not needed
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.product = cls.env["product.product"].create({"name": "Carton", "type": "consu"})
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.vendors = cls.env.ref("stock.stock_location_suppliers")

    def get_act_makers(self):
        return {
            "delivery": lambda person, at: self._make_done(person, at, "out"),
            "return": lambda person, at: self.set_columns(
                self._make_picking(person, "back"), create_date=at
            ),
            "return_done": self._make_returned,
        }

    def get_hold_makers(self):
        return {"stock_delivery": self._make_open_delivery, "stock_return": self._make_open_return}

    def get_never_makers(self):
        return {"supplier": lambda person: self._make_done(person, self.ago(days=3), "in")}

    # ------------------------------------------------------------------ makers

    def _make_picking(self, person, way, **vals):
        stock = self.warehouse.lot_stock_id
        source, target, kind = {
            "out": (stock, self.customers, self.warehouse.out_type_id),
            "in": (self.vendors, stock, self.warehouse.in_type_id),
            "back": (self.customers, stock, self.warehouse.in_type_id),
            "back_to_vendor": (stock, self.vendors, self.warehouse.out_type_id),
        }[way]
        picking = self.env["stock.picking"].create(
            {
                "partner_id": person.id,
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        },
                    )
                ],
                **vals,
            }
        )
        picking.action_confirm()
        return picking

    def _make_done(self, person, at, way):
        picking = self._make_picking(person, way)
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        return self.set_columns(picking, date_done=at, create_date=at)

    def _make_returned(self, person, at):
        self._make_done(person, at, "back")

    def _make_open_delivery(self, person):
        picking = self.set_columns(self._make_picking(person, "out"), create_date=self.ago(years=8))
        return picking.action_cancel

    def _make_open_return(self, person):
        picking = self.set_columns(
            self._make_picking(person, "back"), create_date=self.ago(years=20)
        )
        return picking.action_cancel

    # ------------------------------------------------------------------ what transfers mean

    def test_client_is_kept_five_years_after_the_delivery(self):
        for years, bucket in (({"years": 4, "months": 11}, "archive"), ({"years": 5}, "erase")):
            person = self.make_prospect(age=self.years(9))
            self._make_done(person, self.ago(**years), "out")
            self.assertEqual(self.bucket(person), (bucket, "client"))

    def test_return_made_by_the_wizard(self):
        person = self.make_prospect(age=self.years(30))
        delivery = self._make_done(person, self.ago(years=20), "out")
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 1
        picking = wizard._create_return()
        self.assertEqual(self.bucket(person), (None, None), "the person acted today")
        self.set_columns(picking, create_date=self.ago(years=19))
        self.assertEqual(self.bucket(person), ("keep", "stock_return"))

    def test_customer_who_sends_back_is_no_supplier(self):
        person = self.make_prospect(age=self.years(9))
        self._make_done(person, self.ago(days=100), "back")
        self.assertEqual(self.get_clock(person)["kind"], "client")

    def test_receipt_under_way_makes_no_supplier_but_holds(self):
        person = self.make_prospect(age=self.years(9))
        picking = self._make_picking(person, "in")
        self.assertEqual(self.get_clock(person)["kind"], "prospect")
        self.assertEqual(self.bucket(person), ("keep", "stock_delivery"))
        picking.action_cancel()
        self.assertEqual(self.bucket(person)[0], "erase")

    def test_goods_sent_back_to_a_vendor_make_no_client(self):
        person = self.make_prospect(age=self.years(9))
        self._make_done(person, self.ago(days=3), "back_to_vendor")
        self.assertEqual(self.get_clock(person)["kind"], "prospect")

    def test_cancelled_return_is_no_act(self):
        person = self.make_prospect(age=self.years(9))
        before = self.get_clock(person)
        self._make_picking(person, "back").action_cancel()
        self.assertEqual(self.get_clock(person), before)

    def test_forgotten_draft_holds_thirty_days(self):
        for days, bucket in ((30, "keep"), (31, "erase")):
            person = self.make_prospect(age=self.years(9))
            picking = self.env["stock.picking"].create(
                {"partner_id": person.id, "picking_type_id": self.warehouse.out_type_id.id}
            )
            self.assertEqual(picking.state, "draft")
            self.set_columns(picking, create_date=self.ago(days=days))
            self.assertEqual(self.bucket(person)[0], bucket)

    def test_delivery_to_an_address_counts_for_the_person(self):
        person = self.make_prospect(age=self.years(9))
        address = self.make_person("Livraison", self.years(9), parent_id=person.id, type="delivery")
        self._make_done(address, self.ago(days=100), "out")
        self.assertEqual(self.get_clock(person)["kind"], "client")
