"""Who is due, and when: one set-based reading of the whole file.

The same statements serve the nightly refresh (every person) and the re-check of a batch
(``only``: the persons of the batch with their families).  Law n° 1.565 art. 4 and the register
entry: a prospect is kept one year at most after the last contact; a client until the
prescription, five years after the end of the contract (Code civil art. 2044).
"""

from odoo.tools import SQL

from .declared import acts, outsiders, solicitations
from .sources import ids_of
from .subjects import IS_ADDRESS, SUBJECT


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
        is_address=IS_ADDRESS,
        addresses=SQL(
            "SELECT p.id, %s AS subject FROM res_partner p WHERE %s", SUBJECT, IS_ADDRESS
        ),
        mine=mine,
        outsiders=outsiders(env, only),
        acts=acts(env, only),
        solicitations=solicitations(env, only),
    )
