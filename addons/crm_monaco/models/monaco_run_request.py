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

        The next nightly plan does not supersede it, and approving it switches no retention on.
        """
        companies = partners.company_id or self.env["res.company"].sudo().search([])
        run = self.sudo().create(
            {
                "reason": "request",
                "company_ids": [(6, 0, companies.ids)],
                "today": self._today(companies[:1]),
                "fingerprint": self.env["monaco.retention"]._fingerprint(),
                f"{action}_count": len(partners),
            }
        )
        rows = {
            "run_id": run.id,
            "state": "planned",
            "batch": 0,
            "bucket": action,
            "ground": "request",
        }
        self.env["monaco.run.line"].sudo().create(
            [
                {**rows, "res_model": "res.partner", "res_id": partner_id}
                for partner_id in sorted(partners.ids)
            ]
        )
        self.env["monaco.batch"].sudo().create(
            {
                "run_id": run.id,
                "action": action,
                "sequence": 0,
                "planned": len(partners),
                "state": "todo",
            }
        )
        return run.with_env(self.env)

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
