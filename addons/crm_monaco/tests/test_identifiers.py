from odoo.tests import BaseCase, tagged

from ..tools.identifiers import iban_fault, is_monaco_vat, is_pan, mask_iban, mask_pan
from ..tools.pan_finder import find_pans, mask_pans


@tagged("-at_install", "post_install")
class TestIdentifiers(BaseCase):
    def test_is_pan(self):
        for number in (
            "4111111111111111",
            "4111 1111 1111 1111",
            "5555-5555-5555-4444",
            "2223003122003222",
            "378282246310005",
            "30569309025904",
        ):
            self.assertTrue(is_pan(number), number)
        for number in (
            "4111111111111112",  # Luhn
            "9111111111111111",  # no issuer
            "411111111111116",  # Visa has no 15 digits
            "497010",
            "",
            None,
            "４１１１１１１１１１１１１１１１",  # not ASCII digits
        ):
            self.assertFalse(is_pan(number), number)

    def test_masks_keep_only_what_may_be_shown(self):
        self.assertEqual(mask_pan("4111 1111 1111 1234"), "•••• 1234")
        self.assertEqual(mask_pan("1234"), "••••")
        self.assertEqual(mask_iban("MC58 1122 2000 0101 2345 6789 030"), "MC58 •••• 9030")
        self.assertEqual(mask_iban("000123456789"), "•••• 6789")
        self.assertEqual(mask_iban("12345"), "••••")
        self.assertEqual(mask_iban(False), "")

    def test_find_pans_in_texts(self):
        for text in (
            "paid with 4111 1111 1111 1111 until 12/27",
            "CB4111111111111111",
            "06 12 34 56 78 4111 1111 1111 1111",
            "<p>3782 822463 10005</p>",
            "4111&nbsp;1111&nbsp;1111&nbsp;1111",
            "4111\u202f1111\u202f1111\u202f1111.",
            "Visa : 4222222222222",
        ):
            self.assertEqual(len(find_pans(text)), 1, text)
            self.assertIsNone(is_pan(mask_pans(text)) or None)
        self.assertEqual(
            mask_pans("4111111111111111, then 5555 5555 5555 4444"), "•••• 1111, then •••• 4444"
        )
        self.assertEqual(find_pans(""), [])
        self.assertEqual(find_pans(None), [])

    def test_find_pans_is_not_fooled(self):
        for text in (
            "36252187900034",  # SIRET: Luhn valid, and begins like Diners Club
            "SIRET 362 521 879 00034",
            "IMEI: 378282246310005",
            "356938035643809",  # IMEI
            "MC58 1122 2000 0101 2345 6789 030",
            "FR76 4111 1111 1111 1111 1111 111",  # an IBAN, mistyped
            "11222 00001 01234567890 30",  # RIB
            "+377 93 15 36 00",
            "tél. 4917012345678",
            "4006381333931",  # bar code
            "ART4111111111111111",
            "REF-4111111111111111-B",
            "41111111111111111111",
            "order 2025012312345678",
        ):
            self.assertEqual(find_pans(text), [], text)

    def test_iban_fault(self):
        self.assertIsNone(iban_fault("MC58 1122 2000 0101 2345 6789 030"))
        self.assertIsNone(iban_fault("mc5811222000010123456789030"))
        self.assertEqual(iban_fault("MC58 1122 2000 0101 2345 6789 03"), "length")
        self.assertEqual(iban_fault("MC58 1122 A000 0101 2345 6789 030"), "format")
        self.assertEqual(iban_fault("MC58 1122 2000 0101 2345 6789 031"), "checksum")
        for other in ("FR7630006000011234567890189", "MCB-001234", "12345", "", None):
            self.assertIsNone(iban_fault(other))

    def test_is_monaco_vat(self):
        self.assertTrue(is_monaco_vat("FR53000004605"))
        self.assertTrue(is_monaco_vat("fr 53 0000 04605"))
        for wrong in ("FR54000004605", "FR23334175221", "53000004605", "FR5300000460", "", None):
            self.assertFalse(is_monaco_vat(wrong), wrong)
