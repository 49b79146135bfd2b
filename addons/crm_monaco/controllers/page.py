"""What the public pages have in common: one answer to every link that is not valid, and no trace of it."""

from odoo.http import request

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def page(template, values=None, status=200):
    """Return a page that no cache keeps and whose address no other site is told."""
    response = request.render(template, values or {})
    response.status_code = status
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def invalid(status=404):
    """Return the one page for malformed, guessed, expired and strange links alike."""
    return page("crm_monaco.page_invalid_link", status=status)


def speak(lang):
    """Speak the person's language, when it is installed."""
    known = {code for code, _name in request.env["res.lang"].sudo().get_installed()}
    if lang in known:
        request.update_context(lang=lang)


def evidence():
    """Return how the person acted: the proof of what they posted."""
    asked = request.httprequest
    return {
        "page": asked.path.split("/")[1:3],
        "method": asked.method,
        "address": asked.remote_addr,
        "agent": str(asked.user_agent)[:200],
    }
