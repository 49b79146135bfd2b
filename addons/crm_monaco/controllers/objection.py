from odoo import http
from odoo.http import request

from ..tools.objection_token import read_token
from .page import evidence, invalid, page, speak


class ObjectionController(http.Controller):
    """The link each marketing message carries: object by one button, or by the mail reader's own."""

    @http.route(
        "/monaco/objection",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        sitemap=False,
        csrf=False,
        save_session=False,
    )
    def objection(self, d=None, t=None, **post):
        """Show what can be objected to; record what is posted (also by RFC 8058, in one click)."""
        method = request.httprequest.method
        if method not in ("GET", "HEAD", "POST"):
            return invalid(405)
        arguments = request.httprequest.args
        email = read_token(request.env, arguments.get("d"), arguments.get("t"))
        if not email:
            return invalid()
        everybody = request.env["res.partner"].sudo()
        person = everybody.search([("email_normalized", "=", email)], limit=1)
        speak(person.lang)
        values = {"company": request.env.company.sudo(), "done": False}
        if method == "POST":
            scope = post.get("scope") or ("email" if "List-Unsubscribe" in post else "")
            if scope not in ("email", "all"):
                return page("crm_monaco.page_objection", values)
            request.env["monaco.permission"].sudo()._object_by_link(
                ["email"] if scope == "email" else None,
                email=email,
                source="mailing",
                origin=request.httprequest.remote_addr,
                evidence=evidence(),
            )
            values["done"] = scope
        return page("crm_monaco.page_objection", values)
