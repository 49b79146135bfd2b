import logging
import os
from pathlib import Path

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, config, mute_logger

from ..engine import planner, replay
from ..engine.ledger import Broken, Ledger

_logger = logging.getLogger(__name__)

VARIABLE = "CRM_MONACO_LEDGER"
PARAMETER = "crm_monaco.ledger"
BEHIND = "crm_monaco.ledger_behind"


class MonacoRetention(models.AbstractModel):
    """Keep the ledger outside the database, and erase again after a restore what it tells."""

    _inherit = "monaco.retention"

    @api.model
    def _get_ledger(self, path=None):
        """Return the ledger of this database.

        Where it lies: what is asked, else the environment, else a parameter, else Odoo's data folder.
        """
        get_param = self.env["ir.config_parameter"].sudo().get_param
        uuid = get_param("database.uuid")
        path = path or os.environ.get(VARIABLE) or get_param(PARAMETER)
        if not path:
            name = f"{self.env.cr.dbname}-{uuid}.jsonl"
            path = Path(config["data_dir"]) / "crm_monaco" / name
        return Ledger(path, uuid)

    @api.model
    def _get_ledger_entries(self, batch_ids=None):
        """Return what the ledger must say of the erased, one entry a batch; of all batches by default."""
        only = SQL("true") if batch_ids is None else SQL("b.id = ANY(%s)", list(batch_ids))
        rows = self.env.execute_query(
            SQL(
                """SELECT b.run_id, b.id, b.digest, j.res_model, array_agg(j.res_id ORDER BY j.res_id),
                          to_char(max(j.at), 'YYYY-MM-DD HH24:MI:SS'),
                          coalesce(r.previous_head, (SELECT h.head FROM monaco_run h WHERE h.head IS NOT NULL
                                                      ORDER BY h.date_done DESC, h.id DESC LIMIT 1), '')
                     FROM monaco_batch b JOIN monaco_run r ON r.id = b.run_id
                     JOIN monaco_journal j ON j.batch_id = b.id AND j.action = 'erase'
                    WHERE b.state = 'done' AND %s
                    GROUP BY b.id, r.id, j.res_model ORDER BY b.id""",
                only,
            )
        )
        names = ("run", "batch", "digest", "model", "ids", "at", "head")
        return [dict(zip(names, row, strict=True)) for row in rows]

    @api.model
    def _reconcile_ledger(self):
        """Write what a crash, or another machine, left unwritten; never stop a run for it."""
        ledger = self._get_ledger()
        try:
            entries = self._get_ledger_entries()
            known = ledger.read()
            here = {entry["digest"] for entry in entries}
            ahead = any(entry["ids"] and entry["digest"] not in here for entry in known)
            self._note_behind(
                sum(map(len, replay.pending(self.env, known).values())) if ahead else 0,
                len(self._find_suppressions(known)),
            )
            if here - {entry["digest"] for entry in known}:
                self._write_after_commit(ledger, entries)
        except (OSError, Broken) as problem:
            _logger.error("the ledger of erasures cannot be read: %s", problem)

    @api.model
    def _note_behind(self, persons, suppressions):
        """Remember, for the dashboard, what a restore brought back; forget it once it is made good."""
        if persons or suppressions:
            _logger.warning(
                "the database is older than its ledger (%s persons, %s objections): after a restore,"
                " run `odoo monaco replay`",
                persons,
                suppressions,
            )
        value = f"{persons} {suppressions}" if persons or suppressions else False
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["ir.config_parameter"].sudo().set_param(BEHIND, value)
        except (UniqueViolation, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            _logger.info("another worker writes at this moment how far the database is behind")

    @api.model
    def _note_in_ledger(self, batch_ids):
        """Tell the ledger of batches once they are committed."""
        entries = self._get_ledger_entries(batch_ids)
        if entries:
            self._write_after_commit(self._get_ledger(), entries)

    @api.model
    def _write_after_commit(self, ledger, entries):
        """Never before: what is rolled back was not erased. A crash in between is made good by the next run."""

        def write():
            try:
                ledger.append(entries)
            except (OSError, Broken) as problem:
                _logger.error("the ledger of erasures cannot be kept: %s", problem)

        self.env.cr.postcommit.add(write)

    @api.model
    def _execute(self, run):
        """Bring the ledger up to date first, should a crash or another machine have left something out."""
        if not self.env.context.get("monaco_further_worker"):
            self._reconcile_ledger()
        return super()._execute(run)

    # ------------------------------------------------------------------ after a restore

    @api.model
    def _prepare_replay(self, ledger):
        """Return an approved run that erases again what ``ledger`` tells; empty when nobody is back.

        :raise Broken: the ledger is not whole, or of another database
        """
        runs = self.env["monaco.run"].sudo()
        entries = ledger.read()
        found = replay.pending(self.env, entries)
        if not found:
            return runs
        companies = self.env["res.company"].sudo().search([])
        run = runs.create(
            {
                "reason": "replay",
                "company_ids": [(6, 0, companies.ids)],
                "today": runs._today(companies[:1]),
                "fingerprint": self._fingerprint(),
                "erase_count": sum(map(len, found.values())),
            }
        )
        run.flush_recordset()
        replay.fill(self.env, run, found, planner.BATCH_SIZE)
        run._approve()
        return run

    @api.model
    def _replay_suppressions(self, entries):
        """Write again what a restore took from the suppression list; for whoever keeps such a list.

        :param list entries: the ledger's, oldest first
        :return: how many were written, and how many cannot be read without a key that is not here
        """
        return 0, 0

    @api.model
    def _find_suppressions(self, entries):
        """Return what a restore took from the suppression list."""
        return []

    @api.model
    def _get_open_run(self):
        """Look at the ledger also on a night when nothing is executed."""
        run = super()._get_open_run()
        if not run:
            self._reconcile_ledger()
        return run


class MonacoRun(models.Model):
    _inherit = "monaco.run"

    reason = fields.Selection(
        selection_add=[("replay", "Replay after a restore")], ondelete={"replay": "cascade"}
    )

    def _get_executor(self, eraser):
        """Return what decides and acts for this run."""
        if self.reason == "replay":
            return replay.ReplayExecutor(self, eraser, self.today)
        return super()._get_executor(eraser)


class MonacoRunLine(models.Model):
    _inherit = "monaco.run.line"

    @api.model
    def _get_ground_selection(self):
        return [
            *super()._get_ground_selection(),
            (replay.GROUND, self.env._("Erased before a restore")),
        ]
