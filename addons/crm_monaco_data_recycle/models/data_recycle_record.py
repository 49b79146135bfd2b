from odoo import models


class DataRecycleRecord(models.Model):
    """A rule that recycles contacts or leads passes over those whom something holds."""

    _inherit = "data_recycle.record"

    def action_validate(self):
        """Recycle the others; who is held stays in the list, and the user is told how many.

        Nothing is raised: the scheduled action recycles by thousands, and one must not stop the rest.
        """
        kept = self._get_monaco_kept()
        super(DataRecycleRecord, self - kept).action_validate()
        if not kept:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Not everything was recycled"),
                "message": self.env._("%s record(s) kept: something holds the person.", len(kept)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_monaco_kept(self):
        """Return the lines whose record's person must stay."""
        kept = self.browse()
        for (model, action), lines in self.grouped(
            lambda line: (line.res_model_name, line.recycle_model_id.recycle_action)
        ).items():
            if model not in self.env:
                continue
            records = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                .browse(lines.mapped("res_id"))
                .exists()
            )
            ids = (
                self.env["res.partner"]
                .sudo()
                ._get_monaco_kept_records(records, archive=action == "archive")
            )
            kept |= lines.filtered(lambda line, ids=ids: line.res_id in ids)
        return kept
