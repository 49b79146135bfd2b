"""Traces of access, outside the transaction that they tell of: what was refused is rolled back, its trace is not.

One INSERT a transaction of a request, whatever it read: numbers of records only, never what was read.
"""

import json
import logging
import threading
from urllib.parse import urlsplit

from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# columns that say nothing of anybody
NEUTRAL = frozenset(
    {
        "id",
        "active",
        "company_id",
        "create_uid",
        "create_date",
        "write_uid",
        "write_date",
        "partner_share",
    }
)
METHODS = {
    "web_read": "form",
    "read": "form",
    "web_search_read": "list",
    "search_read": "list",
    "web_read_group": "group",
    "formatted_read_group": "group",
    "formatted_read_grouping_sets": "group",
    "name_search": "search",
    "web_name_search": "search",
    "export_data": "export",
}
PATHS = (
    ("/web/export/", "export"),
    ("/report/", "report"),
    ("/web/content", "file"),
    ("/web/image", "file"),
    ("/json/", "rpc"),
    ("/jsonrpc", "rpc"),
    ("/xmlrpc", "rpc"),
)


def served():
    """Return the address of the page or call that this thread answers; None in a shell or a scheduled action.

    Odoo takes the request away from the XML-RPC and JSON-RPC services, and leaves its address.
    """
    return getattr(threading.current_thread(), "url", None)


def describe(request):
    """Return ``(door, what was called, address)`` of the request that is answered."""
    path = urlsplit(served()).path
    address = request.httprequest.remote_addr if request else None
    method = (getattr(request, "params", None) or {}).get("method") if request else None
    for prefix, door in PATHS:
        if path.startswith(prefix):
            return door, path, address
    if path.startswith("/web/dataset/call_kw") and method:
        return METHODS.get(method, "other"), method, address
    return "other", path, address


def is_of_interest(model, called):
    """Leave out one's own inbox, which the web client asks for on every page."""
    return model != "mail.message" or not called.startswith(("/mail/data", "/mail/action"))


def write(registry, uid, notes, about):
    """Insert the traces of one transaction, each model and outcome a row.

    :param notes: ``{(model, refused, door): (ids, words)}``; emptied
    :param about: what :func:`describe` returned

    Colleagues and the own companies are no matter of data protection here: they are left out.
    """
    door, called, address = about
    rows = [
        (model, refused, own or door, sorted(ids), ", ".join(sorted(words)) or None)
        for (model, refused, own), (ids, words) in notes.items()
        if refused or is_of_interest(model, called)
    ]
    notes.clear()
    if not rows:
        return
    try:
        with registry.cursor() as cr:
            cr.execute(_insert(uid, rows, called, address))
    except Exception:
        # who reads must not be stopped by it, and who watches must hear of it
        _logger.exception("The traces of a request by user %s could not be written", uid)


def _insert(uid, rows, called, address):
    return SQL(
        """INSERT INTO monaco_trace (at, user_id, login, door, called, address, res_model, refused, words,
                                     res_ids, count)
           SELECT now() AT TIME ZONE 'UTC', u.id, u.login, r.door, %(called)s, %(address)s, r.model, r.refused,
                  r.words, kept.ids, coalesce(jsonb_array_length(kept.ids), 0)
             FROM jsonb_to_recordset(%(rows)s::jsonb)
                  AS r(model text, refused boolean, door text, ids jsonb, words text)
             JOIN res_users u ON u.id = %(uid)s
             CROSS JOIN LATERAL (
                 SELECT jsonb_agg(e.id) AS ids FROM jsonb_array_elements(r.ids) AS e(id)
                  WHERE r.model <> 'res.partner' OR NOT EXISTS (
                        SELECT FROM res_users c WHERE c.partner_id = e.id::int AND NOT c.share
                         UNION ALL SELECT FROM res_company c WHERE c.partner_id = e.id::int)
             ) AS kept
            WHERE kept.ids IS NOT NULL OR jsonb_array_length(r.ids) = 0""",
        called=called,
        address=address,
        uid=uid,
        rows=json.dumps(
            [
                {"model": model, "refused": refused, "door": door, "ids": ids, "words": words}
                for model, refused, door, ids, words in rows
            ]
        ),
    )
