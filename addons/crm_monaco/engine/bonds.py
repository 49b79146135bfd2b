"""What holds persons, and whom: their own documents, those of their family, and whoever is bound to them."""

from odoo.tools import SQL

from .declared import each, holds, outsiders, union
from .prepared import IDS, Statements
from .sources import Reader, among
from .subjects import SUBJECT


def subject_holds(env, only=None) -> SQL:
    """SELECT pid, company_id, code, until, model, res_id: holds on *subjects*.

    An address holds the person it belongs to; a contact who stays holds their company, which
    may go with or after the last of its contacts, never before.  A contact who is in no file
    (a colleague, a supplier) always stays.
    """
    return SQL(
        """
        WITH held AS MATERIALIZED (
            SELECT %(subject)s AS pid, p.commercial_partner_id AS entity,
                   h.company_id, h.code, h.until, h.model, h.res_id
              FROM (%(holds)s) AS h(pid, company_id, code, until, model, res_id)
              JOIN res_partner p ON p.id = h.pid
        )
        SELECT pid, company_id, code, until, model, res_id FROM held
        UNION ALL
        -- whom the books alone hold may leave daily sight, and so may their company with them
        SELECT entity, company_id, CASE WHEN t.archivable THEN held.code ELSE 'contact_kept' END, until,
               CASE WHEN t.archivable THEN model ELSE 'res.partner' END,
               CASE WHEN t.archivable THEN res_id ELSE pid END
          FROM held LEFT JOIN monaco_hold_type t ON t.code = held.code WHERE entity <> pid
        UNION ALL
        SELECT p.commercial_partner_id, NULL, 'contact_kept', NULL, 'res.partner', p.id
          FROM (%(outsiders)s) AS never(pid, code) JOIN res_partner p ON p.id = never.pid
         WHERE p.commercial_partner_id <> p.id
        """,
        subject=SUBJECT,
        holds=holds(env, only),
        outsiders=outsiders(env, only),
    )


def together(env, only=None, rows=None) -> SQL:
    """SELECT code, model, res_id, pid: persons by the row that binds them together."""
    reader, branches = Reader(env, only, rows), []
    for bond in each(env, "together"):
        found = reader.select(bond, lambda m, a, q: SQL("%s AS res_id", SQL.identifier(a, "id")))
        branches.append(
            SQL(
                "SELECT %s::text AS code, %s::text AS model, res_id, pid"
                " FROM (%s) AS row_(pid, company_id, res_id)",
                bond.code,
                bond.model,
                found,
            )
        )
    rows = union(
        branches,
        SQL(
            "SELECT NULL::text code, NULL::text model, NULL::int res_id, NULL::int pid WHERE false"
        ),
    )
    return SQL(
        "SELECT DISTINCT row_.code, row_.model, row_.res_id, %s AS pid"
        " FROM (%s) AS row_ JOIN res_partner p ON p.id = row_.pid",
        SUBJECT,
        among(only, rows),
    )


def together_holds(env, due: SQL, only=None) -> SQL:
    """SELECT pid, company_id, code, until, model, res_id: held because somebody bound to them is not due.

    :param due: what to read ``id`` and ``deadline`` of subjects from
    """
    return SQL(
        """
        WITH bound AS MATERIALIZED (%s)
        SELECT one.pid, NULL::int, one.code,
               CASE WHEN bool_or(due.deadline IS NULL) THEN NULL ELSE max(due.deadline) END,
               one.model, max(one.res_id)
          FROM bound one
          JOIN bound other ON other.model = one.model AND other.res_id = one.res_id AND other.pid <> one.pid
          JOIN %s AS due ON due.id = other.pid
         WHERE due.deadline IS NULL OR due.deadline > CURRENT_DATE
         GROUP BY one.pid, one.code, one.model
        """,
        together(env, only),
        due,
    )


def family_of(env, ids, statements=None) -> list[int]:
    """Return ``ids``, whom they are bound to, the companies of these, and everybody and every address there."""
    return family_and_bonds(statements or Statements(env), ids)[0]


def family_and_bonds(statements, ids):
    """Return the ids of :func:`family_of`, and by what ``ids`` are bound: ``(code, model, res_id, pid)``.

    :param statements: of an engine that asks again and again
    """
    env = statements.env
    bonds = statements.once(
        "bonds",
        lambda: SQL("SELECT DISTINCT res_id FROM (%s) AS bond", together(env, only=IDS)),
    )
    found = statements.rows(bonds, ids)
    if found:
        members = statements.once("members", lambda: together(env, rows=IDS))
        found = statements.rows(members, [row[0] for row in found])
        ids = {*ids, *(row[3] for row in found)}
    rows = statements.rows(
        SQL(
            """SELECT id FROM res_partner WHERE commercial_partner_id IN
                   (SELECT commercial_partner_id FROM res_partner WHERE id = ANY($1))
                UNION SELECT id FROM res_partner WHERE id = ANY($1)
                UNION SELECT id FROM res_partner WHERE parent_id = ANY($1)"""
        ),
        ids,
    )
    return [row[0] for row in rows], found
