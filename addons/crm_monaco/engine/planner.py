"""Refresh what screens show, and cut a plan into batches: a few statements over the whole file."""

from contextlib import contextmanager, nullcontext

from odoo.tools import SQL

from . import clocks, strays

BATCH_SIZE = 1000
# somebody brought back from the archive stays in sight this long, unless their deadline comes first
RESTORED_DAYS = 7


def without_jit(cr):
    """Compiling these long statements takes PostgreSQL ten times longer than running them."""
    cr.execute("SET LOCAL jit = off")


@contextmanager
def reading_everything(cr):
    """Join by hashing while the whole file is read.

    The statistics lag behind the refresh itself: believing that nobody has a clock yet, PostgreSQL
    would compare every person with every other one.
    """
    without_jit(cr)
    cr.execute("SET LOCAL enable_nestloop = off")
    cr.execute("SET LOCAL work_mem = '128MB'")  # sorting a large file on disk takes twice as long
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
    among = SQL("true") if only is None else SQL("p.id = ANY(%s)", list(only))
    about = SQL("true") if only is None else SQL("h.partner_id = ANY(%s)", list(only))
    statement = SQL(
        """
        WITH due AS MATERIALIZED (%(deadlines)s),
        known AS (
            UPDATE res_partner p
               SET monaco_kind = due.kind, monaco_last_contact = due.last_contact,
                   monaco_deadline = due.deadline, monaco_archive_on = due.archive_on, monaco_clock = due.clock,
                   -- whoever acts anew after being archived has a whole period before them
                   monaco_state = CASE WHEN p.monaco_state = 'archived'
                                        AND (due.archive_on > CURRENT_DATE + 1) IS NOT TRUE
                                       THEN 'archived' ELSE 'active' END,
                   active = p.active OR (p.monaco_state = 'archived' AND due.archive_on > CURRENT_DATE + 1)
              FROM due
             WHERE p.id = due.id
               AND (p.monaco_kind, p.monaco_last_contact, p.monaco_deadline, p.monaco_archive_on, p.monaco_clock)
                   IS DISTINCT FROM (due.kind, due.last_contact, due.deadline, due.archive_on, due.clock)
         RETURNING p.id
        ),
        gone AS (  -- no evidence any more: not in the file, so without a clock
            UPDATE res_partner p
               SET monaco_kind = NULL, monaco_last_contact = NULL, monaco_deadline = NULL,
                   monaco_archive_on = NULL, monaco_clock = NULL,
                   monaco_state = CASE WHEN p.monaco_state = 'archived' THEN p.monaco_state END
             WHERE %(among)s AND p.monaco_kind IS NOT NULL AND p.monaco_state IS DISTINCT FROM 'anonymised'
               AND NOT EXISTS (SELECT FROM due WHERE due.id = p.id)
         RETURNING p.id
        ),
        found AS MATERIALIZED (%(holds)s),
        live AS MATERIALIZED (
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
                      FROM found JOIN due ON due.borrowed AND due.entity = found.pid
                      JOIN monaco_hold_type t ON t.code = found.code AND t.archivable IS NOT TRUE
                     WHERE found.code <> 'contact_kept'
                    UNION ALL
                    SELECT * FROM (%(together)s) AS bound
                    UNION ALL
                    -- a company with retention off keeps whom it shares; where all are off nothing runs
                    SELECT id, NULL, 'retention_off', NULL, NULL, NULL FROM due
                     WHERE NOT retention_on AND EXISTS (SELECT FROM res_company c
                           WHERE c.monaco_retention_on OR c.id = ANY(%(on)s))
                   ) AS h(pid, company_id, code, until, model, res_id)
              JOIN due ON due.id = h.pid
              JOIN monaco_hold_type t ON t.code = h.code
             GROUP BY h.pid, t.id, h.company_id
        ),
        ended AS (
            DELETE FROM monaco_hold h
             WHERE %(about)s AND NOT EXISTS (SELECT FROM live l WHERE l.partner_id = h.partner_id
                                  AND l.type_id = h.type_id AND l.company_id IS NOT DISTINCT FROM h.company_id)
         RETURNING h.id
        ),
        held AS (
            INSERT INTO monaco_hold AS h (partner_id, type_id, company_id, count, until, res_model, res_id)
            SELECT partner_id, type_id, company_id, count, until, res_model, res_id FROM live
                ON CONFLICT (partner_id, type_id, COALESCE(company_id, 0)) DO UPDATE
               SET count = excluded.count, until = excluded.until,
                   res_model = excluded.res_model, res_id = excluded.res_id
             WHERE (h.count, h.until, h.res_model, h.res_id)
                   IS DISTINCT FROM (excluded.count, excluded.until, excluded.res_model, excluded.res_id)
         RETURNING h.id
        )
        SELECT (SELECT count(*) FROM known) + (SELECT count(*) FROM gone),
               (SELECT count(*) FROM held) + (SELECT count(*) FROM ended)
        """,
        among=among,
        about=about,
        deadlines=clocks.deadlines(env, only=only, assume_on=assume_on),
        holds=clocks.subject_holds(env, only=only),
        together=clocks.together_holds(env, SQL("due"), only=only),
        on=list(assume_on),
    )
    with reading_everything(env.cr) if only is None else nullcontext():
        rows = env.execute_query(statement)
    env.invalidate_all(flush=False)
    return rows[0]


