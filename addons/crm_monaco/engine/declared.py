"""What the declarations say of all persons, each kind as one statement over every document.

``only``: the persons of a batch with their families; ``None``: the whole file.
"""

from odoo.tools import SQL

from .sources import Reader, among
from .subjects import SUBJECT


def union(branches, empty: SQL) -> SQL:
    return SQL(" UNION ALL ").join(branches) if branches else empty


def each(env, kind):
    """Yield what all declarations say of one kind (``acts``, ``holds``…), whoever's document it is."""
    for declarant in env["monaco.declaration"]._monaco_declarants():
        yield from getattr(declarant, f"_monaco_{kind}")()


def _moment(reader, act, model, alias, query) -> SQL:
    """Return when an act was.  A date is that day at noon: the same day in every time zone.

    An act without date happened nobody knows when, so the person may be acting still: never due.
    """
    value = reader.path(model, alias, act.at, query)
    if reader.field(model, act.at).type == "date":
        value = SQL("%s + time '12:00'", value)
    return SQL("coalesce(%s, 'infinity') AS at", value)


def acts(env, only=None) -> SQL:
    """SELECT pid, company_id, contact_at, contract_at, evidence: every act, to be grouped by who reads it.

    Not grouped here: PostgreSQL then reads the sources side by side, and groups once.
    """
    reader, branches = Reader(env, only), []
    for act in each(env, "acts"):
        rows = reader.select(act, lambda m, a, q, act=act: _moment(reader, act, m, a, q))
        branches.append(
            SQL(
                """SELECT pid, company_id, %s AS contact_at, %s AS contract_at, %s AS evidence
                     FROM (%s) AS row_(pid, company_id, at)""",
                SQL("at::timestamp" if act.contact else "NULL::timestamp"),
                SQL("at::timestamp" if act.contract else "NULL::timestamp"),
                SQL("true" if act.evidence or act.contract else "false"),
                rows,
            )
        )
    empty = SQL(
        "SELECT NULL::int pid, NULL::int company_id, NULL::timestamp contact_at,"
        " NULL::timestamp contract_at, false evidence WHERE false"
    )
    return among(only, union(branches, empty))


def solicitations(env, only=None) -> SQL:
    """SELECT pid, company_id, at: every solicitation that reached a person."""
    reader, branches = Reader(env, only), []
    for sent in each(env, "solicitations"):
        rows = reader.select(sent, lambda m, a, q, sent=sent: _moment(reader, sent, m, a, q))
        branches.append(
            SQL(
                "SELECT pid, company_id, at::timestamp FROM (%s) AS row_(pid, company_id, at)"
                " WHERE at < 'infinity'",
                rows,
            )
        )
    empty = SQL("SELECT NULL::int pid, NULL::int company_id, NULL::timestamp at WHERE false")
    return among(only, union(branches, empty))


def act_rows(env, only) -> SQL:
    """SELECT pid, company_id, at, code, model, res_id, contact, contract: every act, for the "why" of a few."""
    reader, branches = Reader(env, only), []
    for act in each(env, "acts"):
        rows = reader.select(
            act,
            lambda m, a, q, act=act: SQL("%s AS at", reader.path(m, a, act.at, q)),
            lambda m, a, q: SQL("%s AS res_id", SQL.identifier(a, "id")),
        )
        branches.append(
            SQL(
                "SELECT DISTINCT pid, company_id, at::timestamp, %s::text AS code, %s::text AS model, res_id,"
                " %s AS contact, %s AS contract FROM (%s) AS row_(pid, company_id, at, res_id)",
                act.code,
                act.model,
                act.contact,
                act.contract,
                rows,
            )
        )
    return among(only, union(branches, SQL("SELECT NULL WHERE false")))


def holds(env, only=None) -> SQL:
    """SELECT pid, company_id, code, until, model, res_id: every live hold."""
    reader, branches = Reader(env, only), []
    # a batch: find its documents first, or the last day of every document there is would be reckoned
    first = SQL() if only is None else SQL("OFFSET 0")
    for hold in each(env, "holds"):

        def until(model, alias, query, hold=hold):
            if hold.until is None:
                return SQL("NULL::date AS until")
            value = (
                hold.until(model, alias)
                if callable(hold.until)
                else reader.path(model, alias, hold.until, query)
            )
            return SQL("(%s)::date AS until", value)

        rows = reader.select(
            hold, until, lambda m, a, q: SQL("%s AS res_id", SQL.identifier(a, "id"))
        )
        branches.append(
            SQL(
                "SELECT pid, company_id, %s::text AS code, until, %s::text AS model, res_id"
                " FROM (%s %s) AS row_(pid, company_id, until, res_id)"
                " WHERE until IS NULL OR until >= CURRENT_DATE",
                hold.code,
                hold.model,
                rows,
                first,
            )
        )
    empty = SQL(
        "SELECT NULL::int pid, NULL::int company_id, NULL::text code, NULL::date until,"
        " NULL::text model, NULL::int res_id WHERE false"
    )
    return among(only, union(branches, empty))


def outsiders(env, only=None) -> SQL:
    """SELECT pid, code: persons who are never subjects.

    Whoever is named by an address is meant by it, and a company by its contact where it says so.
    """
    reader, branches = Reader(env, only), []
    for never in each(env, "never"):
        branches.append(
            SQL(
                "SELECT pid, %s::text AS code, %s AS entity FROM (%s) AS row_(pid, company_id)",
                never.code,
                never.entity,
                reader.select(never),
            )
        )
    rows = union(
        branches, SQL("SELECT NULL::int pid, NULL::text code, NULL::boolean entity WHERE false")
    )
    return SQL(
        """SELECT DISTINCT who.id AS pid, never.code FROM (%s) AS never(pid, code, entity)
             JOIN res_partner p ON p.id = never.pid
            CROSS JOIN LATERAL (VALUES (p.id), (%s),
                                       (CASE WHEN never.entity THEN p.commercial_partner_id END)) AS who(id)
            WHERE who.id IS NOT NULL""",
        among(only, rows),
        SUBJECT,
    )
