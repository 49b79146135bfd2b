from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..engine import chain, mention_share, planner, refresher


class MonacoRun(models.Model):
    """One decision about the file: plan, preview, approval, execution, seal.

    Data flows one way: declarations → plan (lines cut into batches) → preview → execution →
    journal.  A run never changes what it planned: who is no longer due is skipped, and says why.
    """

    _name = "monaco.run"
    _description = "Retention run"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    state = fields.Selection(
        [
            ("preview", "Preview"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="preview",
        required=True,
        readonly=True,
        index=True,
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        readonly=True,
        help="Companies whose retention the run applies.",
    )
    today = fields.Date(string="Due Up To", readonly=True, required=True)
    fingerprint = fields.Char(readonly=True, help="Rules the preview was made under.")
    line_ids = fields.One2many("monaco.run.line", "run_id", readonly=True)
    batch_ids = fields.One2many("monaco.batch", "run_id", readonly=True)
    erase_count = fields.Integer(string="To Anonymise", readonly=True)
    reduce_count = fields.Integer(
        string="To Reduce",
        readonly=True,
        help="Time is over and the books alone hold: all but what the vouchers bear goes.",
    )
    archive_count = fields.Integer(string="To Archive", readonly=True)
    keep_count = fields.Integer(string="Kept", readonly=True)
    done_count = fields.Integer(string="Processed", compute="_compute_progress")
    skipped_count = fields.Integer(string="Left for Now", compute="_compute_progress")
    excluded_count = fields.Integer(string="Excluded", compute="_compute_excluded_count")
    progress = fields.Float(compute="_compute_progress")
    approved_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    date_approved = fields.Datetime(readonly=True)
    date_done = fields.Datetime(readonly=True)
    cancel_reason = fields.Char(readonly=True)
    previous_head = fields.Char(readonly=True)
    head = fields.Char(
        string="Journal Head", readonly=True, help="Head of the hash chain after this run."
    )

    def _compute_name(self):
        for run in self:
            run.name = self.env._(
                "Run %(number)s of %(date)s", number=run.id, date=format_date(self.env, run.today)
            )

    @api.depends("batch_ids.state")
    def _compute_progress(self):
        groups = self.env["monaco.batch"]._read_group(
            [("run_id", "in", self.ids)], ["run_id"], ["done:sum", "skipped:sum", "planned:sum"]
        )
        sums = {run.id: rest for run, *rest in groups}
        for run in self:
            run.done_count, run.skipped_count, planned = sums.get(run.id, (0, 0, 0))
            run.progress = 100 * (run.done_count + run.skipped_count) / planned if planned else 0

    @api.depends("line_ids.state")
    def _compute_excluded_count(self):
        counts = dict(
            self.env["monaco.run.line"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "excluded")], ["run_id"], ["__count"]
            )
        )
        for run in self:
            run.excluded_count = counts.get(run, 0)

    # ------------------------------------------------------------------ plan and preview

    @api.model
    def _prepare(self, companies):
        """Refresh the file and return a new run in preview for ``companies``.

        :param companies: companies read as if their retention were on
        """
        self._cancel_open("superseded")
        refresher.refresh(self.env, assume_on=companies.ids)
        run = self.sudo().create(
            {
                "company_ids": [(6, 0, companies.ids)],
                "today": self._today(companies[:1]),
                "fingerprint": self.env["monaco.retention"]._fingerprint(),
            }
        )
        run.flush_recordset()
        planner.plan(self.env, run, run.today)
        run._recount()
        return run.with_env(self.env)

    def _recount(self):
        """Count the buckets and the batches anew, without whoever is excluded."""
        self.env.flush_all()
        lines = self.env["monaco.run.line"].sudo()
        for run in self:
            counts = dict(
                lines._read_group(
                    [("run_id", "=", run.id), ("state", "!=", "excluded")], ["bucket"], ["__count"]
                )
            )
            buckets = ("erase", "reduce", "archive", "keep")
            run.write({f"{bucket}_count": counts.get(bucket, 0) for bucket in buckets})
        self.env.cr.execute(
            SQL(
                """UPDATE monaco_batch b SET planned = left_.count
                     FROM (SELECT b.id, count(l.id) AS count FROM monaco_batch b
                             LEFT JOIN monaco_run_line l ON l.run_id = b.run_id AND l.bucket = b.action
                                   AND l.batch = b.sequence AND l.state <> 'excluded'
                            WHERE b.run_id = ANY(%s) AND b.state = 'todo' GROUP BY b.id) AS left_
                    WHERE left_.id = b.id AND left_.count <> b.planned""",
                self.ids,
            )
        )
        self.env["monaco.batch"].invalidate_model(flush=False)

    @api.model
    def _today(self, company):
        """Return today in the company's own time zone: a deadline is a day there, not in UTC."""
        zone = company.sudo().partner_id.tz or "Europe/Monaco"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), datetime.now(pytz.utc).replace(tzinfo=None)
        ).date()

    @api.model
    def _cancel_open(self, reason):
        """Close plans nobody executes any more, so that one plan is open at a time."""
        self.sudo().search([("state", "in", ("preview", "approved"))])._cancel(reason)

    def _cancel(self, reason):
        """Give runs up: nothing more of them is done, and what was done is sealed.

        A worker in the middle of a batch finishes it and seals the run.
        """
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})
        self._drop_batches()
        self._seal()

    @api.model
    def _seal_cancelled(self):
        """Seal the runs cancelled while a worker had a batch in hand, should it have been killed."""
        runs = self.sudo().search(
            [("state", "=", "cancelled"), ("head", "=", False), ("batch_ids", "!=", False)]
        )
        runs._drop_batches()
        runs._seal()

    def _drop_batches(self):
        self.env.flush_all()  # whatever else is pending would be lost below
        self.env.cr.execute(
            SQL(
                """DELETE FROM monaco_batch WHERE id IN (
                       SELECT id FROM monaco_batch WHERE run_id = ANY(%s) AND state = 'todo'
                          FOR UPDATE SKIP LOCKED)""",
                self.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE monaco_run_line l SET state = 'skipped', reason = 'cancelled'
                    WHERE l.run_id = ANY(%s) AND l.state = 'planned'
                      AND NOT EXISTS (SELECT FROM monaco_batch b WHERE b.run_id = l.run_id
                                         AND b.action = l.bucket AND b.sequence = l.batch)""",
                self.ids,
            )
        )
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------ decisions of the person in charge

    def _check_in_charge(self):
        if not (self.env.su or self.env.user.has_group("crm_monaco.group_monaco_dpo")):
            raise AccessError(
                self.env._("Only the person in charge of data protection may do this.")
            )

    @api.model
    def action_preview(self):
        """Make a preview for the companies selected by the user, and open it."""
        self._check_in_charge()
        run = self._prepare(self.env.companies)
        return run._get_form_action()

    def action_approve(self):
        """Switch retention on for the run's companies and let the scheduled action execute it."""
        self._check_in_charge()
        self.ensure_one()
        if self.state != "preview":
            raise UserError(self.env._("Only a run in preview can be approved."))
        if self.company_ids - self.env.user.company_ids:
            raise AccessError(self.env._("This run concerns companies you have no access to."))
        self._check_current()
        self.sudo().company_ids.monaco_retention_on = True
        self._approve()
        self.env.ref("crm_monaco.ir_cron_retention").sudo()._trigger()
        return True

    def action_cancel(self):
        """Give the preview up; nothing happens to anybody."""
        self._check_in_charge()
        if self.filtered(lambda run: run.state not in ("preview", "approved")):
            raise UserError(self.env._("This run is over."))
        self._cancel("given up")
        return True

    def _check_current(self):
        """Raise when the rules or the day changed since the preview: it must be made again."""
        if self.fingerprint != self.env["monaco.retention"]._fingerprint():
            raise UserError(
                self.env._(
                    "Periods, settings or modules changed since this preview. Make a new one."
                )
            )
        if (fields.Date.today() - self.today).days > 7:
            raise UserError(self.env._("This preview is more than a week old. Make a new one."))

    def _approve(self):
        self.sudo().write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "date_approved": fields.Datetime.now(),
            }
        )

    def _seal(self):
        """Chain the digests of runs none of whose batches is left to do, and keep the head.

        A run that was cancelled before anything was done has nothing to seal.
        """
        for run in self.sudo():
            states = set(run.batch_ids.mapped("state"))
            if run.head or "todo" in states or (run.state != "approved" and not states):
                continue
            previous = self._get_head()
            run.write(
                {
                    "state": "done" if run.state == "approved" else run.state,
                    "date_done": fields.Datetime.now(),
                    "previous_head": previous,
                    "head": chain.seal(previous, run._get_header(), run._get_digests()),
                }
            )
            run.flush_recordset()
            mention_share.drop(self.env.cr, run.id)

    @api.model
    def _get_head(self):
        """Return the head of the journal's chain, after waiting for whoever is sealing."""
        self.env.cr.execute("SELECT pg_advisory_xact_lock(hashtext('monaco_journal_chain'))")
        rows = self.env.execute_query(
            SQL(
                """SELECT head FROM monaco_run r WHERE head IS NOT NULL
                      AND NOT EXISTS (SELECT FROM monaco_run n WHERE n.previous_head = r.head)
                    ORDER BY date_done DESC, id DESC LIMIT 1"""
            )
        )
        return rows[0][0] if rows else chain.GENESIS

    def _get_header(self):
        return {
            "run": self.id,
            "today": str(self.today),
            "done": self.done_count,
            "skipped": self.skipped_count,
        }

    def _get_digests(self):
        return self.batch_ids.sudo().sorted("id").mapped("digest")

    def action_open_erase(self):
        """Open the persons to anonymise."""
        return self._get_lines_action("erase")

    def action_open_reduce(self):
        """Open the persons to reduce to what the vouchers bear."""
        return self._get_lines_action("reduce")

    def action_open_archive(self):
        """Open the persons to archive."""
        return self._get_lines_action("archive")

    def action_open_keep(self):
        """Open the persons who are kept although their time is over."""
        return self._get_lines_action("keep")

    def action_open_excluded(self):
        """Open the persons taken out of the preview, each with the reason."""
        return {
            **self._get_lines_action("excluded"),
            "domain": [("run_id", "in", self.ids), ("state", "=", "excluded")],
        }

    def _get_lines_action(self, bucket):
        self._check_in_charge()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_monaco.monaco_run_line_action")
        return {
            **action,
            "domain": [("run_id", "in", self.ids), ("bucket", "=", bucket)],
            "context": {"search_default_group_ground": bucket == "keep"},
        }

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
