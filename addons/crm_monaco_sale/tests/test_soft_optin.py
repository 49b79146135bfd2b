from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import tagged

from odoo.addons.crm_monaco.tests.test_permission import PermissionCase


@tagged("-at_install", "post_install")
class TestSoftOptin(PermissionCase):
    """Who gave their address in a sale may get mail about similar products (loi n° 1.383, art. 11)."""

    def setUp(self):
        super().setUp()
        self.env["monaco.attestation"].search([]).active = False
        self.client = self.person("Client")
        self.order = self.sell(self.client)

    def sell(self, person, confirm=True):
        product = self.env["product.product"].create({"name": "Lampe", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": person.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 10})],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def attest(self, **vals):
        return self.env["monaco.attestation"].create(
            {
                "form": "Bon de commande",
                "since": self.today - relativedelta(years=1),
                "document": b"aGVsbG8=",
                **vals,
            }
        )

    def test_all_three_conditions(self):
        self.assertFalse(self.decide(self.client, similar=True).allowed, "no opt-out was offered")
        attestation = self.attest()
        self.assertFalse(self.decide(self.client).allowed, "other products")
        decision = self.decide(self.client, similar=True)
        self.assertEqual(decision.code, "soft_optin")
        self.assertIn(self.order.name, self.permission._explain(decision))
        stranger = self.person("Stranger")
        self.sell(stranger, confirm=False)
        self.assertFalse(self.decide(stranger, similar=True).allowed, "a quotation is no sale")
        attestation.active = False
        self.assertFalse(self.decide(self.client, similar=True).allowed)

    def test_mail_only(self):
        self.attest()
        for channel in ("sms", "auto_call"):
            self.assertFalse(self.decide(self.client, channel, similar=True).allowed)

    def test_orders_before_the_attestation(self):
        self.attest(since=self.today)
        self.backdate(self.order, relativedelta(days=30))
        self.assertFalse(self.decide(self.client, similar=True).allowed)

    def test_orders_after_its_end(self):
        yesterday = self.today - relativedelta(days=1)
        self.attest().write({"until": yesterday})
        self.assertFalse(self.decide(self.client, similar=True).allowed)

    def test_another_company(self):
        self.attest(company_id=self.company.id)
        self.assertFalse(self.decide(self.client, similar=True).allowed)

    def test_objection_withdrawal_and_another_address(self):
        self.attest()
        row = [(1, self.client.id, "other@example.com", None)]
        decided = self.permission._decide("prospecting", "email", row, similar=True)
        self.assertFalse(decided[1].allowed, "not the address given in the sale")
        self.permission._object(self.client, ["email"])
        self.assertFalse(self.decide(self.client, similar=True).allowed)
        self.assertTrue(self.decide(self.client, "email", "contract").allowed, "they may order")

    def test_purposes_come_from_documents(self):
        found = self.client._get_monaco_purposes()[self.client.id]
        self.assertEqual(found["contract"]["res_id"], self.order.id)
        self.assertEqual(found["contract"]["model"], "sale.order")
        self.assertNotIn("loyalty", found)
        self.assertIn(self.order.name, self.client.monaco_purposes)

    def test_what_was_attested_does_not_change(self):
        attestation = self.attest()
        with self.assertRefused():
            attestation.since = self.today - relativedelta(years=9)

    def test_objecting_client_is_archived(self):
        self.permission._object(self.client)
        line = self.env["monaco.run.line"].search(
            [("res_id", "=", self.client.id), ("run_id.reason", "=", "request")]
        )
        self.assertEqual(line.bucket, "archive")
        self.assertEqual(line.run_id.archive_count, 1)
        # nothing holds them any more but the books: archived when approved
        self.set_columns(self.order, invoice_status="invoiced")
        line.run_id.action_approve()
        self.run_nightly()
        self.env.invalidate_all()
        self.assertEqual(self.client.monaco_state, "archived")
