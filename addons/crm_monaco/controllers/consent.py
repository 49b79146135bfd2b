from odoo import http
from odoo.http import request

from .page import evidence, invalid, page, speak


class ConsentController(http.Controller):
    """The link of a question asked by e-mail.  GET shows, POST acts; the link is the person's secret.

    No CSRF token: who knows the link could read one from the page, and readers of mail refuse cookies.
    """

    @http.route(
        "/monaco/consent/<string:token>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        sitemap=False,
        csrf=False,
        save_session=False,
    )
    def consent(self, token, **post):
        """Show the question or the answer given; record what is posted."""
        if request.httprequest.method not in ("GET", "HEAD", "POST"):
            return invalid(405)
        asked = request.env["monaco.consent.request"].sudo()._find(token)
        if not asked:
            return invalid()
        speak(asked.lang or asked.partner_id.lang)
        asked = asked.with_env(request.env(su=True))
        said = None
        if request.httprequest.method == "POST":
            said = self._answer(asked, post)
        return page("crm_monaco.page_consent", {**self._get_values(asked), "said": said})

    def _answer(self, asked, post):
        """Return ``done``, or why nothing was recorded: ``channel``, ``guardian``, ``text``, ``nothing``."""
        form = request.httprequest.form
        minor = self._is_minor(asked)
        guardian = (post.get("guardian") or "").replace("\0", "").strip()[:100]
        if post.get("answer") == "agree" and not asked.answer:
            text_hash = asked.purpose_id.text_id._get_hash(request.env.lang)
            if minor and not guardian:
                return "guardian"
            if not form.getlist("channel"):
                return "channel"
            if post.get("text") != text_hash:
                return "text"
        done = asked._answer(
            post.get("answer"),
            form.getlist("channel"),
            post.get("text"),
            lang=request.env.lang,
            origin=request.httprequest.remote_addr,
            guardian=guardian if minor else None,
            evidence=evidence(),
        )
        return "done" if done else "nothing"

    def _get_values(self, asked):
        purpose = asked.purpose_id
        return {
            "asked": asked,
            "company": asked.company_id,
            "purpose": purpose,
            "channels": asked._get_channels(),
            "text_hash": purpose.text_id._get_hash(request.env.lang),
            "minor": self._is_minor(asked),
        }

    def _is_minor(self, asked):
        person = asked.partner_id
        return request.env["monaco.permission"].sudo()._is_minor(person)
