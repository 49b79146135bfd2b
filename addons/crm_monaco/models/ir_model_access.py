from odoo import models, tools


class IrModelAccess(models.Model):
    """Nothing is entered into, changed in or deleted from a model that is closed to a service.

    Reading finds nothing, by the rule of the rows: counters of other apps stay at zero instead of failing.
    """

    _inherit = "ir.model.access"

    def _get_allowed_models(self, mode="read"):
        services = self.env["monaco.service"]
        if self.env.su or services._get_user_codes(self.env.uid) is None:
            return super()._get_allowed_models(mode)
        if mode == "read":
            opened = self.env["monaco.window"]._get_opened_models()
            allowed = super()._get_allowed_models(mode)
            return allowed | opened if opened else allowed
        return self._monaco_get_allowed_models(mode)

    @tools.ormcache("self.env.uid", "mode")
    def _monaco_get_allowed_models(self, mode):
        services = self.env["monaco.service"]
        codes = services._get_user_codes(self.env.uid)
        allowed = super()._get_allowed_models(mode)  # pylint: disable=super-method-mismatch
        return allowed - services._get_closed(codes)

    def _make_access_error(self, model, mode):
        """Trace the refusal of a whole model."""
        if model in self.env:
            self.env["monaco.trace"]._note(self.env[model].browse(), refused=True)
        return super()._make_access_error(model, mode)
