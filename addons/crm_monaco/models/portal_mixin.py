from odoo import models


class PortalMixin(models.AbstractModel):
    """The page that a customer gets shows everything, whoever looks: its key is not for services that see less."""

    _inherit = "portal.mixin"

    def _monaco_is_less(self):
        """Return whether the current user sees less of this record than its page on the portal shows."""
        services = self.env["monaco.service"]
        codes = services._get_user_codes(self.env.uid)
        if codes is None:
            return False
        if services._get_hidden(codes).get(self._name):
            return True
        names = [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.comodel_name == "res.partner" and field.store
        ]
        persons = self.env["res.partner"].browse(
            {person.id for name in names for person in self.sudo()[name]}
        )
        return bool(services._get_unseen(persons))

    def get_portal_url(self, *args, **kwargs):
        """Leave out the key for whoever sees less than the page shows."""
        url = super().get_portal_url(*args, **kwargs)
        if not self.env.su and self._monaco_is_less():
            return self.access_url
        return url
