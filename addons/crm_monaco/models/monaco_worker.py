import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import executor

_logger = logging.getLogger(__name__)

MOST = 32
_XMLID = "ir_cron_worker_%s"


class MonacoRetention(models.AbstractModel):
    """More hands for one plan: scheduled actions that only claim batches of the run that is approved.

    The first one plans, approves and starts the others.  Each is a scheduled action of its own, because
    Odoo never runs one record twice at a time; whichever server is free takes it up.
    """

    _inherit = "monaco.retention"

    @api.model
    def _cron_worker(self):
        """Execute batches of the approved run beside the others; never plan, never approve."""
        if self._is_neutralized():
            return
        self.env["ir.cron"]._commit_progress()
        executor.begin(self.env.cr)
        runs = self.env["monaco.run"].sudo().search([("state", "=", "approved")], order="id")
        fingerprint = self._fingerprint()
        for run in runs:
            if run.reason != "retention" or run.fingerprint == fingerprint:
                self.with_context(monaco_further_worker=True)._execute(run)
                return

    @api.model
    def _start_workers(self, run):
        """Wake as many workers as there are batches for."""
        crons = self._get_worker_crons()[: max(0, self._count_left(run) - 1)]
        for cron in crons:
            cron._trigger()

    @api.model
    def _execute(self, run):
        """Let the other workers begin together with the first."""
        # in a wave they would only wait for each other
        if not (run.wave or self.env.context.get("monaco_further_worker")):
            self._start_workers(run)
        return super()._execute(run)

    # ------------------------------------------------------------------ how many there are

    @api.model
    def _get_worker_crons(self):
        """Return the scheduled actions that help the first one."""
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id FROM ir_model_data d JOIN ir_cron c ON c.id = d.res_id
                    WHERE d.module = 'crm_monaco' AND d.model = 'ir.cron' AND d.name LIKE %s
                    ORDER BY c.id""",
                _XMLID % "%",
            )
        )
        return self.env["ir.cron"].sudo().browse(row[0] for row in rows)

    @api.model
    def _get_worker_count(self):
        return 1 + len(self._get_worker_crons())

    @api.model
    def _set_worker_count(self, count):
        """Create or remove scheduled actions, so that there are ``count`` with the first."""
        if not 1 <= count <= MOST:
            raise UserError(
                self.env._("The number of workers is between 1 and %(most)s.", most=MOST)
            )
        crons = self._get_worker_crons()
        crons[count - 1 :].unlink()
        first = self.env.ref("crm_monaco.ir_cron_retention").sudo()
        for number in range(len(crons) + 2, count + 1):
            cron = first.create(
                {
                    "name": f"Monaco: further worker {number}",
                    "model_id": first.model_id.id,
                    "state": "code",
                    "code": "model._cron_worker()",
                    "user_id": first.user_id.id,
                    "interval_number": 1,
                    "interval_type": "days",
                    "nextcall": first.nextcall,
                    "priority": first.priority + 1,
                }
            )
            # an update of the addon leaves them, uninstalling it takes them along
            self.env["ir.model.data"].sudo().create(
                {
                    "module": "crm_monaco",
                    "name": _XMLID % number,
                    "model": "ir.cron",
                    "res_id": cron.id,
                    "noupdate": True,
                }
            )
        _logger.info("retention: %s workers", count)
