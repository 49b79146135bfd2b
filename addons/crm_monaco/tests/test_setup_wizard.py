from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_fading import FadingCase


@tagged("-at_install", "post_install")
class TestSetupWizard(FadingCase):
    def make(self, user=None, **vals):
        setups = self.env["monaco.setup"].with_user(user or self.dpo)
        return setups.with_context(allowed_company_ids=self.company.ids).create(vals)

    def at(self, state, **vals):
        setup = self.make(**vals)
        while setup.state != state:
            setup.action_next()
        return setup

    def test_from_end_to_end(self):
        for index in range(3):
            self.make_fading(f"Ancienne {index}", days=800)
        setup = self.make()
        self.assertEqual(setup.country_id.code, "MC")
        self.assertFalse(setup.country_unusual or setup.tz_unusual)
        setup.action_next()
        self.assertIn("prospect", setup.clock_ids.mapped("kind"))
        self.assertTrue(all(setup.clock_ids.mapped("legal_reference")))
        setup.action_next()
        setup.write(
            {
                "archive_days": 45,
                "solicitation_interval": 20,
                "answer_days": 25,
                "approve_each_run": True,
            }
        )
        setup.action_next()
        company = self.company.sudo()
        self.assertEqual(
            (
                company.monaco_archive_days,
                company.monaco_solicitation_interval,
                company.monaco_answer_days,
            ),
            (45, 20, 25),
        )
        self.assertTrue(company.monaco_approve_each_run)
        self.assertIn(self.dpo, setup.in_charge_ids)
        self.assertNotIn(self.env.ref("base.user_root"), setup.in_charge_ids)
        setup.action_next()
        setup.wave = 2
        action = setup.action_finish()
        run = self.env["monaco.run"].browse(action["res_id"])
        self.assertEqual((action["res_model"], run.state, run.wave), ("monaco.run", "preview", 2))
        self.assertEqual(run.company_ids, self.company)
        self.assertGreaterEqual(run.erase_count, 3)
        self.assertFalse(company.monaco_retention_on, "nothing is switched on before approval")

    def test_warnings(self):
        setup = self.make(country_id=self.env.ref("base.us").id, tz="America/New_York")
        self.assertTrue(setup.country_unusual and setup.tz_unusual)
        self.env.ref("crm_monaco.group_monaco_dpo").user_ids = [(6, 0, self.dpo.ids)]
        self.assertEqual(self.make().in_charge_count, 1)

    def test_time_zone_and_country_are_saved(self):
        self.make(tz="Europe/Paris", country_id=self.env.ref("base.fr").id).action_next()
        self.assertEqual(
            (self.company.partner_id.tz, self.company.country_id.code), ("Europe/Paris", "FR")
        )

    def test_bad_input(self):
        with self.assertRaises(UserError):
            self.make(country_id=False).action_next()
        with self.assertRaises(UserError):
            self.make(tz=False).action_next()
        for vals in (
            {"archive_days": 0},
            {"archive_days": 181},
            {"solicitation_interval": 0},
            {"answer_days": -3},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.at("settings", **vals).action_next()
        with self.assertRefused("wave_positive"):
            self.make(wave=-1).flush_recordset()
        with self.assertRaises(UserError):
            self.make().action_back()
        with self.assertRaises(UserError):
            self.at("backlog").action_next()
        self.env["monaco.clock"].search([("kind", "=", "prospect")]).active = False
        with self.assertRaises(UserError):
            self.at("periods").action_next()

    def test_only_the_person_in_charge(self):
        admin = self.seller
        admin.group_ids += self.env.ref("crm_monaco.group_monaco_admin")
        for user in (self.portal, self.public, self.staff, self.other, admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.make(user)
        setup = self.make()
        for method in ("action_next", "action_back", "action_finish"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(setup.with_user(admin), method)()

    def test_a_company_of_others_is_out_of_reach(self):
        elsewhere = self.make_company("Ailleurs")
        setup = self.make(company_id=elsewhere.id)
        for method in ("action_next", "action_finish"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(setup, method)()


@tagged("-at_install", "post_install")
class TestWaves(FadingCase):
    def setUp(self):
        super().setUp()
        self.env["res.company"].sudo().search([]).write({"monaco_retention_on": False})
        self.persons = [self.make_fading(f"Ancienne {index}", days=800) for index in range(5)]
        self.retention_on()

    def prepare(self, wave):
        run = self.env["monaco.run"].sudo().with_context(monaco_wave=wave)._prepare(self.company)
        run._approve()
        return run.with_context(monaco_wave=None)

    def night(self, run):
        self.run_nightly()
        run.invalidate_recordset()
        return run.done_count + run.skipped_count

    def next_day(self, run):
        """Make the batches of the run yesterday's."""
        self.env.flush_all()
        self.set_columns(
            run.batch_ids.filtered(lambda batch: batch.state == "done"),
            date_done=fields.Datetime.now() - timedelta(days=1),
        )

    def test_a_wave_a_night(self):
        run = self.prepare(2)
        planned = run.erase_count + run.archive_count
        self.assertGreaterEqual(planned, 5)
        done = nights = 0
        while run.state == "approved" and nights < 100:
            now = self.night(run)
            self.assertLessEqual(now - done, 2, "more than a wave in one night")
            self.assertGreater(now, done)
            self.assertEqual(self.night(run), now, "the same night does no more")
            done, nights = now, nights + 1
            self.next_day(run)
        self.assertEqual(run.state, "done")
        self.assertEqual(done, planned)
        self.assertTrue(run.head)
        for person in self.persons:
            self.assertErased(person)

    def test_without_wave_all_at_once(self):
        run = self.prepare(0)
        self.night(run)
        self.assertEqual(run.state, "done")

    def test_batches_fill_a_wave_and_never_exceed_it(self):
        runs = self.env["monaco.run"].sudo()
        for wave, size in (
            (0, 1000),
            (1, 1),
            (500, 500),
            (1000, 1000),
            (1500, 750),
            (1501, 750),
            (2000, 1000),
        ):
            with self.subTest(wave):
                run = runs.create({"today": self.today, "wave": wave})
                self.assertEqual(run._get_batch_size(1000), size)

    def test_a_plan_made_again_keeps_its_wave(self):
        run = self.prepare(2)
        run._cancel_open("rules changed")
        self.assertEqual(self.preview().wave, 2)
        self.env["monaco.run"].sudo()._cancel_open("superseded")
        self.assertEqual(self.preview().wave, 0)

    def test_a_negative_wave_is_refused(self):
        with self.assertRefused("wave_positive"):
            self.env["monaco.run"].sudo().with_context(monaco_wave=-1)._prepare(self.company)
