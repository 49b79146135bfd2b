"""Cut a plan into batches: a few statements over the whole file."""

from odoo.tools import SQL

from . import strays

BATCH_SIZE = 1000
# somebody brought back from the archive stays in sight this long, unless their deadline comes first
RESTORED_DAYS = 7


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
