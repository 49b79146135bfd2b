from odoo import fields, models


class MonacoBatch(models.Model):
    """A slice of a plan: claimed by one worker, done in one transaction, sealed by one digest."""

    _name = "monaco.batch"
    _description = "Batch of a retention run"
    _order = "id"
    _log_access = False

    run_id = fields.Many2one(
        "monaco.run", required=True, ondelete="cascade", readonly=True, index=True
    )
    action = fields.Selection(
        [("archive", "Archive"), ("erase", "Anonymise"), ("reduce", "Reduce")],
        required=True,
        readonly=True,
    )
    sequence = fields.Integer(readonly=True, aggregator=None)
    state = fields.Selection([("todo", "To Do"), ("done", "Done")], required=True, readonly=True)
    planned = fields.Integer(readonly=True)
    done = fields.Integer(readonly=True)
    skipped = fields.Integer(readonly=True)
    digest = fields.Char(readonly=True)
    date_done = fields.Datetime(readonly=True)

    _to_claim = models.Index("(run_id, id) WHERE state = 'todo'")
