from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import refresher


class MonacoRun(models.Model):
    """Execute an old backlog in waves: so many persons a night, so that somebody can still say stop."""

    _inherit = "monaco.run"

    wave = fields.Integer(
        string="Persons a Night",
        readonly=True,
        help="The run stops after this many persons and goes on the next night. 0: all at once.",
    )

    _wave_positive = models.Constraint(
        "CHECK (wave >= 0)", "The size of a wave cannot be negative."
    )

    @api.model
    def _prepare(self, companies):
        """Give the plan its wave; one that is made again because the rules changed keeps it."""
        if "monaco_wave" not in self.env.context:
            last = self.sudo().search([], limit=1)
            if last.state == "cancelled" and last.cancel_reason == "rules changed" and last.wave:
                self = self.with_context(monaco_wave=last.wave)
        return super()._prepare(companies)

    @api.model_create_multi
    def create(self, vals_list):
        """Read the wave from the context of whoever prepares the run."""
        wave = self.env.context.get("monaco_wave")
        return super().create([{"wave": wave, **vals} for vals in vals_list] if wave else vals_list)

    def _get_batch_size(self, size):
        """Return the size of the batches that fill a wave without exceeding it."""
        self.ensure_one()
        if not self.wave:
            return size
        return self.wave // -(-self.wave // size)

    def _is_wave_done(self):
        """Tell whether no further batch fits into today's wave.

        Workers wait for each other here: together they must not exceed it.
        """
        self.ensure_one()
        if not self.wave:
            return False
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(hashtext('monaco_wave'), %s)", self.id)
        )
        zone = pytz.timezone(self.company_ids[:1].partner_id.tz or "Europe/Monaco")
        midnight = zone.localize(datetime.combine(self._today(self.company_ids[:1]), time.min))
        rows = self.env.execute_query(
            SQL(
                """SELECT coalesce(sum(planned) FILTER (WHERE state = 'done' AND date_done >= %s), 0),
                          (SELECT planned FROM monaco_batch WHERE run_id = %s AND state = 'todo' ORDER BY id LIMIT 1)
                     FROM monaco_batch WHERE run_id = %s""",
                midnight.astimezone(pytz.utc).replace(tzinfo=None),
                self.id,
                self.id,
            )
        )
        done, following = rows[0]
        return bool(done) and following is not None and done + following > self.wave


class MonacoRetention(models.AbstractModel):
    """Between two waves the screens go on telling today's dates."""

    _inherit = "monaco.retention"

    @api.model
    def _execute(self, run):
        """Refresh the file first when a run goes on after its first night."""
        if run.wave and run.date_approved and run.date_approved.date() < fields.Date.today():
            refresher.refresh(self.env)
            self.env["ir.cron"]._commit_progress()
        return super()._execute(run)
