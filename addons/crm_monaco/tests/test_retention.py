from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from . import common


@tagged("-at_install", "post_install")
class TestPersons(common.MonacoCase):
    """Who goes, who stays, and when: one case a sort of person."""

    def test_nothing_but_a_name(self):
        person = self.make_prospect("Rien Qu'un Nom", self.years(1))
        self.retention_on()
        self.run_nightly()
        self.assertErased(person)

    def test_no_evidence_no_file(self):
        """Somebody typed in once, whatever Odoo's ranks say, is in no file."""
        person = self.make_person("Vieille Fiche", self.years(20))
        if "customer_rank" in person._fields:
            person.write({"customer_rank": 3, "supplier_rank": 2})
        self.retention_on()
        self.run_nightly()
        self.assertFalse(person.monaco_kind)
        self.assertFalse(person.monaco_state)
        self.assertUntouched(person)

    def test_recorded_collection_is_evidence(self):
        person = self.make_person("Salon 2019", self.years(5))
        person.monaco_collection_source_id = self.env["monaco.collection.source"].search(
            [], limit=1
        )
        person.monaco_collection_date = self.ago(years=2).date()
        clock = self.get_clock(person)
        self.assertEqual(clock["kind"], "prospect")
        self.assertEqual(clock["last_contact"], self.ago(years=2).date())

    def test_lead_without_partner_is_recognised_by_its_exact_address(self):
        mail = {"email": "Alix.Exact@Example.com"}
        person = self.make_person("Alix Exact", self.years(3), **mail)
        near = self.make_person("Presque", self.years(3), email="xalix.exact@example.com")
        lead = self.env["crm.lead"].create(
            {
                "name": "Formulaire",
                "email_from": "alix.exact@example.com",
                "company_id": self.company.id,
            }
        )
        self.set_columns(lead, partner_id=None)
        self.backdate(lead, self.years(2))
        self.assertEqual(self.get_clock(person)["kind"], "prospect")
        self.assertIsNone(self.get_clock(near), "an address that only contains the other one")
        self.retention_on()
        self.run_nightly()
        self.assertErased(person)
        self.assertFalse(lead.exists().email_from)
        self.assertUntouched(near)

    def test_company_contact_and_their_company(self):
        """Each has a clock; the company goes with or after the last of its contacts, never before."""
        company = self.make_prospect("Société Éteinte SAM", self.years(3), is_company=True)
        old = self.make_person("Ancien", self.years(3), parent_id=company.id)
        recent = self.make_person("Récent", self.years(3), parent_id=company.id)
        self.make_lead(old, self.years(2))
        self.make_lead(recent, relativedelta(months=6))
        self.retention_on()
        self.run_nightly()
        self.assertErased(old)
        self.assertUntouched(recent)
        self.assertUntouched(company)
        self.assertEqual(recent.parent_id, company)
        self.assertEqual(company.monaco_last_contact, self.ago(months=6).date())
        self.backdate(
            self.env["crm.lead"].search([("partner_id", "=", recent.id)]), relativedelta(months=6)
        )
        self.run_nightly()
        self.assertErased(recent)
        self.assertErased(company)

    def test_company_waits_for_a_held_contact(self):
        company = self.make_prospect("Société Tenue SAM", self.years(3), is_company=True)
        contact = self.make_person("Tenu", self.years(3), parent_id=company.id)
        hold = self.env["monaco.manual.hold"].create(
            {
                "partner_id": contact.id,
                "type_id": self.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Litige",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self.bucket(contact), ("keep", "dispute"))
        self.assertEqual(self.bucket(company), ("keep", "contact_kept"))
        hold.action_end("Réglé")
        self.assertEqual(self.bucket(contact)[0], "erase")
        self.assertEqual(self.bucket(company)[0], "erase")

    def test_company_waits_for_a_contact_who_is_in_no_file(self):
        company = self.make_prospect("Société Mixte SAM", self.years(3), is_company=True)
        new_test_user(self.env, "collegue", groups="base.group_user").partner_id.parent_id = company
        self.assertEqual(self.bucket(company), ("keep", "contact_kept"))

    def test_company_waits_for_a_contact_somebody_is_editing(self):
        company = self.make_prospect("Société Occupée SAM", self.years(3), is_company=True)
        contact = self.make_person("Occupé", self.years(3), parent_id=company.id)
        self.retention_on()
        run = self.preview()
        run._approve()
        self.get_line(run, contact).sudo().write({"state": "skipped"})
        self.run_nightly()
        line = self.get_line(run, company)
        self.assertEqual((line.state, line.reason), ("skipped", "contact_kept"))
        self.assertUntouched(company)

    def test_addresses_go_with_their_person(self):
        person = self.make_prospect("Adresses", self.years(3))
        delivery = self.make_person(
            "Livrer chez Tante Odette", parent_id=person.id, type="delivery", street="1 rue X"
        )
        nameless = self.make_person(
            "Sans Type", self.years(3), parent_id=person.id, street="2 rue Y"
        )
        self.set_columns(nameless, type=None)
        self.assertIsNone(self.get_clock(delivery), "an address is no person")
        self.assertTrue(self.get_clock(nameless), "a contact without type is one")
        self.retention_on()
        self.run_nightly()
        self.assertErased(person)
        self.assertErased(nameless)
        self.assertEqual(delivery.monaco_state, "anonymised")
        self.assertNotIn("Odette", delivery.name)
        self.assertFalse(delivery.street)

    def test_address_of_a_colleague_is_not_erased_with_its_parent(self):
        person = self.make_prospect("Parent", self.years(3))
        colleague = new_test_user(self.env, "collegue2", groups="base.group_user").partner_id
        colleague.write({"parent_id": person.id, "type": "other"})
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(colleague)
        self.assertTrue(colleague.active)
        self.assertNotEqual(colleague.monaco_state, "anonymised")

    def test_portal_user_visits_count(self):
        person = self.make_prospect("Portail", self.years(3), email="visite@example.com")
        self._make_portal_user(person, visited=relativedelta(months=11))
        self.assertEqual(self.get_clock(person)["last_contact"], self.ago(months=11).date())
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(person, "archived")

    def test_portal_user_goes_with_their_login(self):
        person = self.make_prospect("Portail", self.years(3), email="part@example.com")
        user = self._make_portal_user(person, visited=relativedelta(months=13))
        self.retention_on()
        self.run_nightly()
        self.assertErased(person)
        self.assertFalse(user.active)
        self.assertNotIn("part", user.login)
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
        self.assertFalse(self.env.cr.fetchone()[0])

    def _make_portal_user(self, person, visited):
        user = new_test_user(
            self.env, person.email, groups="base.group_portal", partner_id=person.id
        )
        log = self.env["res.users.log"].create({})
        self.set_columns(
            log,
            create_uid=user.id,
            create_date=datetime.combine(self.ago().date(), self.ago().time()) - visited,
        )
        return user

    def test_archived_by_hand_has_the_same_clock(self):
        hidden = self.make_prospect("Rangée", self.years(1))
        shown = self.make_prospect("Visible", self.years(1))
        recent = self.make_prospect("Rangée Récemment", relativedelta(months=3))
        (hidden | recent).active = False
        self.assertEqual(self.get_deadline(hidden), self.get_deadline(shown))
        self.retention_on()
        self.run_nightly()
        self.assertErased(hidden)
        self.assertErased(shown)
        self.assertUntouched(recent)

    def test_person_of_another_company_follows_its_settings(self):
        other = self.make_company("Autre maison")
        self.env["monaco.clock"].create(
            {
                "name": "Six mois",
                "kind": "prospect",
                "company_id": other.id,
                "months": 6,
                "legal_reference": "Registre",
            }
        )
        mine = self.make_prospect("À nous", relativedelta(months=7))
        theirs = self.make_prospect(
            "À eux", relativedelta(months=7), company=other, company_id=other.id
        )
        self.retention_on(self.company | other)
        self.run_nightly()
        self.assertUntouched(mine)
        self.assertErased(theirs)

    def test_shared_person_is_due_when_due_everywhere(self):
        other = self.make_company("Autre maison")
        shared = self.make_person("Partagée", self.years(3))
        self.make_lead(shared, self.years(2))
        second = self.make_lead(shared, relativedelta(months=6), company=other)
        self.retention_on(self.company | other)
        self.run_nightly()
        self.assertUntouched(shared)
        self.backdate(second, relativedelta(months=6))
        self.run_nightly()
        self.assertErased(shared)

    def test_person_assigned_to_one_company_with_documents_in_another(self):
        """The company field is no way round the other company's documents."""
        other = self.make_company("Autre maison")
        person = self.make_person("Mutée", self.years(3), company_id=other.id)
        self.make_lead(person, self.years(2), company=other)
        lead = self.make_lead(self.make_person("Tiers"), relativedelta(months=6))
        self.set_columns(lead, partner_id=person.id)
        self.retention_on(self.company | other)
        self.run_nightly()
        self.assertUntouched(person)

    def test_company_with_retention_off_holds_whom_it_shares(self):
        other = self.make_company("Autre maison")
        shared = self.make_prospect("Partagée", self.years(3))
        self.make_lead(shared, self.years(2), company=other)
        alone = self.make_prospect("À eux seuls", self.years(3), company=other)
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(shared)
        self.assertUntouched(alone)
        self.assertEqual(shared.monaco_hold_ids.type_id.mapped("code"), ["retention_off"])
        self.retention_on(other)
        self.run_nightly()
        self.assertErased(shared)
        self.assertErased(alone)

    def test_never(self):
        """An internal user, an own company, a supplier with leads of their own: never."""
        internal = new_test_user(self.env, "interne", groups="base.group_user").partner_id
        left = new_test_user(self.env, "parti", groups="base.group_user")
        left.active = False
        own = self.make_company("Encore une").partner_id
        persons = internal | left.partner_id | own
        if "hr.employee" in self.env:
            employee = self.make_person("Employé", self.years(3))
            self.env["hr.employee"].create({"name": "Employé", "work_contact_id": employee.id})
            persons |= employee
        for person in persons:
            self.make_lead(person, self.years(3))
        self.backdate(persons, self.years(3))
        self.retention_on()
        self.run_nightly()
        for person in persons:
            self.assertFalse(person.monaco_kind)
            self.assertUntouched(person)
            self.assertIn(":", person.monaco_next_step)

    def test_person_archived_by_retention_who_acts_comes_back(self):
        person = self.make_prospect("Revenante", relativedelta(months=11, days=10))
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(person, "archived")
        self.assertFalse(person.active)
        self.make_lead(person)
        self.run_nightly()
        self.assertUntouched(person, "active")
        self.assertTrue(person.active)

    def test_losing_the_evidence_after_archiving_frees_nobody(self):
        person = self.make_prospect("Sans Trace", relativedelta(months=11, days=10))
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(person, "archived")
        self.env["crm.lead"].search([("partner_id", "=", person.id)]).unlink()
        self.backdate(person, relativedelta(days=21))
        # without document nobody knows which company they deal with: all of them decide
        self.run_nightly()
        self.assertUntouched(person, "archived")
        self.retention_on(self.env["res.company"].search([]))
        self.run_nightly()
        self.assertErased(person)


@tagged("-at_install", "post_install")
class TestDates(common.MonacoCase):
    """The year is a maximum: on or before the anniversary, never after, never without a date."""

    def _deadline_after(self, at, **vals):
        person = self.make_prospect("Date", self.years(30), **vals)
        lead = self.env["crm.lead"].search([("partner_id", "=", person.id)])
        self.set_columns(lead, create_date=at)
        return str(self.get_deadline(person))

    def test_anniversary(self):
        self.assertEqual(self._deadline_after("2024-06-15 12:00:00"), "2025-06-15")

    def test_leap_day(self):
        self.assertEqual(self._deadline_after("2024-02-29 12:00:00"), "2025-02-28")
        self.assertEqual(self._deadline_after("2023-02-28 12:00:00"), "2024-02-28")

    def test_end_of_month(self):
        self.env["monaco.clock"].create(
            {
                "name": "1",
                "kind": "prospect",
                "company_id": self.company.id,
                "months": 1,
                "legal_reference": "R",
            }
        )
        self.assertEqual(self._deadline_after("2024-01-31 12:00:00"), "2024-02-29")

    def test_day_is_the_company_s_own(self):
        """Half past eleven in the evening, UTC, is the next day in Monaco."""
        self.assertEqual(self._deadline_after("2024-06-15 23:30:00"), "2025-06-16")
        self.company.partner_id.tz = "America/Martinique"
        self.assertEqual(self._deadline_after("2024-06-16 03:00:00"), "2025-06-15")

    def test_missing_dates_keep(self):
        person = self.make_prospect("Sans Dates", self.years(30))
        lead = self.env["crm.lead"].search([("partner_id", "=", person.id)])
        self.set_columns(person, create_date=None)
        self.set_columns(lead, create_date=None)
        clock = self.get_clock(person)
        self.assertEqual(
            (clock["kind"], clock["deadline"], clock["archive_on"]), ("prospect", None, None)
        )
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(person)
        self.assertIn("No date", person.with_context(lang="en_US").monaco_next_step)

    def test_one_missing_date_among_others_keeps(self):
        """A contact nobody knows the date of may be yesterday's."""
        person = self.make_prospect("Une Date", self.years(30))
        self.set_columns(self.make_lead(person), create_date=None)
        self.assertIsNone(self.get_deadline(person))

    def test_future_dates_keep(self):
        person = self.make_prospect("Futur", self.years(30))
        self.set_columns(self.make_lead(person), create_date=self.ago(years=-1))
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(person)

    def test_collection_date_older_than_the_record(self):
        """An old file typed in today is as old as its collection."""
        person = self.make_prospect("Vieux Fichier", relativedelta())
        self.set_columns(person, monaco_collection_date=self.ago(years=3).date())
        self.backdate(self.env["crm.lead"].search([("partner_id", "=", person.id)]), self.years(3))
        self.assertEqual(self.bucket(person)[0], "erase")

    def test_archived_early_anonymised_on_the_anniversary(self):
        lead_time = self.company.monaco_archive_days
        early = self.make_prospect(
            "Trop Tôt", relativedelta(years=1) - relativedelta(days=lead_time + 1)
        )
        person = self.make_prospect("À Point")
        contact = self.today - relativedelta(years=1) + relativedelta(days=lead_time)
        self._set_contact(person, contact)
        self._set_contact(early, contact + relativedelta(days=1))
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(early, "active")
        self.assertUntouched(person, "archived")
        self.assertGreater(person.monaco_deadline, self.today, "archived before the anniversary")
        self.assertFalse(person.active)
        # the eve of the anniversary, then the day itself
        self._set_contact(person, self.today - relativedelta(years=1) + relativedelta(days=1))
        self.run_nightly()
        self.assertUntouched(person, "archived")
        self._set_contact(person, self.today - relativedelta(years=1))
        self.run_nightly()
        self.assertErased(person)

    def _set_contact(self, person, day):
        at = datetime.combine(day, self.ago().time())
        self.set_columns(person, create_date=at, monaco_collection_date=None)
        self.set_columns(
            self.env["crm.lead"].search([("partner_id", "=", person.id)]), create_date=at
        )

    def test_address_is_archived_with_its_person_and_comes_back(self):
        person = self.make_prospect("Adressée", relativedelta(months=11, days=10))
        address = self.make_person("Sa Livraison", parent_id=person.id, type="delivery")
        self.retention_on()
        self.run_nightly()
        self.assertFalse(person.active)
        self.assertFalse(address.active)
        person.action_monaco_restore("Erreur")
        self.assertTrue(person.active)
        self.assertTrue(address.active)


@tagged("-at_install", "post_install")
class TestPeriods(common.MonacoCase):
    """Periods and settings refuse what would break the law or the nightly action."""

    def _make_clock(self, **vals):
        base = {
            "name": "Règle",
            "kind": "prospect",
            "company_id": self.company.id,
            "legal_reference": "Registre",
        }
        return self.env["monaco.clock"].create({**base, **vals})

    def test_longer_than_the_ceiling_needs_a_reason(self):
        common_rule = self.env.ref("crm_monaco.clock_prospect")
        with self.assertRaisesRegex(UserError, "12"):
            common_rule.months = 13
        with self.assertRefused():
            common_rule.write({"months": 13, "justification": "   "})
        common_rule.write({"months": 13, "justification": "Cycle d'achat de plus d'un an"})
        with self.assertRefused():
            common_rule.justification = False

    def test_company_rule_without_ceiling_is_under_the_common_one(self):
        with self.assertRefused("12"):
            self._make_clock(months=36)
        with self.assertRefused("12"):
            self._make_clock(months=36, ceiling_months=48)
        clock = self._make_clock(months=12)
        with self.assertRefused():
            clock.months = 36
        self._make_clock(kind="client", months=72, justification="Garantie de six ans")

    def test_bad_periods(self):
        for months in (0, -1, 1201, 2000000000):
            with self.assertRefused():
                self._make_clock(months=months, justification="!")
        with self.assertRefused():
            self._make_clock(months=6)
            self._make_clock(months=7)

    def test_bad_settings(self):
        for vals in (
            {"monaco_archive_days": 0},
            {"monaco_archive_days": -5},
            {"monaco_archive_days": 181},
            {"monaco_solicitation_interval": 0},
            {"monaco_answer_days": -1},
        ):
            with self.assertRefused():
                self.company.write(vals)

    def test_settings_no_form_asked_for(self):
        """Settings that an old database lacks have their defaults; a company without tz is in Monaco."""
        person = self.make_prospect("Défauts", self.years(1))
        self.set_columns(
            self.company,
            monaco_archive_days=None,
            monaco_solicitation_interval=None,
            monaco_answer_days=None,
        )
        self.set_columns(self.company.partner_id, tz=None)
        self.assertEqual(self.bucket(person)[0], "erase")

    def test_no_period_no_deadline(self):
        person = self.make_prospect("Sans Règle", self.years(30))
        self.env["monaco.clock"].search([("kind", "=", "prospect")]).active = False
        self.assertIsNone(self.get_deadline(person))
        self.assertEqual(self.bucket(person), (None, None))

    def test_today_is_the_company_s_day(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"
        day = self.env["monaco.run"]._today(self.company)
        self.assertIn((day - fields.Date.today()).days, (0, 1))
