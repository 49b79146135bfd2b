"""Bring up to date what screens show: dates and holds of every person, in a few statements over the whole file.

What is read and what is written are statements of their own: PostgreSQL shares among processes only
a statement that writes nothing.  In between lie temporary tables: the due persons,
those of them who changed, and the holds.
"""

from contextlib import contextmanager, nullcontext

from odoo.tools import SQL

from . import bonds, clocks
from .prepared import without_jit


@contextmanager
def reading_everything(cr):
    """Join by hashing while the whole file is read.

    The statistics lag behind the refresh itself: believing that nobody has a clock yet, PostgreSQL
    would compare every person with every other one.
    """
    without_jit(cr)
    cr.execute("SET LOCAL enable_nestloop = off")
    cr.execute("SET LOCAL work_mem = '256MB'")  # sorting a large file on disk takes twice as long
    yield
    cr.execute("SET LOCAL enable_nestloop = on")
    cr.execute("SET LOCAL work_mem TO DEFAULT")


def refresh(env, assume_on=(), only=None):
    """Bring kind, dates and holds of every person up to date; unchanged persons are not written.

    :param assume_on: ids of companies read as if their retention were on (for a preview)
    :param only: ids of persons, with their families, to restrict the refresh to
    :return: number of persons and of holds written
    :rtype: tuple[int, int]
    """
    env.flush_all()
    cr = env.cr
    everything = reading_everything if only is None else nullcontext
    with everything(cr):
        _keep(cr, "monaco_due", "id", clocks.deadlines(env, only=only, assume_on=assume_on))
        _keep(cr, "monaco_changed", "id", _changed(only))
    # few persons are held, fewer change: with statistics at hand they are found through the indexes
    without_jit(cr)
    _keep(cr, "monaco_live", "partner_id", _live(env, assume_on, only))
    persons = env.execute_query(_write_persons())
    with everything(cr):
        held = env.execute_query(_write_holds(only))
    cr.execute("DROP TABLE monaco_live, monaco_changed, monaco_due")
    env.invalidate_all(flush=False)
    return persons[0][0], held[0][0]


def _keep(cr, table, key, statement):
    """Keep the rows of ``statement`` for the statements that follow, with statistics of their ``key``."""
    cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", SQL.identifier(table), statement))
    cr.execute(SQL("ANALYZE %s (%s)", SQL.identifier(table), SQL.identifier(key)))


def _live(env, assume_on, only) -> SQL:
    """SELECT partner_id, type_id, company_id, count, until, res_model, res_id: the holds of who is due one day."""
    return SQL(
        """
        WITH found AS MATERIALIZED (%(holds)s)
        -- a document that names somebody twice (invoicing, delivery) is one document; model and
        -- number are those of the same document, or another person's would be shown
        SELECT h.pid AS partner_id, t.id AS type_id, h.company_id,
               count(DISTINCT (h.model, h.res_id)) AS count,
               CASE WHEN bool_or(h.until IS NULL) THEN NULL ELSE max(h.until) END AS until,
               (array_agg(h.model ORDER BY h.until DESC NULLS FIRST, h.model, h.res_id DESC))[1] AS res_model,
               (array_agg(h.res_id ORDER BY h.until DESC NULLS FIRST, h.model, h.res_id DESC))[1] AS res_id
          FROM (SELECT * FROM found
                UNION ALL
                -- whoever follows their company's clock follows its holds, but for the books: they name it alone
                SELECT due.id, found.company_id, found.code, found.until, found.model, found.res_id
                  FROM found JOIN monaco_due due ON due.borrowed AND due.entity = found.pid
                  JOIN monaco_hold_type t ON t.code = found.code AND t.archivable IS NOT TRUE
                 WHERE found.code <> 'contact_kept'
                UNION ALL
                SELECT * FROM (%(together)s) AS bound
                UNION ALL
                -- a company with retention off keeps whom it shares; where all are off nothing runs
                SELECT id, NULL, 'retention_off', NULL, NULL, NULL FROM monaco_due
                 WHERE NOT retention_on AND EXISTS (SELECT FROM res_company c
                       WHERE c.monaco_retention_on OR c.id = ANY(%(on)s))
               ) AS h(pid, company_id, code, until, model, res_id)
          JOIN monaco_due due ON due.id = h.pid
          JOIN monaco_hold_type t ON t.code = h.code
         GROUP BY h.pid, t.id, h.company_id
        """,
        holds=bonds.subject_holds(env, only=only),
        together=bonds.together_holds(env, SQL("monaco_due"), only=only),
        on=list(assume_on),
    )


def _changed(only) -> SQL:
    """SELECT id, gone, kind, last_contact, deadline, archive_on, clock: of the persons whose dates changed."""
    return SQL(
        """
        SELECT p.id, due.id IS NULL AS gone, due.kind, due.last_contact, due.deadline, due.archive_on, due.clock
          FROM res_partner p LEFT JOIN monaco_due due ON due.id = p.id
         WHERE %(among)s AND p.monaco_state IS DISTINCT FROM 'anonymised'
           AND (p.monaco_kind, p.monaco_last_contact, p.monaco_deadline, p.monaco_archive_on, p.monaco_clock)
               IS DISTINCT FROM (due.kind, due.last_contact, due.deadline, due.archive_on, due.clock)
        """,
        among=SQL("true") if only is None else SQL("p.id = ANY(%s)", list(only)),
    )


def _write_persons() -> SQL:
    """Write the persons whose dates changed, and SELECT how many; *gone*: no evidence, so not in the file."""
    return SQL(
        """
        WITH written AS (
            UPDATE res_partner p
               SET monaco_kind = new.kind, monaco_last_contact = new.last_contact,
                   monaco_deadline = new.deadline, monaco_archive_on = new.archive_on, monaco_clock = new.clock,
                   -- whoever acts anew after being archived has a whole period before them
                   monaco_state = CASE WHEN p.monaco_state = 'archived'
                                        AND (new.archive_on > CURRENT_DATE + 1) IS NOT TRUE THEN 'archived'
                                       WHEN NOT new.gone THEN 'active' END,
                   active = p.active OR (p.monaco_state = 'archived' AND new.archive_on > CURRENT_DATE + 1)
              FROM monaco_changed new WHERE p.id = new.id
         RETURNING p.id
        )
        SELECT count(*) FROM written
        """
    )


def _write_holds(only) -> SQL:
    """Write the holds that began, changed or ended, and SELECT how many."""
    return SQL(
        """
        WITH ended AS (
            DELETE FROM monaco_hold h
             WHERE %(about)s AND NOT EXISTS (SELECT FROM monaco_live l WHERE l.partner_id = h.partner_id
                                  AND l.type_id = h.type_id AND l.company_id IS NOT DISTINCT FROM h.company_id)
         RETURNING h.id
        ),
        held AS (
            INSERT INTO monaco_hold AS h (partner_id, type_id, company_id, count, until, res_model, res_id)
            SELECT partner_id, type_id, company_id, count, until, res_model, res_id FROM monaco_live
                ON CONFLICT (partner_id, type_id, COALESCE(company_id, 0)) DO UPDATE
               SET count = excluded.count, until = excluded.until,
                   res_model = excluded.res_model, res_id = excluded.res_id
             WHERE (h.count, h.until, h.res_model, h.res_id)
                   IS DISTINCT FROM (excluded.count, excluded.until, excluded.res_model, excluded.res_id)
         RETURNING h.id
        )
        SELECT (SELECT count(*) FROM held) + (SELECT count(*) FROM ended)
        """,
        about=SQL("true") if only is None else SQL("h.partner_id = ANY(%s)", list(only)),
    )
