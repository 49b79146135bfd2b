from odoo import http
from odoo.http import request
from odoo.tools import email_normalize

from odoo.addons.mass_mailing.controllers.main import MassMailController


class MonacoMassMailController(MassMailController):
    """Odoo's own pages to leave a list or to be blocked are objections to prospecting by e-mail.

    Only what is posted counts: a filter that opens links neither objects nor agrees.
    """

    def _mailing_unsubscribe_from_list(self, mailing, document_id, email, hash_token):
        self._monaco_object(mailing, email)
        return super()._mailing_unsubscribe_from_list(mailing, document_id, email, hash_token)

    def _mailing_unsubscribe_from_document(self, mailing, document_id, email, hash_token):
        self._monaco_object(mailing, email)
        return super()._mailing_unsubscribe_from_document(mailing, document_id, email, hash_token)

    @http.route()
    def mail_blocklist_add(self, mailing_id=None, document_id=None, email=None, hash_token=None):
        """Block the address, which Odoo answers by ``True``; then it is an objection."""
        done = super().mail_blocklist_add(
            mailing_id=mailing_id,
            document_id=document_id,
            email=email,
            hash_token=hash_token,
        )
        if done is True:
            found, _token = self._fetch_user_information(email, hash_token)
            mailing = request.env["mailing.mailing"].sudo().browse(mailing_id or [])
            self._monaco_object(mailing, found)
        return done

    def _monaco_object(self, mailing, email):
        address = email_normalize(email or "", strict=False)
        if request.httprequest.method != "POST" or not address:
            return
        request.env["monaco.permission"].sudo()._object_by_link(
            ["email"],
            email=address,
            source="mailing",
            origin=request.httprequest.remote_addr,
            evidence={"page": request.httprequest.path, "mailing": mailing.id},
        )
