"""Who is due, when, and what holds them: one set-based reading of the whole file.

The same statements serve the nightly refresh (every person) and the re-check of a batch
(``only``: the persons of the batch with their families).  Law n° 1.565 art. 4 and the register
entry: a prospect is kept one year at most after the last contact; a client until the
prescription, five years after the end of the contract (Code civil art. 2044).
"""

from odoo.tools import SQL

from .prepared import IDS, Statements
from .sources import Reader, among, ids_of

# Contacts of these types are addresses of their parent, not persons of their own; a contact
# without type is somebody.
_IS_ADDRESS = SQL(
    "(p.parent_id IS NOT NULL AND coalesce(p.type, 'contact') <> 'contact' AND p.is_company IS NOT TRUE)"
)
# The person whom an address belongs to; an address of an address belongs to the whole family's head.
_SUBJECT = SQL(
    """CASE WHEN NOT %s THEN p.id
            WHEN EXISTS (SELECT FROM res_partner up WHERE up.id = p.parent_id AND up.parent_id IS NOT NULL
                            AND coalesce(up.type, 'contact') <> 'contact' AND up.is_company IS NOT TRUE)
            THEN p.commercial_partner_id ELSE p.parent_id END""",
    _IS_ADDRESS,
)


def _union(branches, empty: SQL) -> SQL:
    return SQL(" UNION ALL ").join(branches) if branches else empty


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
    for declarant in env["monaco.declaration"]._monaco_declarants():
        for act in declarant._monaco_acts():
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
    return among(only, _union(branches, empty))


def solicitations(env, only=None) -> SQL:
    """SELECT pid, company_id, at: every solicitation that reached a person."""
    reader, branches = Reader(env, only), []
    for declarant in env["monaco.declaration"]._monaco_declarants():
        for sent in declarant._monaco_solicitations():
            rows = reader.select(sent, lambda m, a, q, sent=sent: _moment(reader, sent, m, a, q))
            branches.append(
                SQL(
                    "SELECT pid, company_id, at::timestamp FROM (%s) AS row_(pid, company_id, at)"
                    " WHERE at < 'infinity'",
                    rows,
                )
            )
    empty = SQL("SELECT NULL::int pid, NULL::int company_id, NULL::timestamp at WHERE false")
    return among(only, _union(branches, empty))


def act_rows(env, only) -> SQL:
    """SELECT pid, company_id, at, code, model, res_id, contact, contract: every act, for the "why" of a few."""
    reader, branches = Reader(env, only), []
    for declarant in env["monaco.declaration"]._monaco_declarants():
        for act in declarant._monaco_acts():
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
    return among(only, _union(branches, SQL("SELECT NULL WHERE false")))


def holds(env, only=None) -> SQL:
    """SELECT pid, company_id, code, until, model, res_id: every live hold."""
    reader, branches = Reader(env, only), []
    # a batch: find its documents first, or the last day of every document there is would be reckoned
    first = SQL() if only is None else SQL("OFFSET 0")
    for declarant in env["monaco.declaration"]._monaco_declarants():
        for hold in declarant._monaco_holds():

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
    return among(only, _union(branches, empty))


def outsiders(env, only=None) -> SQL:
    """SELECT pid, code: persons who are never subjects.

    Whoever is named by an address is meant by it, and a company by its contact where it says so.
    """
    reader, branches = Reader(env, only), []
    for declarant in env["monaco.declaration"]._monaco_declarants():
        for never in declarant._monaco_never():
            branches.append(
                SQL(
                    "SELECT pid, %s::text AS code, %s AS entity FROM (%s) AS row_(pid, company_id)",
                    never.code,
                    never.entity,
                    reader.select(never),
                )
            )
    rows = _union(
        branches, SQL("SELECT NULL::int pid, NULL::text code, NULL::boolean entity WHERE false")
    )
    return SQL(
        """SELECT DISTINCT who.id AS pid, never.code FROM (%s) AS never(pid, code, entity)
             JOIN res_partner p ON p.id = never.pid
            CROSS JOIN LATERAL (VALUES (p.id), (%s),
                                       (CASE WHEN never.entity THEN p.commercial_partner_id END)) AS who(id)
            WHERE who.id IS NOT NULL""",
        among(only, rows),
        _SUBJECT,
    )


