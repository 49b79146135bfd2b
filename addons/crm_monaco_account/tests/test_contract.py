from odoo.tests import tagged

from odoo.addons.crm_monaco.tests import common


@tagged("-at_install", "post_install")
class TestAccountContract(common.MonacoContractCase):
    """Invoices and payments keep the contract between core and bridges."""

    allow_inherited_tests_method = True
    addon = "crm_monaco_account"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})

    def get_act_makers(self):
        return {
            "invoice": lambda person, at: self._make_invoice(person, at),
            "payment": self._make_payment,
        }

    def get_hold_makers(self):
        return {
            "invoice_open": self._make_unpaid,
            "invoice_books": self._make_booked,
            "payment": self._make_paying,
        }

    def get_never_makers(self):
        return {
            "supplier": lambda person: self._make_invoice(person, self.ago(days=3), "in_invoice")
        }

    # ------------------------------------------------------------------ makers

    def _make_invoice(
        self, person, at, move_type="out_invoice", payment_state="paid", state="posted"
    ):
        """Return an invoice posted then, past the ORM's reckoning of payments."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": person.id,
                "company_id": self.company.id,
                "invoice_date": at.date(),
                "date": at.date(),
                "invoice_line_ids": [
                    (0, 0, {"name": "Conseil", "quantity": 1, "price_unit": 100, "tax_ids": []})
                ],
            }
        )
        if state != "draft":
            move.action_post()
        return self.set_columns(
            move, date=at.date(), invoice_date=at.date(), payment_state=payment_state
        )

    def _make_payment(self, person, at):
        payment = self.env["account.payment"].create(
            {
                "partner_id": person.id,
                "payment_type": "inbound",
                "amount": 10,
                "company_id": self.company.id,
            }
        )
        return self.set_columns(payment, state="paid", date=at.date())

    def _make_unpaid(self, person):
        move = self._make_invoice(person, self.ago(years=20), payment_state="not_paid")
        return lambda: self.set_columns(move, payment_state="paid")

    def _make_booked(self, person):
        move = self._make_invoice(person, self.ago(years=8))
        return lambda: self.set_columns(move, date=self.ago(years=20).date())

    def _make_paying(self, person):
        payment = self._make_payment(person, self.ago(years=20))
        self.set_columns(payment, state="in_process")
        return lambda: self.set_columns(payment, state="paid")

    # ------------------------------------------------------------------ what payments mean

    def test_a_payment_is_in_the_books(self):
        """A payment without any invoice is a voucher too."""
        person = self.make_prospect(age=self.years(9))
        self._make_payment(person, self.ago(years=8))
        self.assertEqual(self.bucket(person), ("reduce", "invoice_books"))

    def test_a_forgotten_draft_payment_holds_thirty_days(self):
        person = self.make_prospect(age=self.years(9))
        payment = self._make_payment(person, self.ago(years=8))
        self.set_columns(payment, state="draft", create_date=self.ago(days=20))
        self.assertEqual(self.bucket(person), ("keep", "payment"))
        self.set_columns(payment, create_date=self.ago(days=40))
        self.assertEqual(self.bucket(person), ("erase", "prospect"))

    def test_a_payment_on_our_site_holds_while_pending(self):
        if "payment.transaction" not in self.env:
            self.skipTest("nobody pays on our own site here")
        person = self.make_prospect(age=self.years(9))
        transaction = self.env["payment.transaction"].create(
            {
                "partner_id": person.id,
                "amount": 10,
                "currency_id": self.company.currency_id.id,
                "reference": "essai",
                "state": "pending",
                "provider_id": self.env["payment.provider"]
                .create({"name": "Essai", "company_id": self.company.id})
                .id,
                "payment_method_id": self.env["payment.method"]
                .with_context(active_test=False)
                .search([], limit=1)
                .id,
            }
        )
        self.assertEqual(self.bucket(person), ("keep", "payment"))
        self.set_columns(transaction, state="cancel")
        self.assertEqual(self.bucket(person), ("erase", "prospect"))

    # ------------------------------------------------------------------ what invoices mean

    def test_draft_invoice_holds_and_makes_no_client(self):
        person = self.make_prospect(age=self.years(3))
        self._make_invoice(person, self.ago(days=3), state="draft", payment_state="not_paid")
        self.assertEqual(self.get_clock(person)["kind"], "prospect")
        self.assertEqual(self.bucket(person), ("keep", "invoice_open"))

    def test_books_alone_archive_reduce_and_never_erase(self):
        person = self.make_prospect(age=self.years(9))
        move = self._make_invoice(person, self.ago(years=5, days=-10))
        self.assertEqual(self.bucket(person), ("archive", "invoice_books"))
        self.set_columns(move, date=self.ago(years=8).date(), invoice_date=self.ago(years=8).date())
        self.assertEqual(self.bucket(person), ("reduce", "invoice_books"))
        self.retention_on()
        self.run_nightly()
        self.assertEqual(person.monaco_state, "archived")
        self.assertEqual(self.bucket(person), ("keep", "invoice_books"))

    def test_books_end_with_the_tenth_fiscal_year(self):
        """The company's fiscal year ends in June: the ten years run from there, not from the invoice."""
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        person = self.make_prospect(age=self.years(30))
        move = self._make_invoice(person, self.ago(years=8))
        for day, until in (
            ("2020-06-30", "2030-06-30"),
            ("2020-07-01", "2031-06-30"),
            ("2019-12-31", "2030-06-30"),
        ):
            self.set_columns(move, date=day, invoice_date=day)
            self.assertEqual(str(self._books_until(person)), until)

    def test_books_of_a_year_ending_in_february(self):
        self.company.write({"fiscalyear_last_month": "2", "fiscalyear_last_day": 28})
        person = self.make_prospect(age=self.years(30))
        move = self._make_invoice(person, self.ago(years=8))
        for day, until in (
            ("2020-02-28", "2030-02-28"),
            ("2020-02-29", "2030-02-28"),
            ("2019-03-01", "2030-02-28"),
        ):
            self.set_columns(move, date=day, invoice_date=day)
            self.assertEqual(str(self._books_until(person)), until)

    def _books_until(self, person):
        self.refresh()
        holds = person.monaco_hold_ids
        return holds.filtered(lambda hold: hold.type_id.code == "invoice_books").until

    def test_invoice_without_date_keeps(self):
        """An old import may lack the date: a client whose date is unknown is not a prospect."""
        person = self.make_prospect(age=self.years(30))
        move = self._make_invoice(person, self.ago(years=20))
        self.set_columns(move, invoice_date=None)
        clock = self.get_clock(person)
        self.assertEqual(clock["kind"], "client")
        self.assertIsNone(clock["deadline"])

    def test_entry_that_names_the_person_in_a_line_holds(self):
        """A miscellaneous entry (opening balance, bank statement) names the person in its lines only."""
        person = self.make_prospect(age=self.years(9))
        account = self.env["account.account"].search(
            [("company_ids", "in", self.company.ids)], limit=1
        )
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "general")], limit=1
        )
        lines = [
            {"account_id": account.id, "partner_id": person.id, "debit": 5},
            {"account_id": account.id, "credit": 5},
        ]
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": self.ago(years=8).date(),
                "line_ids": [(0, 0, line) for line in lines],
            }
        )
        move.action_post()
        self.assertFalse(move.partner_id)
        self.assertIn(self.bucket(person), [("reduce", "invoice_books"), ("keep", "invoice_books")])

    def test_bill_to_a_contact_of_a_supplier_puts_the_supplier_out(self):
        supplier = self.make_prospect("Fournisseur SARL", self.years(3), is_company=True)
        contact = self.make_person("Compta", self.years(3), parent_id=supplier.id)
        address = self.make_person(
            "Facturation", self.years(3), parent_id=supplier.id, type="invoice"
        )
        self._make_invoice(address, self.ago(days=3), "in_invoice")
        self.assertIsNone(self.get_clock(supplier))
        other = self.make_prospect("Autre SARL", self.years(3), is_company=True)
        contact = self.make_person("Vendeur", self.years(3), parent_id=other.id)
        self._make_invoice(contact, self.ago(days=3), "in_invoice")
        self.assertIsNone(self.get_clock(contact))
        self.assertIsNone(self.get_clock(other))
