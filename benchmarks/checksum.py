"""What is left of the prospects, part by part: two rows that end in the same sums did the same.

Only Odoo's own columns count, emptiness is emptiness (NULL, "" and 0), and who wrote when does not count.
"""

from .copies import ask, connect

_PERSON = (
    *("name", "complete_name", "email", "email_normalized", "phone", "phone_sanitized"),
    *("street", "city", "zip", "function", "comment", "commercial_company_name"),
)
_LEAD = (
    *("name", "email_from", "email_normalized", "contact_name"),
    *("phone", "phone_sanitized", "street", "description"),
)

PARTS = {
    "persons": f"""SELECT id, {", ".join(f"nullif({c}, '')" for c in _PERSON)}, parent_id,
                          commercial_partner_id, active, nullif(color, 0)
                     FROM res_partner WHERE id BETWEEN %(first)s AND %(last)s""",
    "leads": f"""SELECT id, {", ".join(f"nullif({c}, '')" for c in _LEAD)}, active, partner_id
                   FROM crm_lead WHERE partner_id BETWEEN %(first)s AND %(last)s""",
    "messages": """SELECT id, body FROM mail_message
                    WHERE model = 'res.partner' AND res_id BETWEEN %(first)s AND %(last)s""",
    "followers": """SELECT id, res_id FROM mail_followers WHERE res_model = 'res.partner'
                       AND res_id BETWEEN %(first)s AND %(last)s OR partner_id BETWEEN %(first)s AND %(last)s""",
    "files": """SELECT id, name FROM ir_attachment
                 WHERE res_model = 'res.partner' AND res_id BETWEEN %(first)s AND %(last)s""",
    "others' words": """SELECT id, body FROM mail_message WHERE message_id LIKE '<m%%@bench>'
                           AND substring(message_id from 3 for strpos(message_id, '@') - 3)::int
                               BETWEEN %(first)s AND %(last)s""",
}


def of(database, first, last):
    """Return ``{part: digest}`` of the prospects with these ids."""
    link = connect(database)
    try:
        with link.cursor() as cr:
            found = {}
            for part, select in PARTS.items():
                cr.execute(
                    f"SELECT md5(string_agg(row_::text, '|' ORDER BY row_)) FROM ({select}) AS row_",
                    {"first": first, "last": last},
                )
                found[part] = cr.fetchone()[0] or "none left"
            return found
    finally:
        link.close()


def others(database, first, last):
    """Return a digest of what must not have changed: everybody else, and the books."""
    link = connect(database)
    try:
        with link.cursor() as cr:
            return ask(
                cr,
                """SELECT md5(concat(
                      (SELECT string_agg(concat_ws('|', id, name, email, phone, active), ',' ORDER BY id)
                         FROM res_partner WHERE id NOT BETWEEN %s AND %s),
                      (SELECT string_agg(concat_ws('|', id, name, partner_id, state, amount_total), ',' ORDER BY id)
                         FROM account_move)))""",
                first,
                last,
            )[0][0]
    finally:
        link.close()