def settings(env, assume_on=()) -> SQL:
    """SELECT company_id, tz, retention_on, lead_time, apart, patience, prospect, client: each company.

    :param assume_on: ids of companies to be read as if their retention were on (a preview)
    """
    return SQL(
        """SELECT c.id AS company_id,
                  coalesce(own.tz, 'Europe/Monaco') AS tz,
                  (c.monaco_retention_on IS TRUE OR c.id = ANY(%(on)s)) AS retention_on,
                  make_interval(days => coalesce(c.monaco_archive_days, 30)) AS lead_time,
                  make_interval(days => coalesce(c.monaco_solicitation_interval, 15)) AS apart,
                  make_interval(days => coalesce(c.monaco_answer_days, 30)) AS patience,
                  %(prospect)s AS prospect, %(client)s AS client
             FROM res_company c JOIN res_partner own ON own.id = c.partner_id""",
        on=list(assume_on),
        prospect=_period("prospect"),
        client=_period("client"),
    )


def _period(kind: str) -> SQL:
    """The company's own period if it has one, else the common one.  No record: no deadline."""
    return SQL(
        """(SELECT make_interval(months => k.months) FROM monaco_clock k
             WHERE k.kind = %s AND k.active AND (k.company_id = c.id OR k.company_id IS NULL)
             ORDER BY k.company_id NULLS LAST LIMIT 1)""",
        kind,
    )