def plan(env, run, today, size=BATCH_SIZE):
    """Write the lines and batches of ``run`` from the refreshed dates and holds.

    Four buckets: *erase* (deadline reached, nothing holds), *reduce* (deadline reached, the books
    alone hold), *archive* (the deadline is near), *keep* (time is over and something holds).

    :param today: date in the company's time zone; nothing later than it is due
    :param int size: persons in a batch, one transaction each; more when a family needs it
    """
    size = run._get_batch_size(size)
    env.execute_query(
        SQL(
            """
            WITH held AS (
                SELECT h.partner_id, bool_and(t.archivable IS TRUE) AS archivable,
                       (array_agg(t.code ORDER BY t.archivable IS TRUE, t.sequence, t.id))[1] AS code,
                       CASE WHEN bool_or(h.until IS NULL) THEN NULL ELSE max(h.until) END AS until
                  FROM monaco_hold h JOIN monaco_hold_type t ON t.id = h.type_id
                 GROUP BY h.partner_id
            ),
            due AS (
                SELECT p.id, p.commercial_partner_id AS entity, p.monaco_deadline AS deadline, held.until,
                       CASE WHEN held.partner_id IS NULL AND p.monaco_deadline <= %(today)s THEN 'erase'
                            -- whoever acted since they were reduced has a new deadline, and is again
                            WHEN held.archivable AND p.monaco_deadline <= %(today)s AND rested.yes
                                 AND coalesce(p.monaco_reduced_on, '-infinity') < p.monaco_deadline
                            THEN 'reduce'
                            WHEN coalesce(held.archivable, true) AND p.monaco_state = 'active' AND rested.yes
                            THEN 'archive'
                            WHEN held.partner_id IS NOT NULL THEN 'keep'
                        END AS bucket,
                       coalesce(held.code, p.monaco_clock) AS ground
                  FROM res_partner p LEFT JOIN held ON held.partner_id = p.id
                 CROSS JOIN LATERAL (SELECT coalesce(p.monaco_restored_on, '-infinity')
                                            <= %(today)s - %(respite)s AS yes) AS rested
                 WHERE p.monaco_archive_on <= %(today)s AND p.monaco_kind IS NOT NULL
                   AND p.monaco_state IN ('active', 'archived')
            )
            INSERT INTO monaco_run_line
                   (run_id, res_model, res_id, bucket, ground, deadline, held_until, state, batch)
            SELECT %(run)s, 'res.partner', id, bucket, ground, deadline, until,
                   CASE WHEN bucket = 'keep' THEN 'kept' ELSE 'planned' END,
                   CASE WHEN bucket = 'keep' THEN NULL
                        -- a family shares its rank, so that no two batches share a family
                        ELSE (rank() OVER (PARTITION BY bucket ORDER BY entity) - 1) / %(size)s END
              FROM due WHERE bucket IS NOT NULL
            """,
            run=run.id,
            today=today,
            size=size,
            respite=RESTORED_DAYS,
        )
    )
    strays.plan(env, run, today, size)
    env.execute_query(
        SQL(
            """INSERT INTO monaco_batch (run_id, action, sequence, planned, state)
               SELECT run_id, bucket, batch, count(*), 'todo' FROM monaco_run_line
                WHERE run_id = %s AND batch IS NOT NULL
                GROUP BY run_id, bucket, batch ORDER BY bucket, batch""",
            run.id,
        )
    )
    env.invalidate_all(flush=False)
