from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

IBAN = "MC58 1122 2000 0101 2345 6789 030"


@tagged("-at_install", "post_install")
class TestNumbers(TransactionCase):
    """Monaco's VAT and IBAN numbers, on the contact and on its bank accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.monaco = cls.env.ref("base.mc")
        cls.partner = cls.Partner.create({"name": "Claude Identité"})

    # Monaco VAT

    def test_vat_accepted(self):
        for vat in (
            "FR53000004605",
            "FR 53 0000 04605",
            "/",
            "FR23334175221",  # a French company with an address in Monaco
            "IT12345670017",
            False,
        ):
            with self.subTest(vat=vat):
                partner = self.Partner.create(
                    {"name": "Co", "is_company": True, "country_id": self.monaco.id, "vat": vat}
                )
                self.assertEqual(bool(partner.vat), bool(vat))

    def test_vat_refused(self):
        for vat in (
            "FR54000004605",
            "FR5300000460",
            "MC5300000460",
            "54000004605",
            "FR12345678901",
        ):
            with self.subTest(vat=vat), self.assertRaises(ValidationError):
                self.Partner.create(
                    {"name": "Co", "is_company": True, "country_id": self.monaco.id, "vat": vat}
                )
        with self.assertRaises(ValidationError):
            self.Partner.create({"name": "No country", "vat": "FR54000004605"})

    def test_vat_of_others_is_left_alone(self):
        company = self.Partner.create(
            {
                "name": "US",
                "is_company": True,
                "country_id": self.env.ref("base.us").id,
                "vat": "12-3456789",
            }
        )
        contact = self.Partner.create(
            {"name": "In Monaco", "parent_id": company.id, "country_id": self.monaco.id}
        )
        self.assertEqual(contact.vat, company.vat)
        pushed = self.Partner.with_context(no_vat_validation=True).create(
            {"name": "Pushed", "country_id": self.monaco.id, "vat": "FR54000004605"}
        )
        self.assertTrue(pushed.vat)

    # Bank identity

    def _bank(self, number):
        return self.env["res.partner.bank"].create(
            {"acc_number": number, "partner_id": self.partner.id}
        )

    def test_iban_accepted_and_masked(self):
        self.assertEqual(self._bank(IBAN).acc_number_masked, "MC58 •••• 9030")
        self.assertEqual(self._bank("0012345678").acc_number_masked, "•••• 5678")
        self.assertTrue(self._bank("MCB-00123"))
        self.assertTrue(self._bank("FR00123"))

    def test_iban_refused_with_its_fault(self):
        for number, fault in (
            (IBAN[:-1], "26 characters"),
            (IBAN[:-1] + "1", "add up"),
            (IBAN.replace("2000", "2OOO"), "letter"),
        ):
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(ValidationError, fault) as caught,
            ):
                self._bank(number)
            self.assertNotIn("0123456789", str(caught.exception).replace(" ", ""))
        bank = self._bank(IBAN)
        with self.assertRaises(ValidationError):
            bank.acc_number = "MC00 1122 2000 0101 2345 6789 030"
