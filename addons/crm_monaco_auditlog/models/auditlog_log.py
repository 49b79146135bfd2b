from odoo import api, models

from odoo.addons.crm_monaco.engine.holdings.base import NUMBER, WORK, Holding


class AuditlogLog(models.Model):
    """What the audit log repeats of a person: old and new values, the name of the record, their sessions."""

    _name = "auditlog.log"
    _inherit = ["auditlog.log", "monaco.declaration"]

    # the log has no index by record, and every batch of an erasure asks for some
    _monaco_about = models.Index("(model_model, res_id)")

    @api.model
    def _monaco_holdings(self):
        return {
            **super()._monaco_holdings(),
            "auditlog.log": Holding(
                about=("model_model", "res_id"),
                delete=True,
                repeats=("", "model_model", "res_id"),
                fields={"user_id": NUMBER, "model_model": WORK},
            ),
            "auditlog.log.line": Holding(
                link=("log_id",),
                delete=True,
                repeats=("log_id", "model_model", "res_id"),
            ),
            "auditlog.http.session": Holding(link=("user_id",), delete=True),
            "auditlog.http.request": Holding(link=("user_id", "http_session_id"), delete=True),
        }
