from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import config


class IrRule(models.Model):
    """The one point where services are separated by rows: what Odoo allows, and one of the user's services."""

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Restrict to what one of the user's services shows, or what was opened to them for a while."""
        if self.env.su or self.env["monaco.service"]._get_user_codes(self.env.uid) is None:
            return super()._compute_domain(model_name, mode)
        opened = mode == "read" and self.env["monaco.window"]._get_opened(model_name)
        if opened:
            # what is opened ends by itself: never cached
            plain = super()._compute_domain(model_name, mode)
            rows = self.env["monaco.service"]._get_rows(self.env.uid, model_name)
            if rows is None:
                return plain
            return (plain & (rows | Domain("id", "in", opened))).optimize(self.env[model_name])
        return self._monaco_compute_domain(model_name, mode)

    @api.model
    @tools.conditional(
        "xml" not in config["dev_mode"],
        tools.ormcache(
            "self.env.uid", "model_name", "mode", "tuple(self._compute_domain_context_values())"
        ),
    )
    def _monaco_compute_domain(self, model_name, mode):
        # Odoo's own, kept in a cache of its own
        plain = super()._compute_domain(model_name, mode)  # pylint: disable=super-method-mismatch
        rows = self.env["monaco.service"]._get_rows(self.env.uid, model_name)
        return plain if rows is None else (plain & rows).optimize(self.env[model_name])

    def _make_access_error(self, operation, records):
        """Trace the refusal, and name no record in it: in developer mode Odoo would."""
        self.env["monaco.trace"]._note(records, refused=True)
        if self.env["monaco.service"]._get_user_codes(self.env.uid) is not None:
            records = records.browse()
        return super()._make_access_error(operation, records)