def deadlines(env, only=None, assume_on=()) -> SQL:
    """SELECT id, kind, last_contact, deadline, archive_on, retention_on, clock, entity, borrowed: one row a subject.

    ``borrowed``: a contact in no document of their own, who follows their company's clock and holds.
    A person whose dates are all missing has no deadline, so is never due.  Each company that
    deals with a person counts its own acts and period; the latest deadline is the person's.
    """
    mine = SQL("AND p.id IN (%s)", ids_of(only)) if only is not None else SQL()
    return SQL(
        """
        WITH setting AS MATERIALIZED (%(settings)s),
        usual AS (  -- one company of each set of settings
            SELECT min(company_id) AS company_id FROM setting
             GROUP BY tz, retention_on, lead_time, apart, patience, prospect, client
        ),
        acted AS MATERIALIZED (
            -- the one reading of the sources; it names no other query, so that PostgreSQL shares it among processes
            SELECT coalesce(a.subject, act.pid) AS id, act.company_id, max(act.contact_at) AS contact_at,
                   max(act.contract_at) AS contract_at, bool_or(act.evidence) AS evidence
              FROM (%(acts)s) AS act(pid, company_id, contact_at, contract_at, evidence)
              LEFT JOIN (%(addresses)s) AS a ON a.id = act.pid
             GROUP BY 1, 2
        ),
        subject AS MATERIALIZED (
            SELECT p.id, p.commercial_partner_id AS entity, p.company_id,
                   coalesce(p.monaco_collection_date + time '12:00', p.create_date) AS collected,
                   -- whoever was archived was in the file: losing the documents frees nobody of the clock
                   (p.monaco_collection_source_id IS NOT NULL OR p.monaco_state = 'archived') AS recorded
              FROM res_partner p
             WHERE NOT %(is_address)s AND p.monaco_state IS DISTINCT FROM 'anonymised' %(mine)s
               AND NOT EXISTS (SELECT FROM (%(outsiders)s) AS never(pid, code) WHERE never.pid = p.id)
        ),
        peopled AS MATERIALIZED (  -- companies with contacts: few, so that the many need no family
            SELECT entity, max(collected) AS collected FROM subject WHERE id <> entity GROUP BY entity
        ),
        own AS MATERIALIZED (  -- of everybody in such a company
            SELECT s.id, s.entity, l.company_id, l.contact_at, l.contract_at, l.evidence
              FROM subject s JOIN peopled USING (entity) JOIN acted l ON l.id = s.id
            UNION ALL
            SELECT s.id, s.entity, s.company_id, NULL, NULL, true
              FROM subject s JOIN peopled USING (entity) WHERE s.recorded
        ),
        family AS MATERIALIZED (
            SELECT entity, company_id, max(contact_at) AS contact_at,
                   max(contract_at) AS contract_at, bool_or(evidence) AS evidence
              FROM own GROUP BY 1, 2
        ),
        provable AS MATERIALIZED (SELECT id FROM own WHERE evidence GROUP BY id),
        borrower AS MATERIALIZED (  -- without evidence of their own: they borrow the family's
            SELECT s.id, s.entity FROM subject s
             WHERE s.id <> s.entity AND NOT EXISTS (SELECT FROM provable WHERE provable.id = s.id)
        ),
        line AS MATERIALIZED (  -- one row a person and company, and one for what names no company
            SELECT id, company_id, contact_at, contract_at, evidence FROM acted
             WHERE NOT EXISTS (SELECT FROM (SELECT entity FROM peopled UNION ALL SELECT id FROM borrower) AS other(id)
                                WHERE other.id = acted.id)
            UNION ALL
            SELECT * FROM family WHERE EXISTS (SELECT FROM subject s WHERE s.id = family.entity)
            UNION ALL
            SELECT id, company_id, max(contact_at), max(contract_at), bool_or(evidence) FROM (
                SELECT b.id, own.company_id, own.contact_at, own.contract_at, own.evidence
                  FROM borrower b JOIN own ON own.id = b.id
                UNION ALL
                SELECT b.id, f.company_id, NULL, f.contract_at, f.evidence
                  FROM borrower b JOIN family f ON f.entity = b.entity
            ) AS borrowed GROUP BY 1, 2
        ),
        sent AS MATERIALIZED (
            SELECT coalesce(a.subject, s.pid) AS id, s.company_id, s.at
              FROM (%(solicitations)s) AS s(pid, company_id, at) LEFT JOIN (%(addresses)s) AS a ON a.id = s.pid
        ),
        person AS MATERIALIZED (
            SELECT s.id, s.entity, s.company_id, greatest(s.collected, peopled.collected, l.contact_at) AS contact_at,
                   l.contract_at, d.dealt IS TRUE AS dealt, d.id IS NOT NULL OR told.id IS NOT NULL AS named
              FROM subject s
              LEFT JOIN line l ON l.id = s.id AND l.company_id IS NULL
              LEFT JOIN (SELECT id, bool_or(evidence) AS dealt FROM line
                          WHERE company_id IS NOT NULL GROUP BY id) AS d ON d.id = s.id
              LEFT JOIN peopled ON peopled.entity = s.id
              LEFT JOIN (SELECT id FROM sent WHERE company_id IS NOT NULL GROUP BY id) AS told ON told.id = s.id
             WHERE s.recorded OR l.evidence OR d.dealt
        ),
        per_company AS MATERIALIZED (
            -- every company that has documents of theirs, and the company the person belongs to
            SELECT p.id, p.entity, l.company_id, greatest(p.contact_at, l.contact_at) AS contact_at,
                   greatest(p.contract_at, l.contract_at) AS contract_at
              FROM person p JOIN line l ON l.id = p.id
             WHERE l.company_id IS NOT NULL AND (l.evidence OR l.company_id = p.company_id)
            UNION ALL
            SELECT p.id, p.entity, p.company_id, p.contact_at, p.contract_at FROM person p
             WHERE p.company_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM line l WHERE l.id = p.id AND l.company_id = p.company_id)
            UNION ALL
            -- of no company: of all; one of each set of settings tells as much where nothing names a company
            SELECT p.id, p.entity, usual.company_id, p.contact_at, p.contract_at FROM person p, usual
             WHERE p.company_id IS NULL AND NOT p.dealt AND NOT p.named
            UNION ALL
            SELECT p.id, p.entity, setting.company_id, greatest(p.contact_at, l.contact_at),
                   greatest(p.contract_at, l.contract_at)
              FROM person p CROSS JOIN setting
              LEFT JOIN line l ON l.id = p.id AND l.company_id = setting.company_id
             WHERE p.company_id IS NULL AND NOT p.dealt AND p.named
        ),
        late AS (  -- what was sent since the person last acted, beside the first of it
            SELECT pc.id, pc.company_id, sent.at,
                   min(sent.at) OVER (PARTITION BY pc.id, pc.company_id) AS first_at
              FROM per_company pc
              JOIN sent ON sent.id = pc.id AND (sent.company_id IS NULL OR sent.company_id = pc.company_id)
             WHERE sent.at > pc.contact_at
        ),
        second_sent AS (  -- the next one far enough from it: two successive solicitations unanswered
            SELECT late.id, late.company_id, min(late.at) AS at
              FROM late JOIN setting USING (company_id)
             WHERE late.at >= late.first_at + setting.apart GROUP BY 1, 2
        ),
        day AS MATERIALIZED (  -- the company's own day, once: PostgreSQL would reckon it wherever it is named
            SELECT pc.id, pc.entity, pc.company_id, pc.contract_at IS NOT NULL AS client,
                   pc.contact_at = 'infinity' OR pc.contract_at = 'infinity' AS unset,
                   (pc.contact_at AT TIME ZONE 'UTC' AT TIME ZONE setting.tz)::date AS contact,
                   (pc.contract_at AT TIME ZONE 'UTC' AT TIME ZONE setting.tz)::date AS contract,
                   (second_sent.at AT TIME ZONE 'UTC' AT TIME ZONE setting.tz)::date AS second_sent
              FROM per_company pc JOIN setting USING (company_id)
              LEFT JOIN second_sent ON second_sent.id = pc.id AND second_sent.company_id = pc.company_id
        ),
        dated AS (
            SELECT day.id, day.entity, setting.retention_on, setting.lead_time, day.client,
                   day.contact AS last_contact, day.second_sent IS NOT NULL AND NOT day.client AS unanswered,
                   CASE WHEN NOT day.client
                        THEN least(day.contact + setting.prospect, day.second_sent + setting.patience)
                        ELSE greatest(day.contract + setting.client, day.contact + setting.prospect)
                    END AS deadline,
                   setting.prospect IS NULL OR (day.client AND setting.client IS NULL) OR day.unset AS unset
              FROM day JOIN setting USING (company_id)
        ),
        alone_dated AS MATERIALIZED (
            SELECT id, entity,
                   CASE WHEN bool_or(client) THEN 'client' ELSE 'prospect' END AS kind,
                   nullif(max(last_contact), 'infinity') AS last_contact,
                   CASE WHEN bool_or(unset OR deadline IS NULL) THEN NULL ELSE max(deadline)::date END AS deadline,
                   CASE WHEN bool_or(unset OR deadline IS NULL) THEN NULL
                        ELSE max(deadline - lead_time)::date END AS archive_on,
                   bool_and(unanswered) AS unanswered,
                   bool_and(retention_on) AS retention_on
              FROM dated GROUP BY id, entity
        ),
        family_dated AS (
            SELECT entity, max(d.deadline) AS deadline, max(d.archive_on) AS archive_on,
                   bool_or(d.deadline IS NULL) AS unset, bool_and(d.retention_on) AS retention_on
              FROM alone_dated d JOIN peopled USING (entity) GROUP BY 1
        )
        -- a company goes with or after the last of its contacts, never before
        SELECT d.id, d.kind, d.last_contact,
               CASE WHEN f.entity IS NULL THEN d.deadline WHEN NOT f.unset THEN f.deadline END AS deadline,
               CASE WHEN f.entity IS NULL THEN d.archive_on WHEN NOT f.unset THEN f.archive_on END AS archive_on,
               coalesce(f.retention_on, d.retention_on) AS retention_on,
               CASE WHEN d.unanswered THEN 'solicitations' ELSE d.kind END AS clock,
               d.entity, EXISTS (SELECT FROM borrower WHERE borrower.id = d.id) AS borrowed
          FROM alone_dated d LEFT JOIN family_dated f ON f.entity = d.id
        """,
        settings=settings(env, assume_on),
        is_address=_IS_ADDRESS,
        addresses=SQL(
            "SELECT p.id, %s AS subject FROM res_partner p WHERE %s", _SUBJECT, _IS_ADDRESS
        ),
        mine=mine,
        outsiders=outsiders(env, only),
        acts=acts(env, only),
        solicitations=solicitations(env, only),
    )


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
        subject=_SUBJECT,
        holds=holds(env, only),
        outsiders=outsiders(env, only),
    )


