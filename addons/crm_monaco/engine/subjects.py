"""Who is a person of the file and who is only somebody's address, said in SQL of ``res_partner p``."""

from odoo.tools import SQL

PERSON = "res.partner"

# Contacts of these types are addresses of their parent, not persons of their own; a contact
# without type is somebody.
IS_ADDRESS = SQL(
    "(p.parent_id IS NOT NULL AND coalesce(p.type, 'contact') <> 'contact' AND p.is_company IS NOT TRUE)"
)
# The person whom an address belongs to; an address of an address belongs to the whole family's head.
SUBJECT = SQL(
    """CASE WHEN NOT %s THEN p.id
            WHEN EXISTS (SELECT FROM res_partner up WHERE up.id = p.parent_id AND up.parent_id IS NOT NULL
                            AND coalesce(up.type, 'contact') <> 'contact' AND up.is_company IS NOT TRUE)
            THEN p.commercial_partner_id ELSE p.parent_id END""",
    IS_ADDRESS,
)


def addresses_of(ids) -> SQL:
    """SELECT id: the addresses of the persons ``ids``, and the addresses of these.

    :param ids: numbers, or what stands for them in a statement that is prepared
    """
    return SQL(
        """WITH RECURSIVE address(id) AS (
               SELECT p.id FROM res_partner p WHERE p.parent_id = ANY(%(ids)s) AND %(is_address)s
               UNION
               SELECT p.id FROM res_partner p JOIN address ON p.parent_id = address.id WHERE %(is_address)s
           ) SELECT id FROM address""",
        ids=ids if isinstance(ids, SQL) else list(ids),
        is_address=IS_ADDRESS,
    )
