from odoo import api, models


class Base(models.AbstractModel):
    """Fields that do not exist for a service."""

    _inherit = "base"

    @api.model
    def _has_field_access(self, field, operation):
        """Hide what none of the user's services needs; never a name, or nothing could be shown at all."""
        return super()._has_field_access(field, operation) and (
            self.env.su or not self.env["monaco.service"]._is_field_hidden(field, self._name)
        )
