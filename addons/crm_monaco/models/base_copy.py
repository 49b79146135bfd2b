from odoo import models


class Base(models.AbstractModel):
    """Duplicate a record without what its reader does not see in it."""

    _inherit = "base"

    def copy_data(self, default=None):
        """Copy no field that the user does not read, and nothing that they could then read in the copy.

        Odoo reads each field that can be copied, and refuses the whole copy for one that is hidden.

        :param dict default: values in place of the original's
        :return: one dict of values a record, ``None`` for one that is being copied already
        """
        given = dict(default or {})
        if self.env.su:
            return super().copy_data(given)
        hidden = [
            name
            for name, field in self._fields.items()
            if field.copy and name not in given and not self._has_field_access(field, "read")
        ]
        copied = super().copy_data({**dict.fromkeys(hidden), **given})
        masks = self._monaco_get_masks()
        for name in masks.keys() - given.keys():
            shown = self._monaco_get_shown(masks[name])
            for record, values in zip(self, copied, strict=True):
                if values and record.id not in shown:
                    values.pop(name, None)
        for values in filter(None, copied):
            for name in hidden:
                values.pop(name, None)
        return copied
