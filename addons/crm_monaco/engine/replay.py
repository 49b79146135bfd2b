"""Erase again what a restored backup brought back: the ledger says who, the engine decides and acts."""

from odoo.tools import SQL

from . import strays
from .request import NOT_YET, RequestExecutor

GROUND = "replay"


class ReplayExecutor(RequestExecutor):
    """Decides without the clocks, for persons without a contact too: they were erased already."""

    def _execute_strays(self, batch_id, action, sequence, model, planned):
        verdicts = {
            res_id: reason
            for res_id, reason in strays.decide(self.env, model, planned, self.today).items()
            if reason not in NOT_YET
        }
        ready = [res_id for res_id in planned if res_id not in verdicts]
        done, failed = self._act(lambda ids: self.eraser.erase(ids, model) if ids else None, ready)
        verdicts.update(failed)
        self._note(batch_id, action, sequence, done, verdicts)
        return len(done)


def pending(env, entries):
    """Return ``{model: ids}`` of rows that the ledger says are erased and the journal does not.

    A row made after the ledger's entry bears its number by chance: the database counts anew from the backup.
    """
    found = {}
    for model in sorted({entry["model"] for entry in entries if entry["ids"]}):
        if model not in env:
            continue
        ids, times = [], []
        for entry in entries:
            if entry["model"] == model:
                ids += entry["ids"]
                times += [entry["at"]] * len(entry["ids"])
        rows = env.execute_query(
            SQL(
                """SELECT t.id FROM %(table)s t
                     JOIN (SELECT id, max(at) AS at FROM unnest(%(ids)s::int[], %(times)s::timestamp[]) AS e(id, at)
                            GROUP BY id) e ON e.id = t.id
                    WHERE (t.create_date IS NULL OR t.create_date <= e.at)
                      AND NOT EXISTS (SELECT FROM monaco_journal j WHERE j.res_model = %(model)s
                                         AND j.res_id = t.id AND j.action = 'erase')
                    ORDER BY t.id""",
                table=SQL.identifier(env[model]._table),
                ids=ids,
                times=times,
                model=model,
            )
        )
        if rows:
            found[model] = [row[0] for row in rows]
    return found


def fill(env, run, found, size):
    """Write the lines and batches of ``run``: whole families of contacts, rows of one model a batch."""
    for model, ids in found.items():
        order = SQL("t.id")
        if model == "res.partner":
            order = SQL("t.commercial_partner_id")
        env.execute_query(
            SQL(
                """INSERT INTO monaco_run_line (run_id, res_model, res_id, bucket, ground, state, batch)
                   SELECT %(run)s, %(model)s, t.id, 'erase', %(ground)s, 'planned',
                          (SELECT coalesce(max(batch), -1) + 1 FROM monaco_run_line WHERE run_id = %(run)s)
                          + (rank() OVER (ORDER BY %(order)s) - 1) / %(size)s
                     FROM %(table)s t WHERE t.id = ANY(%(ids)s)""",
                run=run.id,
                model=model,
                ground=GROUND,
                order=order,
                size=size,
                table=SQL.identifier(env[model]._table),
                ids=ids,
            )
        )
    env.execute_query(
        SQL(
            """INSERT INTO monaco_batch (run_id, action, sequence, planned, state)
               SELECT run_id, bucket, batch, count(*), 'todo' FROM monaco_run_line
                WHERE run_id = %s GROUP BY run_id, bucket, batch ORDER BY batch""",
            run.id,
        )
    )
    env.invalidate_all(flush=False)
