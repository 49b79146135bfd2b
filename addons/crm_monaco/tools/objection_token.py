"""The link by which whoever got a message objects: signed, without state, for one address."""

import base64
import binascii
import time
from urllib.parse import urlencode

from odoo.tools import consteq, hmac

SCOPE = "crm_monaco-objection"
DAYS = 400  # the opt-out of a message stays valid longer than the message is of interest


def objection_url(env, email):
    """Return the address of the page on which ``email`` objects."""
    expiry = int(time.time()) + DAYS * 86400
    data = base64.urlsafe_b64encode(f"{expiry}:{email}".encode()).decode()
    query = urlencode({"d": data, "t": hmac(env(su=True), SCOPE, data)})
    return f"{env['ir.config_parameter'].sudo().get_param('web.base.url')}/monaco/objection?{query}"


def read_token(env, data, token):
    """Return the e-mail a link speaks of, ``None`` when the link is not one of ours or too old."""
    if not isinstance(data, str) or not isinstance(token, str) or len(data) > 600:
        return None
    if not token.isascii():  # what is compared in constant time must be
        return None
    if not consteq(hmac(env(su=True), SCOPE, data), token):
        return None
    try:
        expiry, _, email = base64.urlsafe_b64decode(data).decode().partition(":")
        return email if int(expiry) > time.time() else None
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return None
