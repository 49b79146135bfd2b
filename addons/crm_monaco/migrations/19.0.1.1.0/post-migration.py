"""Tell the periods of an older database which data they cover; nothing else of them changes."""

from odoo import SUPERUSER_ID, api

EVERYTHING = ("identity", "contact", "professional", "financial", "relation")
COVERED = {
    "prospect": EVERYTHING,
    "client": EVERYTHING,
    "books": ("identity", "contact", "financial", "relation"),
}


def migrate(cr, version):
    """Fill in the categories of periods that have none, the administrator's own ones included."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    by_code = env["monaco.data.category"].search([]).grouped("code")
    for clock in env["monaco.clock"].search([("category_ids", "=", False)]):
        clock.category_ids = env["monaco.data.category"].union(
            *(by_code[code] for code in COVERED.get(clock.kind, ()) if code in by_code)
        )
