from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ServicesPortal(CustomerPortal):
    """A customer's page shows the whole document with every right: services see it in their own screens."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        document = super()._document_check_access(model_name, document_id, access_token)
        mine = document.with_env(request.env)
        if hasattr(mine, "_monaco_is_less") and mine._monaco_is_less():
            raise AccessError(request.env._("Open this document from your own application."))
        return document
