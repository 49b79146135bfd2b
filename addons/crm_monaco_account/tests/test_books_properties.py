"""Properties of the books: fiscal years of any end, reductions that never come too soon."""

from calendar import monthrange
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools.date_utils import get_fiscal_year

from odoo.addons.crm_monaco.engine import declared
from odoo.addons.crm_monaco.tests.test_clocks_properties import few

from .books import BooksCase

DAYS = st.builds(
    lambda year, day: date(year, 1, 1) + timedelta(days=day),
    st.integers(1999, 2026),
    st.one_of(st.integers(0, 364), st.sampled_from([57, 58, 59, 60, 180, 181, 364])),
)
YEAR_ENDS = st.one_of(
    st.sampled_from([(12, 31), (2, 28), (2, 29), (6, 30), (3, 31), (9, 30), (1, 31)]),
    st.builds(
        lambda month, day: (month, min(day, monthrange(2023, month)[1])),
        st.integers(1, 12),
        st.integers(1, 31),
    ),
)


@tagged("-at_install", "post_install")
class TestBooksProperties(BooksCase):
    """What must be true of every client, whatever their invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention_on()
        cls.client = cls.make_person("Quiconque Client", relativedelta(years=40))

    @given(day=DAYS, end=YEAR_ENDS, months=st.sampled_from([120, 126, 132]))
    @few
    def test_books_end_with_the_fiscal_year(self, day, end, months):
        """Until the last day of the fiscal year, as Odoo reckons it, plus the period: never a day less."""
        with self.cr.savepoint() as savepoint:
            month, last = end
            # 29 February is a choice Odoo offers in leap years only: the last day all the same
            self.set_columns(
                self.company, fiscalyear_last_month=str(month), fiscalyear_last_day=last
            )
            self.env.ref("crm_monaco.clock_books").write(
                {"months": months, "justification": "Essai"}
            )
            move = self._make(day)
            year_end = get_fiscal_year(day, last, month)[1]
            until = year_end + relativedelta(months=months)
            self.env.flush_all()
            found = self._get_until(move)
            self.assertEqual(found, until if until >= self.today else None)
            savepoint.rollback()

    @given(
        years=st.floats(0, 18),
        paid=st.booleans(),
        held=st.booleans(),
        contact=st.one_of(st.none(), st.integers(0, 800)),
    )
    @few
    def test_nobody_is_reduced_too_soon_or_kept_whole_too_long(self, years, paid, held, contact):
        with self.cr.savepoint() as savepoint:
            day = self.today - timedelta(days=int(years * 365))
            move = self._make(day, payment_state="paid" if paid else "not_paid")
            if contact is not None:
                self.make_lead(self.client, relativedelta(days=contact))
            if held:
                self.env["monaco.manual.hold"].create(
                    {
                        "partner_id": self.client.id,
                        "type_id": self.env.ref("crm_monaco.hold_type_legal_hold").id,
                        "reason": "Instance",
                        "company_id": self.company.id,
                    }
                )
            over = self.get_clock(self.client)["deadline"] <= self.today
            self.assertEqual(
                over,
                day + relativedelta(years=5) <= self.today
                and (
                    contact is None
                    or (self.ago(days=contact).date() + relativedelta(years=1)) <= self.today
                ),
            )
            books = self._get_until(move) is not None
            free = over and paid and not held
            self.assertEqual(self.recheck(self.client, "reduce") is None, free)
            self.assertEqual(self.recheck(self.client, "erase") is None, free and not books)
            savepoint.rollback()

    def _make(self, day, payment_state="paid"):
        move = self.make_invoice(self.client)
        return self.set_columns(move, date=day, invoice_date=day, payment_state=payment_state)

    def _get_until(self, move):
        rows = self.env.execute_query_dict(declared.holds(self.env, only=self.client.ids))
        return next(
            (
                row["until"]
                for row in rows
                if row["code"] == "invoice_books" and row["res_id"] == move.id
            ),
            None,
        )
