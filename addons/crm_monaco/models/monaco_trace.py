from functools import partial

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..engine import traces
from ..engine.services import PERSONAL, STAFF

# who holds one of these reads more than any service needs
POWERFUL = (
    "crm_monaco.group_monaco_admin",
    "base.group_system",
    "base.group_erp_manager",
)
TRACED = (PERSONAL - STAFF - {"discuss.channel"}) | {"res.partner", "mail.message", "ir.attachment"}
NAMED = 20


class MonacoTrace(models.Model):
    """Who read which records, through which door, and what they were refused.  Append-only, kept a year at most.

    Everything that administrators and whoever holds technical rights of Odoo read is traced, what a
    window opened to maintenance, every export, and every refusal; the company may ask for everybody.
    Numbers only: nothing that was read is repeated here.
    """

    _name = "monaco.trace"
    _description = "Trace of access"
    _order = "id desc"
    _rec_name = "called"
    _log_access = False

    at = fields.Datetime(string="On", readonly=True, required=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    login = fields.Char(readonly=True, help="As it was then.")
    door = fields.Selection(
        [
            ("form", "Form"),
            ("list", "List"),
            ("search", "Search by name"),
            ("group", "Grouping"),
            ("export", "Export"),
            ("report", "Report"),
            ("file", "File"),
            ("rpc", "Program (API)"),
            ("other", "Other"),
        ],
        readonly=True,
    )
    called = fields.Char(string="Method or page", readonly=True)
    address = fields.Char(string="IP Address", readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    kind = fields.Char(string="Kind of Record", compute="_compute_records")
    res_ids = fields.Json(string="Numbers of Records", readonly=True)
    count = fields.Integer(string="Records", readonly=True)
    words = fields.Char(string="Fields", readonly=True, help="Grouped by, or refused.")
    refused = fields.Boolean(readonly=True)
    records = fields.Char(string="Whose", compute="_compute_records")
    person_id = fields.Many2one(
        "res.partner",
        store=False,
        search="_search_person",
        compute="_compute_person",
    )

    _of_user = models.Index("(user_id, id)")
    _of_moment = models.Index("(at)")
    _of_record = models.Index("USING GIN (res_ids jsonb_path_ops)")

    @api.depends("res_model", "res_ids")
    @api.depends_context("uid", "lang")
    def _compute_records(self):
        for trace in self:
            model = self.env.get(trace.res_model)
            trace.kind = self.env["ir.model"].sudo()._get(trace.res_model).name or trace.res_model
            ids = (trace.res_ids or [])[:NAMED]
            found = [] if model is None else model.sudo().browse(ids).exists()
            names = [record.display_name or str(record.id) for record in found]
            if trace.count > NAMED:
                names.append("…")
            trace.records = ", ".join(names)

    def _compute_person(self):
        """Nothing to show: only searched."""
        self.person_id = False

    @api.model
    def _search_person(self, operator, value):
        """Find what was read of a person: their card, or a document in their name is another record."""
        if operator not in ("in", "any", "ilike", "="):
            return NotImplemented
        if operator in ("in", "="):
            ids = [pid for pid in (value if operator == "in" else [value]) if pid]
        elif operator == "any":
            ids = self.env["res.partner"].with_context(active_test=False).search(value).ids
        else:
            ids = [pid for pid, _name in self.env["res.partner"].name_search(value, limit=100)]
        if not ids:
            return Domain.FALSE
        found = SQL(
            "(SELECT id FROM monaco_trace WHERE res_model = 'res.partner' AND (%s))",
            SQL(" OR ").join(SQL("res_ids @> %s::jsonb", str(int(pid))) for pid in ids),
        )
        return Domain("id", "in", found)

    # ------------------------------------------------------------------ writing

    @api.model
    @tools.ormcache("uid")
    def _get_scope(self, uid):
        """Return what is traced of a user: everything, the exports and the refusals, or nothing."""
        user = self.env["res.users"].sudo().browse(uid)
        if not user.exists() or not user._is_internal():
            return None
        powerful = any(user.has_group(name) for name in POWERFUL)
        everybody = any(user.company_ids.mapped("monaco_trace_everybody"))
        return "all" if powerful or everybody else "some"

    @api.model
    def _note(self, records, door=None, refused=False, words=()):
        """Keep in mind that the current user read, or was refused, ``records``; written when the transaction ends.

        A shell, a scheduled action or a test answers nobody, and leaves no trace.
        """
        if self.env.su or records._name not in TRACED or not traces.served():
            return
        if not (records or refused or words):
            return
        scope = self._get_scope(self.env.uid)
        if scope is None:
            return
        if scope == "some" and not (refused or door or self._is_opened(records._name)):
            return
        cr = self.env.cr
        notes = cr.postcommit.data.get("crm_monaco.traces")
        if notes is None:
            notes = cr.postcommit.data["crm_monaco.traces"] = {}
            write = partial(traces.write, self.pool, self.env.uid, notes, traces.describe(request))
            cr.postcommit.add(write)
            cr.postrollback.add(write)
        ids, said = notes.setdefault((records._name, refused, door), (set(), set()))
        ids.update(rid for rid in records._ids if isinstance(rid, int))
        said.update(words)

    @api.model
    def _is_opened(self, model_name):
        return bool(self.env["monaco.window"]._get_opened(model_name))

    @api.autovacuum
    def _gc_traces(self):
        """Forget traces when their period is over: they are data about staff."""
        months = self.env["monaco.clock"]._get_months("trace") or 12
        limit = fields.Datetime.subtract(fields.Datetime.now(), months=min(months, 12))
        old = self.sudo().search([("at", "<", limit)], limit=GC_UNLINK_LIMIT, order="id")
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
