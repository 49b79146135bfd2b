from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestWorkers(TransactionCase):
    """How many scheduled actions share a plan."""

    def _set(self, count):
        settings = self.env["res.config.settings"].create({})
        settings.monaco_workers = count
        settings.set_values()

    def test_setting_adds_and_removes_workers(self):
        retention = self.env["monaco.retention"]
        self._set(3)
        crons = retention._get_worker_crons()
        self.assertEqual(len(crons), 2)
        self.assertEqual(set(crons.mapped("code")), {"model._cron_worker()"})
        self.assertEqual(self.env["res.config.settings"].create({}).monaco_workers, 3)
        self._set(2)
        self.assertEqual(retention._get_worker_crons(), crons[0])
        self._set(1)
        self.assertFalse(retention._get_worker_crons())
        self._set(2)
        self.assertEqual(retention._get_worker_count(), 2)

    def test_number_within_reason(self):
        for count in (0, -1, 1000):
            with self.assertRaises(UserError):
                self._set(count)

    def test_first_wakes_the_others_for_an_approved_run(self):
        self._set(3)
        retention = self.env["monaco.retention"]
        triggers = self.env["ir.cron.trigger"].sudo()
        crons = retention._get_worker_crons()
        run = self.env["monaco.run"].create({"today": "2020-01-01", "state": "approved"})
        batch = {"run_id": run.id, "action": "erase", "planned": 0, "state": "todo"}
        self.env["monaco.batch"].create([{**batch, "sequence": n} for n in range(2)])
        before = triggers.search([("cron_id", "in", crons.ids)])
        retention._start_workers(run)
        woken = triggers.search([("cron_id", "in", crons.ids)]) - before
        self.assertEqual(woken.cron_id, crons[0], "two batches need one more pair of hands")

    def test_worker_neither_plans_nor_approves(self):
        self._set(2)
        self.env.company.monaco_retention_on = True
        before = self.env["monaco.run"].search_count([])
        with self.enter_registry_test_mode():
            self.env["monaco.retention"]._get_worker_crons().method_direct_trigger()
        self.assertEqual(self.env["monaco.run"].search_count([]), before)
