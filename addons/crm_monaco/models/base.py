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

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Leave out what is on no screen of the user's services: exports and filters offer it neither."""
        found = super().fields_get(allfields, attributes)
        absent = self.env["monaco.service"]._get_absent_names(self._name)
        if absent:
            found = {name: field for name, field in found.items() if name not in absent}
        return found
