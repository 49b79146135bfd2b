import hashlib
import json
import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine import bonds, executor, refresher
from ..engine.eraser import Eraser

# how often a batch is begun again when others write the same rows at the same moment
RETRIES = 10

_logger = logging.getLogger(__name__)


class MonacoRetention(models.AbstractModel):
    """The scheduled action: plan once, then execute batches, commit each, go on until done."""

    _name = "monaco.retention"
    _description = "Retention engine"

    @api.model
    def _cron_retention(self):
        """Nightly: refresh, plan when no plan is open, execute what is approved.

        Returns as soon as the time Odoo gives is used up, and asks to be called again at once.
        """
        if self._is_neutralized():
            _logger.info("neutralised copy: retention does not run")
            return
        # what people save meanwhile must not make the refresh fail
        self.env["ir.cron"]._commit_progress()
        executor.begin(self.env.cr)
        self.env["monaco.run"]._seal_cancelled()
        run = self._get_open_run()
        if not run:
            return
        self._execute(run)

    @api.model
    def _get_open_run(self):
        """Return the approved run to execute, planning a new one if need be; empty if nothing may run."""
        run = (
            self.env["monaco.run"].sudo().search([("state", "=", "approved")], order="id", limit=1)
        )
        if run:
            if run.fingerprint == self._fingerprint():
                return run
            run._cancel_open("rules changed")
        companies = self.env["res.company"].sudo().search([("monaco_retention_on", "=", True)])
        if not companies:
            refresher.refresh(self.env)
            self.env["ir.cron"]._commit_progress()
            return run.browse()
        run = self.env["monaco.run"].sudo()._prepare(companies)
        if any(companies.mapped("monaco_approve_each_run")):
            self.env["ir.cron"]._commit_progress()
            return run.browse()
        run._approve()
        self.env["ir.cron"]._commit_progress(remaining=self._count_left(run))
        return run

    @api.model
    def _execute(self, run):
        """Execute the batches of ``run`` that nobody works on, one transaction each."""
        cr, crons, patience = self.env.cr, self.env["ir.cron"], RETRIES
        if run.erase_count:
            self.env["monaco.digest"]._forget_queued()
        crons._commit_progress()
        worker = None
        while True:
            try:
                executor.begin(cr)
                worker = worker or run._get_executor(Eraser(self.env, self._get_words()))
                if run._is_wave_done():
                    crons._commit_progress(
                        remaining=0
                    )  # the run stays approved: the rest is for the next night
                    return
                worker.prepare()
                batch = worker.claim()
                if batch is None:
                    break
                worker.execute(*batch)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                cr.rollback()
                self.env.invalidate_all(flush=False)
                patience -= 1
                if not patience:
                    raise
                continue
            left = self._count_left(run)
            time_left = crons._commit_progress(1, remaining=left)
            watch = self.env.context.get("monaco_after_batch")
            if watch and not watch(run, left):
                return  # whoever watches a terminal said stop: the run stays approved
            if time_left <= 0 and left:
                cron = self.env.ref("crm_monaco.ir_cron_retention", raise_if_not_found=False)
                if cron:
                    cron._trigger()
                    crons._commit_progress(remaining=left)
                return
        self._finish(run)

    @api.model
    def _count_left(self, run):
        return (
            self.env["monaco.batch"]
            .sudo()
            .search_count([("run_id", "=", run.id), ("state", "=", "todo")])
        )

    @api.model
    def _finish(self, run):
        """Seal the run, unless another worker still has a batch in hand or did it already."""
        locked = run.sudo().try_lock_for_update()
        locked.invalidate_recordset()
        locked._seal()
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _refresh_persons(self, ids):
        """Refresh a few persons and their families at once, after a decision of staff."""
        if ids:
            env = self.sudo().env
            env.flush_all()
            refresher.refresh(env, only=bonds.family_of(env, ids))

    @api.model
    def _is_neutralized(self):
        return bool(self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized"))

    @api.model
    def _get_words(self):
        """Return the words written in place of what is erased, in the main company's language."""
        lang = self.env.company.partner_id.lang or self.env.lang or "en_US"
        return {"anonymised": self.with_context(lang=lang).env._("Anonymised")}

    @api.model
    def _fingerprint(self):
        """Return a digest of the rules a preview depends on: periods, settings, modules."""
        clocks = self.env["monaco.clock"].sudo().search([], order="id")
        companies = self.env["res.company"].sudo().search([], order="id")
        modules = (
            self.env["ir.module.module"].sudo().search([("state", "=", "installed")], order="name")
        )
        types = self.env["monaco.hold.type"].sudo().search([], order="code")
        rules = [
            clocks.mapped(lambda c: [c.kind, c.company_id.id, c.months]),
            companies.mapped(
                lambda c: [
                    c.id,
                    c.monaco_archive_days,
                    c.monaco_solicitation_interval,
                    c.monaco_answer_days,
                ]
            ),
            types.mapped(lambda t: [t.code, t.archivable]),
            modules.mapped(lambda m: [m.name, m.latest_version]),
        ]
        return hashlib.sha256(json.dumps(rules).encode()).hexdigest()
