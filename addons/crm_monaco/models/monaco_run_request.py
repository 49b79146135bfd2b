from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.executor import Executor
from ..engine.request import RequestExecutor


class MonacoRun(models.Model):
    """A run for persons who asked to go: same preview, approval, journal and seal as the nightly one."""

    _inherit = "monaco.run"

    reason = fields.Selection(
        [("retention", "Time is over"), ("request", "Request of the person")],
        required=True,
        default="retention",
        readonly=True,
    )

    @api.model
    def _prepare_request(self, partners, action="erase"):
        """Return a run in preview that erases (or archives) ``partners``, whatever their clocks say.

        Whom the books alone hold is reduced to what the vouchers bear; whom anything else holds is kept,
        and the preview says by what. The next nightly plan does not supersede it, and approving it switches
        no retention on.
        """
        buckets = self._sort_request(partners, action)
        companies = partners.company_id or self.env["res.company"].sudo().search([])
        run = self.sudo().create(
            {
                "reason": "request",
                "company_ids": [(6, 0, companies.ids)],
                "today": self._today(companies[:1]),
                "fingerprint": self.env["monaco.retention"]._fingerprint(),
                **{f"{bucket}_count": len(grounds) for bucket, grounds in buckets.items()},
            }
        )
        self.env["monaco.run.line"].sudo().create(
            [
                {
                    "run_id": run.id,
                    "res_model": "res.partner",
                    "res_id": partner_id,
                    "bucket": bucket,
                    "ground": ground,
                    "state": "kept" if bucket == "keep" else "planned",
                    "batch": False if bucket == "keep" else 0,
                }
                for bucket, grounds in buckets.items()
                for partner_id, ground in sorted(grounds.items())
            ]
        )
        self.env["monaco.batch"].sudo().create(
            [
                {
                    "run_id": run.id,
                    "action": bucket,
                    "sequence": 0,
                    "planned": len(grounds),
                    "state": "todo",
                }
                for bucket, grounds in buckets.items()
                if bucket != "keep"
            ]
        )
        return run.with_env(self.env)

    @api.model
    def _sort_request(self, partners, action):
        """Return ``{bucket: {person id: ground}}``: what is done for each of those who asked."""
        held = partners._get_monaco_live_holds()
        binding = partners._get_monaco_kept(archive=True)
        buckets = defaultdict(dict)
        for pid in partners.ids:
            if action == "erase" and pid in held:
                codes = binding.get(pid)
                bucket, ground = ("keep", codes[0]) if codes else ("reduce", "request")
            else:
                bucket, ground = action, "request"
            buckets[bucket][pid] = ground
        return buckets

    @api.model
    def _cancel_open(self, reason):
        """A new plan replaces plans, not what persons asked for."""
        open_plans = [("state", "in", ("preview", "approved")), ("reason", "=", "retention")]
        self.sudo().search(open_plans)._cancel(reason)

    def action_approve(self):
        """Let the scheduled action execute a request without switching anybody's retention on."""
        if self.reason != "request":
            return super().action_approve()
        self._check_in_charge()
        self.check_access("read")
        if self.state != "preview":
            raise UserError(self.env._("Only a run in preview can be approved."))
        self._approve()
        self.env.ref("crm_monaco.ir_cron_retention").sudo()._trigger()
        return True

    def _get_executor(self, eraser):
        """Return what decides and acts for this run."""
        kind = RequestExecutor if self.reason == "request" else Executor
        return kind(self, eraser, self.today)


class MonacoRunLine(models.Model):
    _inherit = "monaco.run.line"

    @api.model
    def _get_ground_selection(self):
        return [*super()._get_ground_selection(), ("request", self.env._("Request of the person"))]


class MonacoRetention(models.AbstractModel):
    _inherit = "monaco.retention"

    @api.model
    def _get_open_run(self):
        """Execute what persons asked for before any plan; rules that changed since change nothing for them."""
        approved = [("state", "=", "approved"), ("reason", "!=", "retention")]
        request = self.env["monaco.run"].sudo().search(approved, order="id", limit=1)
        return request or super()._get_open_run()
