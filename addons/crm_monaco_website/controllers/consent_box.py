from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import email_normalize

from odoo.addons.crm_monaco.controllers.page import evidence
from odoo.addons.website.controllers.form import WebsiteForm

BOX = "monaco_consent"
LANG = "monaco_consent_lang"
CAPTCHA = "monaco_consent"
ADDRESSES = ("email_from", "email", "partner_email", "email_normalized")


class ConsentBox(WebsiteForm):
    """The box of a form: ticked, it has the question sent to the address that was typed.

    A box proves nothing about who ticked it, and somebody else's address is easily typed: so it counts
    once it is confirmed by e-mail, but for a portal user who gives their own address.
    """

    @http.route("/monaco/consent/text", type="jsonrpc", auth="public", website=True, readonly=True)
    def consent_text(self, lang=None):
        """Return the text in force, in the visitor's language, and its hash."""
        lang = self._get_consent_lang(lang)
        purpose = request.env["monaco.purpose"].sudo()._get("prospecting").with_context(lang=lang)
        return {
            "body": purpose.notice or "",
            "hash": purpose.text_id._get_hash(lang) if purpose.text_id else "",
            "lang": lang,
        }

    @http.route("/monaco/consent/tick", type="jsonrpc", auth="public", website=True)
    def consent_tick(self, email=None, text=None, lang=None, **_tokens):
        """Take the box of a newsletter block; the answer is the same for every address.

        Where the website asks for a proof that a person is there (reCAPTCHA, Turnstile), so do we; where
        it does not, nothing is asked.
        """
        try:
            request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA)
        except UserError:
            return False
        self._take_consent(email, text, lang, "newsletter")
        return True

    def _handle_website_form(self, model_name, **kwargs):
        """Take the box of any other form, once the form itself was accepted."""
        text, lang = (self._pop(kwargs, name) for name in (BOX, LANG))
        email = next((kwargs[name] for name in ADDRESSES if kwargs.get(name)), None)
        found = super()._handle_website_form(model_name, **kwargs)
        if text and email and request.session.get("form_builder_id") and '"id"' in (found or ""):
            self._take_consent(email, text, lang, model_name)
        return found

    @staticmethod
    def _pop(values, name):
        """Take a value of ours out: other addons read the request's own parameters again."""
        request.params.pop(name, None)
        return values.pop(name, None)

    def _take_consent(self, email, text, lang, form):
        if not isinstance(email, str) or not isinstance(text, str) or len(email) > 320:
            return
        if "\0" in email:  # no database keeps it
            return
        lang = self._get_consent_lang(lang)
        proof = {**evidence(), "form": form, "referer": (request.httprequest.referrer or "")[:200]}
        user, address = request.env.user, email_normalize(email, strict=True)
        purpose = request.env["monaco.purpose"].sudo()._get("prospecting")
        own = address and user.share and not user._is_public()
        if own and user.partner_id.sudo().email_normalized == address:
            if text == purpose.text_id._get_hash(lang) and not self._is_consent_minor():
                request.env["monaco.consent"].sudo()._record(
                    purpose,
                    ["email"],
                    "given",
                    user.partner_id.sudo(),
                    source="form",
                    user_id=user.id,
                    lang=lang,
                    origin=request.httprequest.remote_addr,
                    evidence=proof,
                )
            return
        request.env["monaco.consent.request"].sudo()._ask_by_form(email, text, proof, lang)

    @staticmethod
    def _is_consent_minor():
        permission = request.env["monaco.permission"].sudo()
        return permission._is_minor(request.env.user.partner_id)

    @staticmethod
    def _get_consent_lang(lang):
        """Return the language of the page when it is one of the website's, else that of the request."""
        wanted = str(lang or "").replace("-", "_")[:10]
        known = [code for code, _name in request.env["res.lang"].sudo().get_installed()]
        return wanted if wanted in known else (request.env.lang or "en_US")
