"""Execute one batch of an approved run in one transaction.

Claim the batch, lock its persons, decide again, act, journal, seal.  The caller commits.  The
isolation is READ COMMITTED: every statement after the locks sees what others committed before
them, and ``FOR UPDATE`` keeps out a document that would name a person while they go.
"""

import logging
from functools import cached_property

import psycopg2
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo.tools import SQL

from . import batch_notes, strays, subjects
from .prepared import without_jit
from .reduce import Reducer, loose_addresses
from .second_look import SecondLook

_logger = logging.getLogger(__name__)


def begin(cr):
    """Choose the isolation of the transaction about to start; a no-op inside a running one."""
    if cr._cnx.info.transaction_status == TRANSACTION_STATUS_IDLE:
        cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    without_jit(cr)


def by_keys(cr):
    """Tell PostgreSQL how a batch reads: a thousand rows here and there, by their keys.

    Never a whole table, never by processes that others need; and its statements are planned once.
    """
    cr.execute(
        """SET LOCAL random_page_cost = 1.1; SET LOCAL max_parallel_workers_per_gather = 0;
           SET LOCAL plan_cache_mode = force_generic_plan"""
    )


class Executor:
    """Executes batches of one run.

    :param run: ``monaco.run`` record, approved; the caller checked who may do this
    :param eraser: compiled :class:`~.eraser.Eraser`
    :param today: date up to which deadlines count as reached
    """

    def __init__(self, run, eraser, today):
        self.run, self.env, self.eraser, self.today = run, run.env(su=True), eraser, today
        self.prepared = False
        self.second_look = SecondLook(self.env, eraser.statements, today)

    def prepare(self):
        """Read the texts in which others may mention these persons, before anybody is locked."""
        if self.prepared:
            return
        mentions, self.prepared = self.eraser.mentions, True
        erasing = self.env["monaco.batch"].search_count(
            [("run_id", "=", self.run.id), ("state", "=", "todo"), ("action", "!=", "archive")],
            limit=2,
        )
        # a wave has one worker, and lasts many nights: what was read in the first is old
        if erasing > 1 and not self.run.wave:
            mentions.join(self.run.id)
        if erasing:
            mentions.catch_up()

    def claim(self):
        """Lock and return ``(id, action, sequence)`` of a batch nobody works on, or ``None``.

        A run that was cancelled meanwhile has none.
        """
        by_keys(self.env.cr)
        rows = self.env.execute_query(
            SQL(
                """SELECT b.id, b.action, b.sequence
                     FROM monaco_batch b JOIN monaco_run r ON r.id = b.run_id AND r.state = 'approved'
                    WHERE b.run_id = %s AND b.state = 'todo'
                    ORDER BY b.id LIMIT 1 FOR NO KEY UPDATE OF b SKIP LOCKED""",
                self.run.id,
            )
        )
        return rows[0] if rows else None

    def execute(self, batch_id, action, sequence):
        """Do one claimed batch.

        :return: number of persons done
        """
        lines = self.env.execute_query(
            SQL(
                """SELECT res_id, res_model FROM monaco_run_line WHERE run_id = %s AND bucket = %s AND batch = %s
                      AND state = 'planned' ORDER BY res_id""",
                self.run.id,
                action,
                sequence,
            )
        )
        planned = [res_id for res_id, _model in lines]
        models = {model for _id, model in lines}
        if models - {"res.partner"}:  # a batch has rows of one model
            return self._execute_strays(batch_id, action, sequence, models.pop(), planned)
        verdicts = self._decide(planned, action)
        ready = [pid for pid in planned if verdicts.get(pid) is None]
        if action == "erase":
            kept = self.second_look.find_heads_with_others(ready)
            verdicts.update(dict.fromkeys(kept, "contact_kept"))
            ready = [pid for pid in ready if pid not in kept]
        done, failed = self._act(action, ready)
        verdicts.update(failed)
        self._note(batch_id, action, sequence, done, verdicts)
        return len(done)

    def _execute_strays(self, batch_id, action, sequence, model, planned):
        """Erase persons without a contact: leads, or names on mailing lists."""
        verdicts = strays.decide(self.env, model, planned, self.today)
        ready = [res_id for res_id in planned if res_id not in verdicts]
        done, failed = self._act(lambda ids: self.eraser.erase(ids, model) if ids else None, ready)
        verdicts.update(failed)
        self._note(batch_id, action, sequence, done, verdicts)
        return len(done)

    def _decide(self, ids, action):
        """Lock ``ids`` and return ``{id: reason}`` of those who must not go now."""
        return self.second_look.decide(ids, action)

    def _note(self, batch_id, action, sequence, done, verdicts):
        batch_notes.write(self.env, self.run.id, batch_id, action, sequence, done, verdicts)

    # ------------------------------------------------------------------ acting

    def _act(self, action, ids):
        """Act on ``ids`` at once; when that fails, one by one, so that only the culprit stays.

        :return: ``(done ids, {failed id: reason})``
        """
        acts = {"erase": self._erase, "archive": self._archive, "reduce": self._reduce}
        act = action if callable(action) else acts[action]
        try:
            with self.env.cr.savepoint(flush=False):
                act(ids)
            return ids, {}
        except psycopg2.OperationalError:
            raise  # the server is going away, or must be asked again: not a person's fault
        except psycopg2.Error as error:
            if len(ids) <= 1:
                # the message could quote the person's data: only what kind of failure it was
                _logger.warning(
                    "run %s: one person could not be processed: %s", self.run.id, error.pgcode
                )
                return [], dict.fromkeys(ids, f"error_{error.pgcode}")
        return self._act_by_parts(action, ids)

    def _act_by_parts(self, action, ids):
        """Act on the halves of ``ids``: on everybody else first, then on the heads of their families."""
        heads = set(self._find_heads(ids)) if action == "erase" else set()
        others = [pid for pid in ids if pid not in heads]
        if heads and others:
            parts = [others, sorted(heads)]
        else:
            half = len(ids) // 2
            parts = [ids[:half], ids[half:]]
        done, failed = [], {}
        for part in parts:
            if action == "erase":
                kept = self.second_look.find_heads_with_others(part)
                failed.update(dict.fromkeys(kept, "contact_kept"))
                part = [pid for pid in part if pid not in kept]
            part_done, part_failed = self._act(action, part)
            done += part_done
            failed.update(part_failed)
        return done, failed

    def _find_heads(self, ids):
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT commercial_partner_id FROM res_partner
                    WHERE id = ANY(%(ids)s) AND commercial_partner_id = ANY(%(ids)s)
                      AND id <> commercial_partner_id""",
                ids=ids,
            )
        )
        return [row[0] for row in rows]

    def _erase(self, ids):
        if ids:
            self.eraser.erase(ids)

    @cached_property
    def reducer(self):
        """The eraser of this run, keeping what the vouchers bear."""
        return Reducer(self.eraser)

    def _reduce(self, ids):
        if not ids:
            return
        self._erase(loose_addresses(self.env, ids))
        self.reducer.erase(ids)

    def _archive(self, ids):
        if not ids:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET monaco_state = 'archived', active = false WHERE id = ANY(%s)",
                ids,
            )
        )
        # their addresses leave daily sight with them
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET active = false WHERE active AND id IN (%s)",
                subjects.addresses_of(ids),
            )
        )
        self.env.invalidate_all(flush=False)
