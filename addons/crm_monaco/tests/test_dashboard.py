from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_fading import FadingCase


@tagged("-at_install", "post_install")
class TestDashboard(FadingCase):
    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("crm_monaco.ir_cron_retention").sudo()

    def get(self, user=None, companies=None):
        user = user or self.dpo
        dashboard = self.env["monaco.dashboard"].with_user(user)
        return dashboard.with_context(
            allowed_company_ids=(companies or self.company).ids
        ).get_dashboard()

    def levels(self, data):
        return [alarm["level"] for alarm in data["alarms"]]

    def count(self, action):
        """Return how many records the list behind a count shows."""
        model = self.env[action["res_model"]].with_user(self.dpo)
        return model.with_context(allowed_company_ids=self.company.ids).search_count(
            action["domain"]
        )

    def test_who_may_call_it(self):
        for user in (self.portal, self.public, self.staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.get(user)

    def test_the_salesperson_sees_their_own_part_only(self):
        self.env["res.company"].sudo().search([]).write({"monaco_retention_on": False})
        self.make_fading()
        self.make_fading("Autre", user=self.other)
        data = self.get(self.seller)
        self.assertFalse(data["in_charge"])
        self.assertEqual(data["total"], 1)
        self.assertEqual([tile["count"] for tile in data["counters"]], [1, 1])
        for key in ("ages", "holds", "runs", "decisions"):
            self.assertNotIn(key, data)

    def test_counts_tell_the_same_as_their_lists(self):
        for days in (20, 300, 330, 345, 364, 365, 366, 400, 800, 1500, 4000):
            self.make_fading(f"Il y a {days}", days=days)
        self.set_columns(self.make_fading("Archivee"), monaco_state="archived", active=False)
        self.set_columns(self.make_fading("Anonyme"), monaco_state="anonymised", active=False)
        data = self.get()
        for tile in data["counters"][:3]:
            self.assertEqual(tile["count"], self.count(tile["action"]), tile["label"])
        for chart in (data["due"], data["ages"]):
            self.assertFalse(chart["empty"])
            for bars in chart["datasets"]:
                for name, count, action in zip(
                    chart["labels"], bars["data"], bars["actions"], strict=True
                ):
                    self.assertEqual(count, self.count(action), f"{bars['label']}: {name}")
        for line in data["holds"] + data["decisions"]:
            if isinstance(line["action"], dict) and line["count"]:
                self.assertEqual(line["count"], self.count(line["action"]), line["label"])

    def test_it_names_nobody(self):
        self.make_fading("Camille Introuvable")
        self.assertNotIn("Introuvable", str(self.get()))

    def test_ages_are_red_beyond_the_declared_period(self):
        bars = self.get()["ages"]["datasets"][0]
        self.assertEqual(bars["over"], [False, True, True, True, True, True])
        self.env["monaco.clock"].create(
            {
                "name": "Trois ans",
                "kind": "prospect",
                "company_id": self.company.id,
                "months": 36,
                "legal_reference": "essai",
                "justification": "essai",
            }
        )
        self.assertEqual(
            self.get()["ages"]["datasets"][0]["over"], [False, False, False, True, True, True]
        )

    def test_persons_of_another_company_are_not_counted(self):
        self.make_fading("Ici")  # reads the whole file again: others of the database count too
        before = self.get()["total"]
        elsewhere = self.make_company("Ailleurs")
        self.make_fading("Etranger", company=elsewhere, company_id=elsewhere.id)
        self.assertEqual(self.get()["total"], before)
        self.dpo.company_ids |= elsewhere
        self.assertEqual(self.get(companies=self.company | elsewhere)["total"], before + 1)

    def test_what_this_week_brings(self):
        """Archived, anonymised, kept: each counted once, as its list tells."""
        before = [tile["count"] for tile in self.get()["week"]]
        soon = self.make_prospect("Bientôt", self.years(1) - relativedelta(days=28))
        later = self.make_prospect("Plus Tard", self.years(1) - relativedelta(days=60))
        over = self.make_prospect("Échue", self.years(1))
        held = self.make_prospect("Retenue", self.years(1))
        kind = self.env.ref("crm_monaco.hold_type_dispute")
        self.env["monaco.manual.hold"].sudo().create(
            {
                "partner_id": held.id,
                "type_id": kind.id,
                "reason": "Litige",
                "company_id": self.company.id,
            }
        )
        self.refresh()
        week = self.get()["week"]
        self.assertEqual([t["count"] - was for t, was in zip(week, before, strict=True)], [1, 1, 1])
        persons = self.env["res.partner"].with_context(active_test=False)
        archive, erase, kept = (tile["action"]["domain"] for tile in week)
        self.assertIn(soon, persons.search(archive))
        self.assertIn(over, persons.search(erase))
        self.assertFalse(persons.search(archive) & persons.search(erase))
        self.assertFalse((later | held) & (persons.search(archive) | persons.search(erase)))
        self.assertIn(held, self.env["monaco.hold"].search(kept).partner_id)
        self.assertEqual(self.get(self.seller)["week"], [], "that is for the person in charge")

    def test_empty_file(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET monaco_state = NULL, monaco_kind = NULL")
        self.env["monaco.hold"].sudo().search([]).sudo().unlink()
        data = self.get()
        self.assertEqual(data["total"], 0)
        self.assertTrue(data["due"]["empty"] and data["ages"]["empty"])
        self.assertEqual(data["holds"], [])

    def test_alarm_when_retention_is_off(self):
        alarm = self.get()["alarms"][-1]
        self.assertEqual(
            (alarm["level"], alarm["action"]), ("warning", "crm_monaco.monaco_setup_action")
        )
        self.assertIn(self.company.name, alarm["text"])
        self.assertIsNone(
            self.get(self.seller)["alarms"][-1]["action"], "the assistant is not theirs"
        )
        self.retention_on()
        self.assertEqual(self.get()["alarms"], [])

    def test_alarm_when_the_action_fails_stops_or_is_silent(self):
        self.retention_on()
        now = fields.Datetime.now()
        self.set_columns(self.cron, lastcall=now, failure_count=0)
        self.assertEqual(self.get()["alarms"], [])
        self.set_columns(self.cron, failure_count=3, first_failure_date=now)
        self.assertEqual(self.levels(self.get()), ["danger"])
        self.set_columns(self.cron, failure_count=0, active=False)
        self.assertEqual(self.levels(self.get()), ["danger"])
        self.set_columns(self.cron, active=True, lastcall=now - timedelta(days=3))
        self.assertEqual(self.levels(self.get()), ["danger"])
        self.assertEqual(self.get(self.seller)["alarms"], [], "that is for the person in charge")
        self.retention_off()
        self.assertEqual(
            self.levels(self.get()), ["warning"], "nothing has to run while retention is off"
        )

    def test_alarm_when_the_action_was_deleted(self):
        self.retention_on()
        self.cron.unlink()
        self.assertEqual(self.levels(self.get()), ["danger"])

    def test_a_neutralised_copy_says_so(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)
        self.assertEqual(self.levels(self.get()), ["info"])

    def test_what_needs_a_decision(self):
        labels = self.decided()
        self.assertNotIn("Previews waiting for approval", labels)
        self.preview()
        undated = self.make_fading("Sans date")
        self.set_columns(undated, monaco_deadline=None, monaco_archive_on=None)
        old = self.make_prospect("Tenu par le personnel", relativedelta(days=500))
        old._monaco_note_exchange(self.today - timedelta(days=20), "phone", "")
        labels = self.decided()
        self.assertIn("Previews waiting for approval", labels)
        self.assertIn("Persons without any date: they are kept", labels)
        self.assertIn("Files kept by staff logs alone", labels)

    def test_failed_persons_of_the_last_run(self):
        person = self.make_fading(days=600)
        run = self.preview()
        run.sudo().state = "done"
        self.set_columns(self.get_line(run, person), state="failed", reason="error_23503")
        self.assertIn("Persons who failed in the last run", self.decided())
        self.assertEqual(self.get()["runs"][0]["id"], run.id)

    def test_no_second_person_and_no_period(self):
        group = self.env.ref("crm_monaco.group_monaco_dpo")
        second = "There is no second person in charge: nobody replaces the first, nor confirms"
        group.user_ids = [(6, 0, self.dpo.ids)]
        self.assertIn(second, self.decided())
        group.user_ids = [(4, self.seller.id)]
        self.assertNotIn(second, self.decided())
        self.env["monaco.clock"].search([("kind", "=", "prospect")]).active = False
        self.assertIn(
            "No period is declared for prospects: none of them is ever due", self.decided()
        )

    def decided(self):
        return [line["label"] for line in self.get()["decisions"]]
