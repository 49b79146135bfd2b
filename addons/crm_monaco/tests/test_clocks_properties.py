import os
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import clocks
from . import common

# the same examples each time, unless somebody wants to look further: MONACO_EXAMPLES=500
EXAMPLES = int(os.environ.get("MONACO_EXAMPLES", 30))
few = settings(
    max_examples=EXAMPLES,
    derandomize="MONACO_EXAMPLES" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# days ago; negative: the future.  Most of them near the edges of the periods.
DAYS = st.one_of(
    st.integers(-400, 2500),
    st.sampled_from([0, 1, 29, 30, 31, 335, 364, 365, 366, 367, 1825, 1826, 1827, 1828]),
)
ACTS = st.lists(st.tuples(st.sampled_from(["lead", "answer", "message"]), DAYS), max_size=4)
HOURS = st.integers(0, 23)
ZONES = st.sampled_from(["Europe/Monaco", "Pacific/Kiritimati", "America/Martinique", "UTC"])
HOLDS = st.one_of(st.none(), st.integers(-3, 400), st.just("open"))


@tagged("-at_install", "post_install")
class TestClockProperties(common.MonacoCase):
    """What must be true of every person, whatever their history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention_on()

    def _given(self, acts, hour=12, zone="Europe/Monaco", months=12):
        self.company.partner_id.tz = zone
        rule = self.env.ref("crm_monaco.clock_prospect")
        if rule.months != months:
            rule.write({"months": months, "justification": "Essai"})
        person = self.make_prospect(
            "Quiconque", relativedelta(years=30), email="quiconque@example.com"
        )
        for kind, days in acts:
            self._act(person, kind, days, hour)
        return person

    def _act(self, person, kind, days, hour):
        at = (
            datetime.combine(self.today, datetime.min.time())
            + timedelta(hours=hour)
            - timedelta(days=days)
        )
        if kind == "lead":
            self.set_columns(self.make_lead(person), create_date=at)
        elif kind == "answer":
            record = self.env["monaco.solicitation"].create(
                {"partner_id": person.id, "company_id": self.company.id, "answered": True}
            )
            self.set_columns(record, date=at)
        else:
            self.env["mail.message"].create(
                {
                    "model": "res.partner",
                    "res_id": person.id,
                    "author_id": person.id,
                    "message_type": "email",
                    "date": at,
                }
            )

    def _hold(self, person, hold):
        if hold is None:
            return False
        days = 0 if hold == "open" else hold
        record = self.env["monaco.manual.hold"].create(
            {
                "partner_id": person.id,
                "type_id": self.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Litige",
                "date_start": self.today - timedelta(days=30),
                "date_end": False if hold == "open" else self.today + timedelta(days=days),
                "company_id": self.company.id,
            }
        )
        self.assertTrue(record)
        return days >= 0

    def _days(self, months):
        """Return the first and last number of days that ``months`` may span, with a day for the zones."""
        span = (self.today - (self.today - relativedelta(months=months))).days
        return span - 4, span + 4

    @given(
        acts=ACTS, hour=HOURS, zone=ZONES, months=st.sampled_from([1, 6, 12, 13, 36]), hold=HOLDS
    )
    @few
    def test_who_goes(self, acts, hour, zone, months, hold):
        """Nobody with a contact inside the period or a live hold goes; nobody else outlives the maximum."""
        with self.cr.savepoint() as savepoint:
            person = self._given(acts, hour, zone, months)
            held = self._hold(person, hold)
            reason = self.recheck(person)
            shortest, longest = self._days(months)
            last = min((days for _kind, days in acts), default=9999)
            if last < shortest:
                self.assertEqual(reason, "new_contact")
            if held:
                self.assertIsNotNone(reason)
            if last > longest and not held:
                self.assertIsNone(reason, "they outlive the maximum and nothing holds them")
            savepoint.rollback()

    @given(
        acts=ACTS,
        more=st.tuples(st.sampled_from(["lead", "answer", "message"]), DAYS),
        hour=HOURS,
        zone=ZONES,
    )
    @few
    def test_an_act_never_brings_the_deadline_nearer(self, acts, more, hour, zone):
        with self.cr.savepoint() as savepoint:
            person = self._given(acts, hour, zone)
            before = self.get_clock(person)
            self._act(person, *more, hour)
            after = self.get_clock(person)
            self.assertGreaterEqual(after["deadline"], before["deadline"])
            self.assertGreaterEqual(after["last_contact"], before["last_contact"])
            savepoint.rollback()

    @given(acts=ACTS, zone=ZONES, lead_time=st.integers(1, 180))
    @few
    def test_archiving_comes_first_and_never_moves_the_deadline(self, acts, zone, lead_time):
        with self.cr.savepoint() as savepoint:
            person = self._given(acts, zone=zone)
            before = self.get_deadline(person)
            self.company.monaco_archive_days = lead_time
            clock = self.get_clock(person)
            self.assertEqual(clock["deadline"], before)
            self.assertEqual(clock["archive_on"], before - timedelta(days=lead_time))
            self.assertLessEqual(clock["deadline"], clock["last_contact"] + relativedelta(years=1))
            savepoint.rollback()

    @given(mine=ACTS, theirs=ACTS)
    @few
    def test_a_company_never_goes_before_its_contacts(self, mine, theirs):
        with self.cr.savepoint() as savepoint:
            company = self._given(mine)
            company.is_company = True
            contacts = [
                self.make_person(f"Contact {n}", relativedelta(years=30), parent_id=company.id)
                for n in (1, 2)
            ]
            for kind, days in theirs:
                self._act(contacts[0], kind, days, 12)
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, deadline FROM (%s) due",
                    clocks.deadlines(
                        self.env, only=[company.id, *(contact.id for contact in contacts)]
                    ),
                )
            )
            deadlines = dict(rows)
            self.assertEqual(len(deadlines), 3)
            self.assertEqual(deadlines[company.id], max(deadlines.values()))
            savepoint.rollback()

    @given(first=DAYS, second=DAYS)
    @few
    def test_solicitations_only_shorten(self, first, second):
        """What we send never gives us more time; two unanswered ones may take some away."""
        with self.cr.savepoint() as savepoint:
            person = self._given([("lead", 200)])
            before = self.get_clock(person)
            for days in (first, second):
                record = self.env["monaco.solicitation"].create(
                    {"partner_id": person.id, "company_id": self.company.id}
                )
                self.set_columns(record, date=self.ago(days=days))
            after = self.get_clock(person)
            self.assertLessEqual(after["deadline"], before["deadline"])
            self.assertEqual(after["last_contact"], before["last_contact"])
            savepoint.rollback()
