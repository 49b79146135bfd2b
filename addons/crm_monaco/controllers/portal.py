from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .page import evidence, page


class ConsentPortal(CustomerPortal):
    """ "My consents": what the person said, and one button to say otherwise."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "monaco_consent_count" in counters:
            values["monaco_consent_count"] = len(self._get_consent_lines())
        return values

    @http.route("/my/consents", type="http", auth="user", website=True, methods=["GET", "POST"])
    def my_consents(self, **post):
        """Show the person's consents; record what they post (protected against forged forms)."""
        said = None
        if request.httprequest.method == "POST":
            said = self._say(post)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "monaco_consents",
            "lines": self._get_consent_lines(),
            "said": said,
        }
        return page("crm_monaco.portal_my_consents", values)

    @http.route("/my/consents/receipt", type="http", auth="user", website=True, methods=["GET"])
    def my_consents_receipt(self, **post):
        """Return the person's receipt."""
        partner = request.env.user.partner_id.sudo()
        return request.make_response(
            partner._get_monaco_receipt(),
            [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", "attachment; filename=accords.pdf"),
                ("Cache-Control", "no-store"),
            ],
        )

    def _get_consent_lines(self):
        return request.env.user.partner_id.sudo()._get_monaco_consent_lines()

    def _say(self, post):
        """Record one answer about oneself; return ``done`` or ``nothing``."""
        partner = request.env.user.partner_id.sudo()
        if not request.env.user.share:
            return "nothing"
        values = {
            "source": "portal",
            "user_id": request.env.uid,
            "origin": request.httprequest.remote_addr,
            "evidence": evidence(),
            "lang": request.env.lang,
        }
        if post.get("answer") == "object":
            request.env["monaco.permission"].sudo()._object(partner, **values)
            return "done"
        line = next(
            (one for one in self._get_consent_lines() if one["key"] == post.get("line")), None
        )
        if not line or post.get("answer") not in ("agree", "withdraw"):
            return "nothing"
        agree = post["answer"] == "agree"
        if agree and (
            post.get("text") != line["text_hash"]
            or request.env["monaco.permission"].sudo()._is_minor(partner)
        ):
            return "nothing"
        if not agree and line["channel"] != "any" and line["purpose"].marketing:
            request.env["monaco.permission"].sudo()._object(partner, [line["channel"]], **values)
            return "done"
        request.env["monaco.consent"].sudo()._record(
            line["purpose"],
            [line["channel"]],
            "given" if agree else "withdrawn",
            partner,
            **values,
        )
        return "done"
