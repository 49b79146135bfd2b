import os
from datetime import date, datetime, timedelta

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
# the ends of February, of months and of years, whatever the year
TURNS = st.builds(
    lambda year, day: date(year, 1, 1) + timedelta(days=day),
    st.integers(1999, 2032),
    st.sampled_from([0, 29, 30, 57, 58, 59, 60, 88, 89, 90, 180, 181, 333, 363, 364]),
)


@tagged("-at_install", "post_install")
class TestClockProperties(common.MonacoCase):
    """What must be true of every person, whatever their history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention_on()
        cls.other = cls.make_company("Autre maison")

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

    # ------------------------------------------------------------------ calendars

    @given(day=TURNS, months=st.sampled_from([1, 2, 6, 11, 12, 13, 24, 36, 47, 48]), zone=ZONES)
    @few
    def test_the_calendar_is_everybody_s(self, day, months, zone):
        """Leap days, short months, ends of years: as the calendar says, and never a day later."""
        with self.cr.savepoint() as savepoint:
            person = self._given([], zone=zone, months=months)
            at = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
            # noon in Monaco is the same day everywhere but at the date line
            known = day if zone != "Pacific/Kiritimati" else day + timedelta(days=1)
            self.set_columns(person, create_date=at)
            self.set_columns(
                self.env["crm.lead"].search([("partner_id", "=", person.id)]), create_date=at
            )
            clock = self.get_clock(person)
            self.assertEqual(clock["last_contact"], known)
            self.assertEqual(clock["deadline"], known + relativedelta(months=months))
            savepoint.rollback()

    @given(acts=ACTS, missing=st.integers(1, 2), zone=ZONES)
    @few
    def test_a_missing_date_keeps(self, acts, missing, zone):
        """An act of an unknown day may be yesterday's: nobody goes on it, whatever else is known."""
        with self.cr.savepoint() as savepoint:
            person = self._given(acts, zone=zone)
            for _lead in range(missing):
                self.set_columns(self.make_lead(person), create_date=None)
            self.assertIsNone(self.get_clock(person)["deadline"])
            self.assertEqual(self.recheck(person), "new_contact")
            self.assertEqual(self.recheck(person, "archive"), "new_contact")
            savepoint.rollback()

    # ------------------------------------------------------------------ contracts and companies

    @given(acts=ACTS, ended=DAYS, months=st.sampled_from([12, 48, 60]), hold=HOLDS)
    @few
    def test_a_contract_that_ended(self, acts, ended, months, hold):
        """Who was a client stays until the end of their contract's period, and no longer than their last contact's."""
        with self.cr.savepoint() as savepoint:
            self.env.ref("crm_monaco.clock_client").months = months
            person = self._given(acts)
            before = self.get_clock(person)
            day = self.today - timedelta(days=ended)
            person.monaco_contract_end = day
            held = self._hold(person, hold)
            clock = self.get_clock(person)
            self.assertEqual(clock["kind"], "client")
            self.assertGreaterEqual(clock["deadline"], day + relativedelta(months=months))
            self.assertGreaterEqual(clock["deadline"], before["deadline"])
            reason = self.recheck(person)
            self.assertEqual(reason is None, clock["deadline"] <= self.today and not held)
            savepoint.rollback()

    @given(
        here=DAYS,
        there=DAYS,
        mine=st.sampled_from([1, 6, 12]),
        theirs=st.sampled_from([1, 6, 12]),
        off=st.booleans(),
    )
    @few
    def test_several_companies_each_with_its_period(self, here, there, mine, theirs, off):
        """Whom two companies deal with goes when their time is over in both, and never while one is off."""
        with self.cr.savepoint() as savepoint:
            other = self.other
            self.retention_on(other)
            for company, months in ((self.company, mine), (other, theirs)):
                self.env["monaco.clock"].create(
                    {
                        "name": "Propre",
                        "kind": "prospect",
                        "company_id": company.id,
                        "months": months,
                        "legal_reference": "Registre",
                    }
                )
            person = self.make_person("Partagée", relativedelta(years=30))
            for company, days in ((self.company, here), (other, there)):
                self.set_columns(
                    self.make_lead(person, company=company), create_date=self.ago(days=days)
                )
            if off:
                self.retention_off(other)
            expected = max(
                self.ago(days=here).date() + relativedelta(months=mine),
                self.ago(days=there).date() + relativedelta(months=theirs),
            )
            clock = self.get_clock(person, on=self.company)
            self.assertEqual(clock["deadline"], expected)
            self.assertEqual(clock["retention_on"], not off)
            reason = self.recheck(person)
            self.assertEqual(reason is None, expected <= self.today and not off)
            savepoint.rollback()

    # ------------------------------------------------------------------ merges

    @given(
        mine=ACTS,
        theirs=ACTS,
        collected=st.tuples(st.integers(0, 2500), st.integers(0, 2500)),
        ended=st.tuples(st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS)),
        hold=HOLDS,
    )
    @few
    def test_merged_contacts(self, mine, theirs, collected, ended, hold):
        """The later contact, the later collection, the later contract win; a live hold stops the merge."""
        with self.cr.savepoint() as savepoint:
            source, target = self._given(mine), self._given(theirs)
            for person, days, end in zip((source, target), collected, ended, strict=True):
                self.set_columns(
                    person,
                    create_date=self.ago(days=days),
                    monaco_contract_end=None if end is None else self.today - timedelta(days=end),
                    email=None,
                    email_normalized=None,
                )
            held = self._hold(source, hold)
            merge = self.env["base.partner.merge.automatic.wizard"].create({})._merge
            if held:
                with self.assertRefused("cannot be merged"):
                    merge([source.id, target.id], target, extra_checks=False)
                self.assertTrue(source.exists())
                savepoint.rollback()
                return
            before = [self.get_clock(person) for person in (source, target)]
            merge([source.id, target.id], target, extra_checks=False)
            self.assertFalse(source.exists())
            clock = self.get_clock(target)
            self.assertEqual(clock["deadline"], max(one["deadline"] for one in before))
            self.assertEqual(clock["last_contact"], max(one["last_contact"] for one in before))
            reason = self.recheck(target)
            self.assertEqual(reason is None, clock["deadline"] <= self.today)
            savepoint.rollback()
