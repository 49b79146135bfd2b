from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.crm_monaco.tests.common import MonacoCase


@tagged("-at_install", "post_install")
class TestRelease(MonacoCase):
    """The calendar says who and what is let go of, when, and what vanishes then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Maison d'a cote")
        for company in cls.company | cls.other:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )
        cls.env.user.company_ids |= cls.other
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": (cls.company | cls.other).ids}
        )
        cls.client = cls.make_prospect("Dominique Client", cls.years(9))

    def _make_invoice(self, day, person=None, company=None, payment_state="paid"):
        move = (
            self.env["account.move"]
            .with_company(company or self.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (person or self.client).id,
                    "company_id": (company or self.company).id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_line_ids": [
                        (0, 0, {"name": "Conseil", "price_unit": 100, "tax_ids": []})
                    ],
                }
            )
        )
        move.action_post()
        self.set_columns(move, date=day, invoice_date=day, payment_state=payment_state)
        self.refresh()
        return move

    def _get_release(self, **match):
        domain = [(name, "=", getattr(value, "id", value)) for name, value in match.items()]
        return self.env["monaco.release"].search(domain)

    def test_posted_invoice_says_why_and_until_when(self):
        """The basis and the day of release stand on the document; a draft has neither."""
        move = self._make_invoice("2021-05-04")
        self.assertEqual(str(move.monaco_books_until), "2031-12-31")
        self.assertIn("art. 13", move.monaco_basis)
        draft = move.copy()
        self.assertFalse(draft.monaco_books_until or draft.monaco_basis)

    def test_document_and_person(self):
        move = self._make_invoice("2021-05-04")
        line = self._get_release(move_id=move)
        self.assertEqual(str(line.date), "2031-12-31")
        self.assertEqual(line.fiscal_year, "2031")
        self.assertEqual((line.kind, line.partner_id), ("document", self.client))
        self.assertEqual(line.type_id.code, "invoice_books")
        self.assertEqual(line.amount, 100)
        self.assertEqual((line.vanishes, line.file_count), ("nothing", 0))
        person = self._get_release(kind="person", partner_id=self.client)
        self.assertEqual((str(person.date), person.vanishes), ("2031-12-31", "person"))

    def test_what_vanishes(self):
        move = self._make_invoice("2021-05-04")
        self.env["ir.attachment"].create(
            {"name": "f.pdf", "raw": b"x", "res_model": move._name, "res_id": move.id}
        )
        line = self._get_release(move_id=move)
        self.assertEqual((line.vanishes, line.file_count), ("files", 1))
        self.company.restrictive_audit_trail = True
        line.invalidate_recordset()
        self.assertEqual(self._get_release(move_id=move).vanishes, "trail")

    def test_open_ended_hold_has_no_date(self):
        move = self._make_invoice("2021-05-04", payment_state="not_paid")
        person = self._get_release(kind="person", partner_id=self.client)
        self.assertFalse(person.date)
        self.assertEqual(person.type_id.code, "invoice_open")
        self.assertFalse(move.monaco_release_date)

    def test_last_hold_rules(self):
        self._make_invoice("2021-05-04")
        self._make_invoice("2024-05-04")
        person = self._get_release(kind="person", partner_id=self.client)
        self.assertEqual(str(person.date), "2034-12-31")
        self.assertEqual(str(self.client.monaco_release_date), "2034-12-31")

    def test_books_follow_the_fiscal_year_as_odoo_reckons_it(self):
        """Any end of year, 28 and 29 February, every company its own: compared with Odoo's own function."""
        days = (
            "2023-02-28",
            "2023-03-01",
            "2024-02-28",
            "2024-02-29",
            "2024-03-01",
            "2024-12-31",
            "2025-06-30",
        )
        Move = self.env["account.move"]
        for month, last in (("12", 31), ("6", 30), ("2", 28), ("2", 29), ("9", 30), ("3", 15)):
            self.company.write({"fiscalyear_last_month": month, "fiscalyear_last_day": last})
            self.env.flush_all()
            for day in days:
                with self.subTest(month=month, last=last, day=day):
                    end = self.company.compute_fiscalyear_dates(Date.to_date(day))["date_to"]
                    rows = self.env.execute_query(
                        SQL(
                            "SELECT %s, %s FROM (SELECT %s::date AS date,"
                            " NULL::date AS invoice_date, %s AS company_id) m",
                            Move._monaco_year_end(SQL("m.date"), SQL("m.company_id")),
                            Move._monaco_books_until(Move, "m"),
                            day,
                            self.company.id,
                        )
                    )
                    self.assertEqual(rows[0][0], end)
                    self.assertEqual(
                        (rows[0][1].year, rows[0][1].month), (end.year + 10, end.month)
                    )

    def test_fiscal_year_label(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        move = self._make_invoice("2021-07-01")
        line = self._get_release(move_id=move)
        self.assertEqual((str(line.date), line.fiscal_year), ("2032-06-30", "2031-2032"))

    def test_each_company_its_own_period(self):
        self.env["monaco.clock"].create(
            {
                "name": "Livres",
                "kind": "books",
                "company_id": self.other.id,
                "months": 72,
                "ceiling_months": 120,
                "legal_reference": "Essai",
            }
        )
        here, there = (
            self._make_invoice("2021-05-04"),
            self._make_invoice("2021-05-04", company=self.other),
        )
        self.assertEqual(str(self._get_release(move_id=here).date), "2031-12-31")
        self.assertEqual(str(self._get_release(move_id=there).date), "2027-12-31")
        user = new_test_user(
            self.env, "release_accountant", groups="account.group_account_readonly"
        )
        user.write({"company_ids": [(6, 0, self.company.ids)], "company_id": self.company.id})
        seen = (
            self.env["monaco.release"]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids)
        )
        moves = seen.search([("partner_id", "=", self.client.id)]).move_id
        self.assertEqual(moves, here)
        seen.search([("partner_id", "=", self.client.id)]).read()

    def test_grouped_and_exported(self):
        self._make_invoice("2021-05-04")
        groups = self.env["monaco.release"].formatted_read_group(
            [("partner_id", "=", self.client.id)],
            ["fiscal_year", "type_id", "company_id"],
            ["__count", "amount:sum"],
        )
        self.assertEqual({group["fiscal_year"] for group in groups}, {"2031"})
        self.assertEqual(sum(group["__count"] for group in groups), 2)
        rows = self._get_release(partner_id=self.client).export_data(
            ["fiscal_year", "move_id", "vanishes"]
        )
        self.assertEqual(len(rows["datas"]), 2)
        self.assertEqual(
            self._get_release(kind="document", partner_id=self.client).action_open()["res_model"],
            "account.move",
        )

    def test_others_do_not_see_it(self):
        user = new_test_user(self.env, "release_sales", groups="sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            self.env["monaco.release"].with_user(user).search([])