def addresses_of(ids) -> SQL:
    """SELECT id: the addresses of the persons ``ids``, and the addresses of these."""
    return SQL(
        """WITH RECURSIVE address(id) AS (
               SELECT p.id FROM res_partner p WHERE p.parent_id = ANY(%(ids)s) AND %(is_address)s
               UNION
               SELECT p.id FROM res_partner p JOIN address ON p.parent_id = address.id WHERE %(is_address)s
           ) SELECT id FROM address""",
        ids=list(ids),
        is_address=_IS_ADDRESS,
    )


def together(env, only=None, rows=None) -> SQL:
    """SELECT code, model, res_id, pid: persons by the row that binds them together."""
    reader, branches = Reader(env, only, rows), []
    for declarant in env["monaco.declaration"]._monaco_declarants():
        for bond in declarant._monaco_together():
            found = reader.select(
                bond, lambda m, a, q: SQL("%s AS res_id", SQL.identifier(a, "id"))
            )
            branches.append(
                SQL(
                    "SELECT %s::text AS code, %s::text AS model, res_id, pid"
                    " FROM (%s) AS row_(pid, company_id, res_id)",
                    bond.code,
                    bond.model,
                    found,
                )
            )
    rows = _union(
        branches,
        SQL(
            "SELECT NULL::text code, NULL::text model, NULL::int res_id, NULL::int pid WHERE false"
        ),
    )
    return SQL(
        "SELECT DISTINCT row_.code, row_.model, row_.res_id, %s AS pid"
        " FROM (%s) AS row_ JOIN res_partner p ON p.id = row_.pid",
        _SUBJECT,
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
