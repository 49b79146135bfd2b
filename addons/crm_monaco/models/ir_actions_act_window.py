from odoo import models


class IrActionsActWindow(models.Model):
    """No service is offered a view that cannot be drawn without what is hidden from them."""

    _inherit = "ir.actions.act_window"

    # {kind of view: what it reads of every model}
    _monaco_needs = {"activity": "activity_state"}

    def _get_action_dict(self):
        """Leave such views out."""
        result = super()._get_action_dict()
        services = self.env["monaco.service"]
        codes = services._get_user_codes(self.env.uid)
        if codes is not None and result.get("views"):
            absent = services._get_absent(codes).get(result.get("res_model"), frozenset())
            result["views"] = [
                (view, kind)
                for view, kind in result["views"]
                if self._monaco_needs.get(kind) not in absent
            ]
        return result
