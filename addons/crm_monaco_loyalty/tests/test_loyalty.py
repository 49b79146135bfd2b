from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.crm_monaco.engine.eraser import Eraser

from .common import LoyaltyCase


@tagged("-at_install", "post_install")
class TestLoyalty(LoyaltyCase):
    """No loyalty card without a consent, by whatever door."""

    def test_no_card_without_consent(self):
        with self.assertRefused("no consent"):
            self.make_card(self.client)
        self.agree(self.client)
        self.assertTrue(self.make_card(self.client).active)

    def test_other_doors(self):
        agreed = self.person("Agreed")
        self.agree(agreed)
        card = self.make_card(agreed)
        with self.assertRefused("no consent"):
            card.partner_id = self.client
        wizard = self.env["loyalty.generate.wizard"].create(
            {
                "program_id": self.program.id,
                "mode": "selected",
                "customer_ids": self.client.ids,
                "points_granted": 1,
            }
        )
        with self.assertRefused("no consent"):
            wizard.generate_coupons()
        with self.assertRefused("no consent"):
            self.program.coupon_ids = [Command.create({"partner_id": self.client.id})]
        anonymous = self.make_card(self.env["res.partner"])
        with self.assertRefused("no consent"):
            anonymous.partner_id = self.client
        coupons = self.make_program("coupons")
        coupon = self.make_card(self.client, coupons)
        with self.assertRefused("no consent"):
            coupon.program_id = self.program
        with self.assertRefused("no consent"):
            coupons.program_type = "loyalty"

    def test_form_leaves_no_card_of_nobody(self):
        cards = self.env["loyalty.card"].with_context(default_program_id=self.program.id)
        form = Form(cards)
        with self.assertRaisesRegex(AssertionError, "partner_id is a required field"):
            form.save()
        form.partner_id = self.client
        with self.assertRefused("no consent"):
            form.save()
        self.agree(self.client)
        self.assertEqual(form.save().partner_id, self.client)
        gift = self.make_program("gift_card")
        self.assertTrue(Form(cards.with_context(default_program_id=gift.id)).save())

    def test_who_may_not(self):
        for status in ("refused", "withdrawn", "revoked", "expired"):
            self.agree(self.client)
            self.withdraw(self.client, status)
            with self.assertRefused():
                self.make_card(self.client)

    def test_other_programmes_untouched(self):
        for kind in ("gift_card", "ewallet", "coupons", "promo_code", "next_order_coupons"):
            program = self.make_program(kind, name=kind)
            self.assertTrue(self.make_card(self.client, program), kind)
            program.company_id = False

    def test_withdrawal_closes_and_tells(self):
        self.agree(self.client)
        card = self.make_card(self.client, points=120)
        gift = self.make_card(self.client, self.make_program("gift_card"), points=50)
        other = self.person("Other")
        self.agree(other)
        kept = self.make_card(other)
        self.program.monaco_points_text = "Points are paid out as a voucher."
        self.withdraw(self.client)
        self.assertFalse(card.active)
        self.assertTrue(gift.active)
        self.assertTrue(kept.active)
        message = card.message_ids[0]
        self.assertIn("Points are paid out as a voucher.", message.body)
        self.assertIn("120", message.body)
        self.assertEqual(message.notified_partner_ids, self.client)
        with self.assertRefused():
            card.active = True
        self.agree(self.client)
        card.active = True
        self.program.monaco_points_text = False
        self.withdraw(self.client)
        self.assertIn("are lost", card.message_ids[0].body)

    def test_withdrawal_by_another_contact_with_the_address(self):
        twin = self.person("Twin", email=self.client.email)
        self.agree(self.client)
        card = self.make_card(self.client)
        self.withdraw(twin)
        self.assertFalse(card.active)

    def test_cards_from_before(self):
        """Cards that were there before this was asked are listed for decision."""
        listed = self.env["monaco.dashboard"]._get_cards_without_consent
        before = listed()
        self.agree(self.client)
        card, never = self.make_card(self.client), self.person("Never Asked")
        self.assertEqual(listed(), before)
        self.set_columns(card, partner_id=never.id)
        self.assertEqual(set(listed()) - set(before), set(card.ids))
        alarms = self.env["monaco.dashboard"]._get_alarms(True)
        self.assertIn("never agreed", " ".join(alarm["text"] for alarm in alarms))
        self.agree(never)
        self.assertEqual(listed(), before)

    def test_shared_programme(self):
        with self.assertRaisesRegex(ValidationError, "programmes communs à plusieurs sociétés"):
            self.program.company_id = False
        with self.assertRaisesRegex(ValidationError, "programmes communs à plusieurs sociétés"):
            self.make_program("loyalty", name="Commun", company_id=False)

    def test_shared_programme_from_before(self):
        self.agree(self.client)
        card = self.make_card(self.client)
        self.set_columns(self.program, company_id=None)
        self.assertTrue(self.program.monaco_shared)
        self.assertEqual(
            self.env["loyalty.program"].search([("monaco_shared", "=", True)]), self.program
        )
        with self.assertRaisesRegex(UserError, "programmes communs à plusieurs sociétés"):
            self.make_card(self.person("Other"))
        self.assertTrue(card.active, "what was there before stays")
        alarms = self.env["monaco.dashboard"]._get_alarms(True)
        self.assertIn(self.program.name, " ".join(alarm["text"] for alarm in alarms))

    def test_merge_takes_the_card_along(self):
        self.agree(self.client)
        card = self.make_card(self.client, points=7)
        twin = self.person("Twin", email="twin@example.com")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.client | twin).ids, twin, extra_checks=False
        )
        self.assertEqual(card.partner_id, twin)
        self.assertTrue(card.active)
        self.assertEqual(self.decide(twin, "any", "loyalty").code, "consent")

    def test_purpose_is_shown(self):
        self.agree(self.client)
        self.make_card(self.client)
        self.assertIn("loyalty", self.client._get_monaco_purposes()[self.client.id])

    def test_erasure_keeps_figures_and_no_name(self):
        person = self.make_prospect("Dorothée Unique", age=self.years(3))
        gift = self.make_card(
            person, self.make_program("gift_card", company_id=self.company.id), points=50
        )
        history = self.env["loyalty.history"]
        lines = history.create(
            [
                {"card_id": gift.id, "description": f"Assigning {person.name}", "issued": 50},
                {
                    "card_id": self.make_card(self.client, gift.program_id).id,
                    "description": "Another's",
                    "issued": 7,
                },
            ]
        )
        self.env.flush_all()
        Eraser(self.env, {"anonymised": "Anonymised"}).erase(person.ids)
        self.env.invalidate_all()
        self.assertEqual(lines.mapped("issued"), [50, 7])
        self.assertNotIn("Dorothée", lines[0].description or "")
        self.assertEqual(lines[1].description, "Another's")
        self.assertTrue(gift.code, "whoever bears it may go on paying")
