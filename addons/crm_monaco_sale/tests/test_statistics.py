import os

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_monaco.tests.test_permission import PermissionCase


@tagged("-at_install", "post_install")
class TestSaleStatistics(PermissionCase):
    """No figure of fewer than five persons by any door, nobody who objected."""

    def setUp(self):
        super().setUp()
        self.house = self.make_company("Statistiques")
        self.env = self.env(context={**self.env.context, "allowed_company_ids": self.house.ids})
        self.product = self.env["product.product"].create({"name": "Lampe", "type": "service"})
        self.statistics = self.env["monaco.sale.statistics"]
        self.monaco = self.env.ref("base.mc")
        self.france = self.env.ref("base.fr")
        self.italy = self.env.ref("base.it")

    def sell(self, count, country, price=10, **vals):
        """Sell once to so many persons of a country; return them."""
        persons = self.env["res.partner"].create(
            [{"name": f"Client {n}", "country_id": country.id, **vals} for n in range(count)]
        )
        for person in persons:
            self.sell_to(person, price)
        return persons

    def sell_to(self, person, price=10):
        line = {"product_id": self.product.id, "price_unit": price, "tax_ids": False}
        order = self.env["sale.order"].create(
            {
                "partner_id": person.id,
                "company_id": self.house.id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_confirm()
        return order

    def rows(self):
        self.env.invalidate_all()
        found = self.statistics.search([("company_id", "=", self.house.id), ("kind", "=", "sale")])
        return {row.country_id.code or "": (row.persons, row.orders, row.amount) for row in found}

    def lead(self, n, country=None, **vals):
        """Make a lead of somebody who is in no contact."""
        return self.env["crm.lead"].create(
            {
                "name": "A question",
                "email_from": f"lead{n}@example.org",
                "company_id": self.house.id,
                "country_id": (country or self.monaco).id,
                "expected_revenue": 100,
                **vals,
            }
        )

    def leads(self):
        self.env.invalidate_all()
        found = self.statistics.search([("company_id", "=", self.house.id), ("kind", "=", "lead")])
        return {
            row.country_id.code or "": (row.persons, row.leads, row.expected_revenue)
            for row in found
        }

    def test_cells(self):
        self.sell(5, self.monaco)
        self.sell(4, self.france)
        self.assertEqual(self.rows(), {"MC": (5, 5, 50)}, "four persons are hidden")
        self.sell(2, self.italy)
        self.assertEqual(self.rows(), {"MC": (5, 5, 50), "": (6, 6, 60)}, "counted together")
        self.sell(1, self.france)
        self.assertEqual(self.rows(), {"MC": (5, 5, 50), "FR": (5, 5, 50)})

    def test_five_orders_are_not_five_persons(self):
        person = self.sell(1, self.monaco)
        for _n in range(6):
            self.sell_to(person)
        firm = self.person("Firm", is_company=True, country_id=self.france.id)
        self.sell(6, self.france, parent_id=firm.id)
        self.assertFalse(self.rows(), "six people of one firm are one buyer")

    def test_by_remote_calls(self):
        self.sell(5, self.monaco)
        self.sell(4, self.france, price=1000)
        user = new_test_user(
            self.env,
            "manager",
            groups="sales_team.group_sale_manager,base.group_allow_export",
            company_id=self.house.id,
            company_ids=self.house.ids,
        )
        statistics = self.statistics.with_user(user)
        self.assertFalse(statistics.search([("country_id", "=", self.france.id)]))
        for domain in ([], [("country_id", "=", self.france.id)], [("amount", ">", 100)]):
            groups = statistics.formatted_read_group(
                domain, ["country_id"], ["persons:sum", "amount:sum", "__count"]
            )
            for group in groups:
                self.assertEqual(group["country_id"][0], self.monaco.id)
                self.assertEqual((group["persons:sum"], group["amount:sum"]), (5, 50))
        data = statistics.search([]).export_data(["persons", "amount"])["datas"]
        self.assertEqual(data, [[5, 50.0]])
        for call in (
            lambda: statistics.create({"persons": 1}),
            lambda: statistics.search([]).write({"persons": 1}),
            lambda: statistics.search([]).unlink(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_who_may_read(self):
        for group in ("base.group_user", "sales_team.group_sale_salesman"):
            user = new_test_user(self.env, f"u.{group}", groups=group)
            with self.assertRaises(AccessError):
                self.statistics.with_user(user).search([])
        user = new_test_user(self.env, "in.charge", groups="crm_monaco.group_monaco_admin")
        self.statistics.with_user(user).search([])

    def test_objection(self):
        persons = self.sell(6, self.monaco)
        self.assertEqual(self.rows()["MC"], (6, 6, 60))
        self.consent(persons[0], "objected", channels=["any"], purpose="statistics")
        self.assertEqual(self.rows()["MC"], (5, 5, 50))
        self.consent(persons[1], "objected", channels=["any"], purpose="statistics")
        self.assertFalse(self.rows(), "four are left")
        self.consent(persons[1], channels=["any"], purpose="statistics")
        self.assertEqual(self.rows()["MC"], (5, 5, 50))
        self.permission._object(persons[2])
        self.assertEqual(self.rows()["MC"], (5, 5, 50), "prospecting is another purpose")
        for person in persons:
            allowed = self.decide(person, "any", "statistics").allowed
            self.assertEqual(allowed, person != persons[0])

    def test_leads(self):
        leads = self.env["crm.lead"].union(*[self.lead(n) for n in range(5)])
        self.assertEqual(self.leads(), {"MC": (5, 5, 500)})
        self.lead(0, expected_revenue=50)
        self.assertEqual(self.leads(), {"MC": (5, 6, 550)}, "the same person asked again")
        leads[0].action_archive()
        self.assertEqual(self.leads(), {"MC": (5, 6, 450)}, "nothing is expected of a lost one")
        for n in range(4):
            self.lead(10 + n, self.france)
        self.assertEqual(self.leads(), {"MC": (5, 6, 450)}, "four persons are hidden")
        self.lead(99, self.france, email_from=False, contact_name="Nobody known")
        self.assertNotIn("FR", self.leads(), "whoever cannot be recognised is left out")

    def test_leads_do_not_tell_of_a_buyer(self):
        """Five asked and one of them bought: no row shows what that one paid."""
        persons = self.env["res.partner"].create(
            [
                {"name": f"Client {n}", "email": f"c{n}@example.org", "country_id": self.monaco.id}
                for n in range(5)
            ]
        )
        for n, person in enumerate(persons):
            self.lead(n, partner_id=person.id)
        self.sell_to(persons[0], 1234)
        self.assertEqual(list(self.leads()), ["MC"])
        found = self.statistics.search([("company_id", "=", self.house.id)])
        self.assertEqual((sum(found.mapped("amount")), sum(found.mapped("orders"))), (0, 0))
        groups = self.statistics.formatted_read_group(
            [("company_id", "=", self.house.id)], [], ["amount:sum", "amount:max", "orders:sum"]
        )
        self.assertFalse(groups[0]["amount:sum"] or groups[0]["amount:max"])

    def test_objection_of_somebody_known_by_a_lead_alone(self):
        for n in range(6):
            self.lead(n)
        consents = self.env["monaco.consent"]

        def say(status, n):
            email = f"lead{n}@example.org"
            consents._record("statistics", ["any"], status, email=email, source="staff")

        say("objected", 0)
        self.assertEqual(self.leads(), {"MC": (5, 5, 500)})
        say("objected", 1)
        self.assertFalse(self.leads())
        say("given", 1)
        self.assertEqual(self.leads(), {"MC": (5, 5, 500)})

    def test_objection_of_a_suppressed_address(self):
        for n in range(6):
            self.lead(
                n, email_from=f"Lead <LEAD{n}@Example.org>" if n else False, phone="+37799001122"
            )
        suppression = self.env["monaco.suppression"].sudo()
        suppression._add(
            self.env["monaco.purpose"]._get("statistics"), None, ["lead1@example.org"], []
        )
        self.assertEqual(self.leads(), {"MC": (5, 5, 500)})
        suppression._add(self.env["monaco.purpose"]._get("statistics"), None, [], ["+37799001122"])
        self.assertFalse(self.leads(), "everybody has that number")

    def test_objection_by_another_contact_of_the_address(self):
        for n in range(5):
            self.lead(n)
        other = self.person("Other", email="lead0@example.org")
        self.assertEqual(self.leads(), {"MC": (5, 5, 500)})
        self.consent(other, "objected", channels=["any"], purpose="statistics")
        self.assertFalse(self.leads())

    def test_limited_or_archived_by_the_address(self):
        for n in range(6):
            self.lead(n)
        self.set_columns(self.person("A", email="lead0@example.org"), monaco_state="archived")
        self.assertEqual(self.leads(), {"MC": (5, 5, 500)})

    def test_without_key_nobody_is_counted_in_doubt(self):
        self.sell(5, self.monaco)
        self.env["monaco.suppression"].sudo()._get_keyring()
        os.unlink(self.key_path)
        self.assertTrue(self.rows(), "nobody objected by a bare address: there is no doubt")
        self.env["monaco.suppression"].sudo()._add(
            self.env["monaco.purpose"]._get("statistics"), None, ["x@example.org"], []
        )
        self.assertTrue(self.rows())
        os.unlink(self.key_path)
        self.assertFalse(self.rows())

    def test_limited_and_archived(self):
        persons = self.sell(7, self.monaco)
        kind = self.env["monaco.hold.type"].search([("code", "=", "limitation")], limit=1)
        self.env["monaco.manual.hold"].create(
            {"partner_id": persons[0].id, "type_id": kind.id, "reason": "asked"}
        )
        self.set_columns(persons[1], monaco_state="archived")
        self.assertEqual(self.rows()["MC"], (5, 5, 50))

    def test_months(self):
        self.sell(5, self.monaco)
        old = self.sell(5, self.monaco)
        orders = self.env["sale.order"].search([("partner_id", "in", old.ids)])
        self.set_columns(orders, date_order=self.ago(years=1))
        found = self.statistics.search([("company_id", "=", self.house.id)])
        self.assertEqual(
            found.mapped("month"),
            [self.today.replace(day=1), (self.today - relativedelta(years=1)).replace(day=1)],
        )
