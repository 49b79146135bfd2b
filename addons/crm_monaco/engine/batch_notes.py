"""What is written of a batch: journal lines, outcome of each person, digest, ledger; and how a line reads."""

from odoo.tools import SQL

from .chain import digest


def write(env, run_id, batch_id, action, sequence, done, verdicts):
    """Write the journal of a batch in the transaction that did it.

    :param list done: ids of the persons done
    :param dict verdicts: ``{id: reason}`` of those left
    """
    env.cr.execute(
        SQL(
            """INSERT INTO monaco_journal (run_id, batch_id, res_model, res_id, action, ground, at)
               SELECT run_id, %s, res_model, res_id, bucket, ground, now() AT TIME ZONE 'UTC'
                 FROM monaco_run_line
                WHERE run_id = %s AND bucket = %s AND batch = %s AND res_id = ANY(%s) ORDER BY res_id""",
            batch_id,
            run_id,
            action,
            sequence,
            done,
        )
    )
    env.cr.execute(
        SQL(
            """UPDATE monaco_run_line l SET state = v.state, reason = v.reason
                 FROM (SELECT unnest(%s::int[]) AS id, 'done' AS state, NULL AS reason
                       UNION ALL
                       SELECT id, CASE WHEN reason LIKE 'error%%' THEN 'failed' ELSE 'skipped' END, reason
                         FROM unnest(%s::int[], %s::text[]) AS x(id, reason)) v
                WHERE l.run_id = %s AND l.bucket = %s AND l.batch = %s AND l.res_id = v.id""",
            done,
            list(verdicts),
            list(verdicts.values()),
            run_id,
            action,
            sequence,
        )
    )
    lines = env.execute_query(batch_lines(batch_id))
    env.cr.execute(
        SQL(
            """UPDATE monaco_batch SET state = 'done', done = %s, skipped = %s, digest = %s,
                      date_done = now() AT TIME ZONE 'UTC' WHERE id = %s""",
            len(done),
            len(verdicts),
            digest([row[0] for row in lines]),
            batch_id,
        )
    )
    env.invalidate_all(flush=False)
    if done and action == "erase":
        env["monaco.retention"]._note_in_ledger([batch_id])


def batch_line(alias):
    """Return the text of a journal line that its batch's digest is made of."""
    columns = [
        SQL.identifier(alias, name)
        for name in ("run_id", "batch_id", "res_model", "res_id", "action", "ground")
    ]
    return SQL(
        "concat_ws('|', %s, to_char(%s, 'YYYY-MM-DD HH24:MI:SS'))",
        SQL(", ").join(columns),
        SQL.identifier(alias, "at"),
    )


def batch_lines(batch_id):
    """SELECT the journal lines of one batch as the texts their digest is made of."""
    return SQL(
        "SELECT %s FROM monaco_journal j WHERE batch_id = %s ORDER BY id", batch_line("j"), batch_id
    )
