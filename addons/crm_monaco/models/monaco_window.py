from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.constants import GC_UNLINK_LIMIT


class MonacoWindow(models.Model):
    """Named records opened to one user until a given moment, by the person in charge, with a reason.

    It closes by itself: the moment is compared at each request, not by a scheduled action.
    """

    _name = "monaco.window"
    _description = "Window on named records"
    _order = "until desc, id desc"
    _rec_name = "reason"

    user_id = fields.Many2one(
        "res.users",
        string="Opened To",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_ids = fields.Json(string="Numbers of Records", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    since = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    until = fields.Datetime(required=True, readonly=True)
    given_by_id = fields.Many2one("res.users", string="Opened By", readonly=True)
    closed_on = fields.Datetime(readonly=True)
    records = fields.Char(compute="_compute_records")
    open = fields.Boolean(compute="_compute_open")

    @api.depends("res_model", "res_ids")
    @api.depends_context("uid", "lang")
    def _compute_records(self):
        for window in self:
            model = self.env.get(window.res_model)
            records = [] if model is None else model.sudo().browse(window.res_ids or ()).exists()
            window.records = ", ".join(record.display_name or "" for record in records)

    @api.depends("until", "closed_on")
    def _compute_open(self):
        now = fields.Datetime.now()
        for window in self:
            window.open = not window.closed_on and bool(window.until) and window.until > now

    @api.constrains("until", "since")
    def _check_until(self):
        for window in self:
            if window.until <= window.since:
                raise ValidationError(self.env._("The window ends before it begins."))

    @api.model
    def _open(self, user, records, reason, until):
        """Open ``records`` to ``user`` until a moment; who asks must have been checked before."""
        if not (reason or "").strip():
            raise ValidationError(self.env._("Write down the reason."))
        window = self.sudo().create(
            {
                "user_id": user.id,
                "res_model": records._name,
                "res_ids": records.ids,
                "reason": reason.strip(),
                "until": until,
                "given_by_id": self.env.uid,
            }
        )
        self.env.registry.clear_cache()
        return window

    def action_close(self):
        """Close before the time."""
        if not (self.env.su or self.env.user.has_group("crm_monaco.group_monaco_dpo")):
            raise AccessError(
                self.env._("Only the person in charge of data protection may do this.")
            )
        self.sudo().filtered("open").closed_on = fields.Datetime.now()
        self.env.registry.clear_cache()
        return True

    def action_open_records(self):
        """Show what this window opens, with the rights of the user."""
        self.ensure_one()
        self.check_access("read")
        if not self.open:
            raise UserError(self.env._("This window is closed."))
        one = self.res_ids[0] if len(self.res_ids) == 1 else False
        return {
            "type": "ir.actions.act_window",
            "name": self.reason,
            "res_model": self.res_model,
            "res_id": one,
            "domain": [("id", "in", self.res_ids)],
            "views": [(False, "form")] if one else [(False, "list"), (False, "form")],
            "context": {"active_test": False, "create": False},
        }

    @api.autovacuum
    def _gc_windows(self):
        """Forget windows a year after they closed, like every trace of access."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        windows = self.sudo().search([("until", "<", limit)], limit=GC_UNLINK_LIMIT)
        windows.unlink()
        return len(windows), len(windows) == GC_UNLINK_LIMIT

    # ------------------------------------------------------------------ what is open now

    @api.model
    @tools.ormcache("uid")
    def _get_windows(self, uid):
        """Return the windows of a user that were open when first asked: ``((model, ids, until), …)``."""
        windows = self.sudo().search(
            [
                ("user_id", "=", uid),
                ("closed_on", "=", False),
                ("until", ">", fields.Datetime.now()),
            ]
        )
        return tuple((w.res_model, tuple(w.res_ids or ()), w.until) for w in windows)

    @api.model
    def _get_opened(self, model_name):
        """Return the ids of the records of a model opened to the current user at this moment."""
        windows = self._get_windows(self.env.uid)
        if not windows:
            return []
        now = fields.Datetime.now()
        return [
            rid
            for model, ids, until in windows
            if model == model_name and until > now
            for rid in ids
        ]

    @api.model
    def _get_opened_models(self):
        """Return the models of which something is opened to the current user at this moment."""
        windows = self._get_windows(self.env.uid)
        if not windows:
            return frozenset()
        now = fields.Datetime.now()
        return frozenset(model for model, _ids, until in windows if until > now)
