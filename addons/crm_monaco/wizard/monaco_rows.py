from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import foresee
from ..engine.eraser import Eraser

# persons looked at together: as many as a batch has
SLICE = 1000
# rows that one screen opens
SHOWN = 10_000


class MonacoRows(models.TransientModel):
    """What will vanish with one person of a preview, or with everybody of its first bucket.

    Counts by model, read by the very code that erases; numbers only, so the screen copies nothing.
    """

    _name = "monaco.rows"
    _description = "What will vanish"

    run_id = fields.Many2one("monaco.run", required=True, readonly=True, ondelete="cascade")
    run_line_id = fields.Many2one("monaco.run.line", readonly=True, ondelete="cascade")
    person_count = fields.Integer(string="Persons", readonly=True)
    total = fields.Integer(string="Rows", readonly=True)
    line_ids = fields.One2many("monaco.rows.line", "rows_id", readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("What will vanish")

    @api.model
    def _open(self, run, line=None):
        """Return the action that shows what goes with ``line``, or with the bucket to anonymise."""
        if not run.line_ids.filtered_domain(self._get_domain(line)):
            raise UserError(self.env._("Nothing will vanish: nobody is to be anonymised here."))
        counts, persons = {}, 0
        for ids, found in self._foresee(run, line):
            persons += len(ids)
            for key, rows in found.items():
                counts[key] = counts.get(key, 0) + len(rows)
        rows = self.create(
            {
                "run_id": run.id,
                "run_line_id": line.id if line else False,
                "person_count": persons,
                "total": sum(counts.values()),
                "line_ids": [
                    (0, 0, {"res_model": name, "fate": fate, "count": count})
                    for (name, fate), count in sorted(
                        counts.items(), key=lambda item: (item[0][0] != "res.partner", -item[1])
                    )
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What will vanish"),
            "res_model": self._name,
            "res_id": rows.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.model
    def _get_domain(self, line):
        planned = [("bucket", "=", "erase"), ("state", "=", "planned")]
        return [*planned, ("id", "=", line.id)] if line else planned

    @api.model
    def _foresee(self, run, line=None):
        """Yield ``(ids, {(model, fate): ids of rows})`` of the persons, by slices."""
        engine = self.sudo().env
        words = engine["monaco.retention"]._get_words()
        eraser = Eraser(engine, words)
        domain = [("run_id", "=", run.id), *self._get_domain(line)]
        groups = engine["monaco.run.line"]._read_group(domain, ["res_model"], ["res_id:array_agg"])
        for model, ids in groups:
            ids = sorted(ids)
            for start in range(0, len(ids), SLICE):
                part = ids[start : start + SLICE]
                yield part, foresee.rows(eraser, part, model)


class MonacoRowsLine(models.TransientModel):
    """Rows of one model, counted."""

    _name = "monaco.rows.line"
    _description = "What will vanish, by model"

    rows_id = fields.Many2one(
        "monaco.rows", string="Screen", required=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    name = fields.Char(string="Data", compute="_compute_name")
    fate = fields.Selection(
        [
            (foresee.DELETED, "Deleted"),
            (foresee.REWRITTEN, "Emptied of everything personal"),
            (foresee.EMPTIED, "Stays for the others, without the person's words"),
        ],
        string="What Becomes of Them",
        required=True,
        readonly=True,
    )
    count = fields.Integer(string="Rows", readonly=True)

    @api.depends("res_model")
    def _compute_name(self):
        models_ = self.env["ir.model"].sudo()
        for line in self:
            line.name = models_._get(line.res_model).name or line.res_model

    def action_open(self):
        """Open the rows, read anew, with the rights of the user."""
        self.ensure_one()
        self.env["monaco.run"]._check_in_charge()
        self.check_access("read")
        self.rows_id.run_id.check_access("read")
        model = self.env[self.res_model]
        if not model.has_access("read"):
            raise UserError(
                self.env._("You have no right to read these rows; only their number is shown.")
            )
        ids = set()
        for _ids, found in self.rows_id._foresee(self.rows_id.run_id, self.rows_id.run_line_id):
            ids |= found.get((self.res_model, self.fate), set())
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", sorted(ids)[:SHOWN])],
            "context": {"active_test": False, "create": False, "edit": False, "delete": False},
        }
