import logging
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

PAN = "4111111111111111"


@tagged("-at_install", "post_install")
@freeze_time("2025-06-15 10:00:00")
class TestCard(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Camille Card"})
        cls.accountant = new_test_user(
            cls.env, "identity_bank", groups="base.group_user,crm_monaco.group_monaco_bank"
        )

    def _card(self, **vals):
        vals = {"partner_id": self.partner.id, "last4": "1111", "debit_date": "2025-06-01", **vals}
        return self.env["monaco.card"].create(vals)

    def test_kept_13_months_after_the_debit(self):
        self.assertEqual(str(self._card().delete_after), "2026-07-01")
        self.assertEqual(str(self._card(deferred=True).delete_after), "2026-09-01")
        # The last day of a shorter month, never the next one.
        self.assertEqual(str(self._card(debit_date="2025-01-31").delete_after), "2026-02-28")

    def test_never_longer_than_the_card_is_valid(self):
        card = self._card(expiry_month=9, expiry_year=2025)
        self.assertEqual(str(card.delete_after), "2025-09-30")
        card.write({"expiry_year": 2030})
        self.assertEqual(str(card.delete_after), "2026-07-01")

    def test_expiry_as_printed(self):
        card = self._card(expiry="07/28")
        self.assertEqual((card.expiry_month, card.expiry_year, card.expiry), (7, 2028, "07/28"))
        card.expiry = " 9 / 2027 "
        self.assertEqual((card.expiry_month, card.expiry_year, card.expiry), (9, 2027, "09/27"))
        card.expiry = False
        self.assertEqual((card.expiry_month, card.expiry_year, card.expiry), (0, 0, False))
        for wrong in ("13/27", "0727", "07/280", PAN, "07/", "00/00", "/"):
            with self.subTest(expiry=wrong), self.assertRaises(ValidationError) as caught:
                card.expiry = wrong
            self.assertNotIn(PAN, str(caught.exception))

    def test_two_digits_of_the_year(self):
        self.assertEqual(self._card(expiry_month=12, expiry_year=27).expiry_year, 2027)

    def test_full_number_is_refused_and_not_repeated(self):
        sent = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, params=None, *args, **kwargs):
            sent.append(f"{query} {params}")
            return execute(cursor, query, params, *args, **kwargs)

        card = self._card()
        with (
            self.assertLogs(level=logging.INFO) as logs,
            patch.object(type(self.env.cr), "execute", spy),
        ):
            logging.getLogger().error("assertLogs needs one line")
            for value in (
                PAN,
                f"{PAN[:4]} {PAN[4:]}",
                "111",
                "12345",
                "abcd",
                "١١١١",
                "",
                False,
                1111,
            ):
                for act in (
                    lambda value=value: self._card(last4=value),
                    lambda value=value: card.write({"last4": value}),
                ):
                    with self.assertRaises(ValidationError) as caught:
                        act()
                    self.assertIn("last four digits", str(caught.exception))
                    self.assertNotIn("41111", str(caught.exception).replace(" ", ""))
            with self.assertRaises(ValidationError):
                self.env["monaco.card"].with_context(default_last4=PAN).create(
                    {"partner_id": self.partner.id}
                )
            with self.assertRaises(ValidationError):
                self.partner.write({"monaco_card_ids": [Command.create({"last4": PAN})]})
            self.env.flush_all()
        self.assertFalse([line for line in sent + logs.output if "41111" in line])
        self.assertEqual(card.last4, "1111")

    def test_import_of_a_full_number_does_not_repeat_it(self):
        result = self.env["monaco.card"].load(
            ["partner_id/.id", "last4", "debit_date"], [[str(self.partner.id), PAN, "2025-06-01"]]
        )
        self.assertFalse(result["ids"])
        self.assertNotIn(PAN, str(result["messages"]))

    def test_form_empties_a_full_number(self):
        with self.assertLogs("odoo.tests.form.onchange", logging.WARNING) as logs:
            form = Form(self.env["monaco.card"])
            form.last4 = PAN
        self.assertFalse(form.last4)
        self.assertNotIn(PAN, str(logs.output))

    def test_spaces_round_the_digits(self):
        self.assertEqual(self._card(last4=" 0042 ").last4, "0042")

    def test_no_field_for_the_rest(self):
        typed = {
            name
            for name, field in self.env["monaco.card"]._fields.items()
            if field.type in ("char", "text", "html", "json") and field.store
        }
        self.assertEqual(typed, {"last4"})

    def test_dates_out_of_bounds(self):
        for vals in (
            {"expiry_month": 13, "expiry_year": 2027},
            {"expiry_month": 5},
            {"expiry_year": 2027},
            {"expiry_month": 5, "expiry_year": 2099},
            {"debit_date": "2035-06-01"},  # the year mistyped
            {"debit_date": "2024-01-01"},  # its period is over
            {"expiry_month": 5, "expiry_year": 2025},  # expired
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._card(**vals)

    def test_autovacuum_deletes_on_the_last_day(self):
        ended, kept = self._card(), self._card(deferred=True)
        run = self.env["monaco.card"]._gc_cards
        with freeze_time("2026-06-30 10:00:00"):
            self.assertEqual(run(), (0, False))
        # 22:30 in London on the day before is the last day in Monaco.
        with freeze_time("2026-06-30 22:30:00"):
            self.assertEqual(run(), (1, False))
        self.assertFalse(ended.exists())
        self.assertTrue(kept.exists())

    def test_autovacuum_is_registered_and_asks_for_more(self):
        self.assertTrue(self.env["monaco.card"]._gc_cards._autovacuum)
        self._card()
        self._card()
        with (
            freeze_time("2027-01-01"),
            patch("odoo.addons.crm_monaco.models.monaco_card.GC_UNLINK_LIMIT", 1),
        ):
            self.assertEqual(self.env["monaco.card"]._gc_cards(), (1, True))

    def test_goes_with_the_person(self):
        card = self._card()
        self.partner.unlink()
        self.assertFalse(card.exists())

    def test_only_the_bank_group(self):
        card = self._card(scheme="visa")
        self.assertEqual(card.with_user(self.accountant).display_name, "Visa •••• 1111")
        self.assertEqual(self.partner.with_user(self.accountant).monaco_card_ids, card)
        for login, groups in (
            ("identity_sales", "sales_team.group_sale_manager"),
            ("identity_admin", "crm_monaco.group_monaco_admin"),
            ("identity_portal", "base.group_portal"),
            ("identity_public", "base.group_public"),
        ):
            user = new_test_user(self.env, login, groups=groups)
            with self.subTest(user=login):
                with self.assertRaises(AccessError):
                    self.env["monaco.card"].with_user(user).search([])
                with self.assertRaises(AccessError):
                    card.with_user(user).read(["last4"])
                with self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(user).search(
                        [("monaco_card_ids.last4", "=", "1111")]
                    )
        dpo = new_test_user(self.env, "identity_dpo", groups="crm_monaco.group_monaco_dpo")
        self.assertTrue(card.with_user(dpo).has_access("write"))

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.partner.company_id = other
        card = self._card()
        with self.assertRaises(AccessError):
            card.with_user(self.accountant).read(["last4"])
