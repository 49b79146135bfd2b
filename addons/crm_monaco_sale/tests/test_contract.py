from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_monaco.tests import common


@tagged("-at_install", "post_install")
class TestSaleContract(common.MonacoContractCase):
    """Quotations and orders keep the contract between core and bridges."""

    allow_inherited_tests_method = True
    addon = "crm_monaco_sale"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Conseil", "type": "service"})

    def get_act_makers(self):
        return {
            "quotation": lambda person, at: self._make_order(person, "sent", at),
            "order": lambda person, at: self._make_order(person, "sale", at),
            "signature": self._make_signature,
        }

    def get_hold_makers(self):
        return {"sale_quotation": self._make_open_quotation, "sale_order": self._make_open_order}

    # ------------------------------------------------------------------ makers

    def _make_order(self, person, state, at, invoice_status="invoiced", **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": person.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": self.product.id})],
                **vals,
            }
        )
        validity = at + timedelta(days=20)
        return self.set_columns(
            order,
            state=state,
            date_order=at,
            validity_date=validity.date(),
            invoice_status=invoice_status,
        )

    def _make_signature(self, person, at):
        order = self._make_order(person, "sent", self.ago(years=20))
        self.set_columns(order, signed_on=at)

    def _make_open_quotation(self, person):
        order = self._make_order(person, "sent", self.ago(days=3))
        return lambda: self.set_columns(order, validity_date=self.ago(days=1).date())

    def _make_open_order(self, person):
        order = self._make_order(person, "sale", self.ago(years=8), invoice_status="to invoice")
        return lambda: self.set_columns(order, invoice_status="invoiced")

    # ------------------------------------------------------------------ what orders mean

    def test_cancelled_order_makes_no_client(self):
        person = self.make_prospect(age=self.years(3))
        self._make_order(person, "cancel", self.ago(days=100))
        clock = self.get_clock(person)
        self.assertEqual(clock["kind"], "prospect")
        self.assertEqual(self.bucket(person)[0], "erase")

    def test_cancelled_order_alone_makes_a_prospect(self):
        person = self.make_person(age=self.years(3))
        self._make_order(person, "cancel", self.ago(days=100))
        self.assertEqual(self.get_clock(person)["kind"], "prospect")

    def test_client_is_kept_five_years_after_the_order(self):
        person = self.make_prospect(age=self.years(6))
        self._make_order(person, "sale", self.ago(years=4, months=11))
        self.assertEqual(self.bucket(person), ("archive", "client"))
        person = self.make_prospect("Cinq Ans", age=self.years(6))
        self._make_order(person, "sale", self.ago(years=5))
        self.assertEqual(self.bucket(person), ("erase", "client"))

    def test_quotation_without_validity_holds_thirty_days(self):
        for age, bucket in ((30, "keep"), (31, "erase")):
            person = self.make_prospect(f"Devis {age}", age=self.years(3))
            order = self._make_order(person, "draft", self.ago(days=age))
            self.set_columns(order, validity_date=None)
            self.assertEqual(self.bucket(person)[0], bucket)

    def test_delivery_and_invoice_contacts_are_held_too(self):
        buyer, payer, receiver = (self.make_prospect(f"Tiers {i}", self.years(3)) for i in range(3))
        order = self._make_order(buyer, "sale", self.ago(years=8), invoice_status="no")
        self.set_columns(order, partner_invoice_id=payer.id, partner_shipping_id=receiver.id)
        run = self.preview()
        for person in (buyer, payer, receiver):
            line = self.get_line(run, person)
            self.assertEqual((line.bucket, line.ground), ("keep", "sale_order"))

    def test_order_to_an_address_holds_the_person(self):
        person = self.make_prospect(age=self.years(30))
        address = self.make_person(
            "Livraison", self.years(30), parent_id=person.id, type="delivery"
        )
        other = self.make_prospect("Autre", age=self.years(30))
        order = self._make_order(other, "sale", self.ago(years=8), invoice_status="no")
        self.set_columns(order, partner_shipping_id=address.id)
        self.assertEqual(self.bucket(person), ("keep", "sale_order"))
        self.assertEqual(self.get_clock(person)["kind"], "client")

    def test_order_after_the_preview_is_seen(self):
        person = self.make_prospect(age=self.years(3))
        self.retention_on()
        run = self.preview()
        self.assertEqual(self.get_line(run, person).bucket, "erase")
        run._approve()
        self._make_order(person, "sale", self.ago(days=1), invoice_status="no")
        self.run_nightly()
        line = self.get_line(run, person)
        self.assertEqual((line.state, line.reason), ("skipped", "new_contact"))
        self.assertUntouched(person)
