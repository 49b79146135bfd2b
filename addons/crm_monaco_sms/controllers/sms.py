from odoo import http
from odoo.http import request

from odoo.addons.mass_mailing_sms.controllers.main import MailingSMSController


class MonacoSmsController(MailingSMSController):
    """Odoo's page to stop SMS is an objection to prospecting by SMS.

    It is reached by typing the number on the page before: who only opens the link changes nothing.
    """

    @http.route()
    def blacklist_number(self, mailing_id, trace_code, **post):
        page = super().blacklist_number(mailing_id, trace_code, **post)
        number = (post.get("sms_number") or "").strip()
        traces = self._check_trace(mailing_id, trace_code).get("trace")
        if number and traces and number in traces.mapped("sms_number"):
            request.env["monaco.permission"].sudo()._object_by_link(
                ["sms"],
                phone=number,
                source="mailing",
                origin=request.httprequest.remote_addr,
                evidence={"page": request.httprequest.path, "mailing": mailing_id},
            )
        return page
