"""One index of mentions for all the workers of a run: each reads a part of the texts, none all of them.

Two tables of the run's own, without write-ahead log, dropped when it is sealed:
``monaco_mention_…`` holds the digests, ``monaco_mention_part_…`` the parts still to be read.  They
are written through a connection apart, so that the others see at once what one has read, and a
worker that is killed leaves its part to the others.  After a crash of PostgreSQL both are empty,
and are built anew.
"""

import hashlib
import logging

from odoo.tools import SQL

from . import texts
from .prepared import without_jit

_logger = logging.getLogger(__name__)

# texts edited since are not read again: an index of yesterday is not good enough
_OLDEST = "12 hours"
_PREFIX = "monaco_mention"


class Share:
    """The index of one run, as one of its workers sees it.

    :param env: environment of the worker
    :param int run_id: the run
    :param columns: ``{model name: [text columns]}``
    """

    def __init__(self, env, run_id, columns):
        self.env, self.run_id, self.columns = env, run_id, columns
        self.models = sorted(columns)
        # workers that know other models or columns have an index of their own
        known = hashlib.blake2b(repr(sorted(columns.items())).encode(), digest_size=4).hexdigest()
        self.table = f"{_PREFIX}_{run_id}_{known}"
        self.parts = f"{_PREFIX}_part_{run_id}_{known}"
        self.marks = {}

    def build(self):
        """Read parts of the texts until none is left, waiting for those that others are reading.

        :return: whether the index can be used; where it cannot, the worker reads for itself
        """
        if not self._is_visible():
            return False
        with self.env.registry.cursor() as cr:
            self._begin(cr)
            if not self._open(cr):
                return False
            while self._read_part(cr) or self._is_awaited(cr):
                pass
            cr.execute(
                SQL(
                    "SELECT place, max(last) FROM %s, unnest(places, lasts) AS p(place, last) GROUP BY place",
                    SQL.identifier(self.parts),
                )
            )
            self.marks = dict(cr.fetchall())
        return True

    def _is_visible(self):
        """Tell whether the worker's transaction sees what another connection commits."""
        self.env.cr.execute("SHOW transaction_isolation")
        return self.env.cr.fetchone()[0] == "read committed"

    def _begin(self, cr):
        cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        without_jit(cr)

    def _open(self, cr):
        """Create the tables unless another worker did; return whether they are recent enough."""
        table, parts = SQL.identifier(self.table), SQL.identifier(self.parts)
        cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", _PREFIX, self.run_id))
        cr.execute(SQL("SELECT to_regclass(%s)", self.parts))
        if cr.fetchone()[0] is None:
            cr.execute(
                SQL(
                    """CREATE UNLOGGED TABLE %(table)s (digest bigint, place smallint, res_id integer);
                       CREATE INDEX ON %(table)s (digest);
                       CREATE UNLOGGED TABLE %(parts)s (
                           number integer PRIMARY KEY, places smallint[], firsts int[], lasts int[],
                           done boolean NOT NULL DEFAULT false, at timestamptz NOT NULL DEFAULT now())""",
                    table=table,
                    parts=parts,
                )
            )
        cr.execute(SQL("SELECT count(*), min(at) < now() - %s::interval FROM %s", _OLDEST, parts))
        count, old = cr.fetchone()
        if not count:
            self._cut(cr)
        cr.commit()  # pylint: disable=invalid-commit
        self._begin(cr)
        return not old

    def _cut(self, cr):
        """Cut the texts there are into parts of about the same number of rows."""
        cr.execute(texts.tops(self.env, self.models))
        part, size, number = [], 0, 0
        for place, top in cr.fetchall():
            for first in range(0, top or 0, texts.SLICE):
                last = min(first + texts.SLICE, top)
                part.append((place, first, last))
                size += last - first
                if size >= texts.SLICE:
                    self._add_part(cr, number, part)
                    part, size, number = [], 0, number + 1
        self._add_part(cr, number, part)

    def _add_part(self, cr, number, part):
        cr.execute(
            SQL(
                "INSERT INTO %s (number, places, firsts, lasts) VALUES (%s, %s::smallint[], %s::int[], %s::int[])",
                SQL.identifier(self.parts),
                number,
                [place for place, _first, _last in part],
                [first for _place, first, _last in part],
                [last for _place, _first, last in part],
            )
        )

    def _read_part(self, cr):
        """Read one part that nobody is reading; return whether there was one."""
        cr.execute(
            SQL(
                """SELECT number, places, firsts, lasts FROM %s WHERE NOT done
                    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED""",
                SQL.identifier(self.parts),
            )
        )
        found = cr.fetchone()
        if not found:
            return False
        number, *part = found
        for place, first, last in zip(*part, strict=True):
            name = self.models[place]
            texts.index(
                cr, self.table, place, self.env[name], self.columns[name], above=first, upto=last
            )
        cr.execute(
            SQL("UPDATE %s SET done = true WHERE number = %s", SQL.identifier(self.parts), number)
        )
        cr.commit()  # pylint: disable=invalid-commit
        self._begin(cr)
        return True

    def _is_awaited(self, cr):
        """Wait for a part that another worker is reading; return whether it is to be read again."""
        cr.execute(
            SQL(
                "SELECT number FROM %s WHERE NOT done ORDER BY number LIMIT 1 FOR UPDATE",
                SQL.identifier(self.parts),
            )
        )
        return bool(cr.rowcount)


def drop(cr, run_id=None):
    """Drop the index of a run that is over, or of all runs."""
    cr.execute(
        SQL(
            """SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
                  AND relname ~ %s""",
            rf"^{_PREFIX}_(part_)?{run_id or '[0-9]+'}_[0-9a-f]{{8}}$",
        )
    )
    for (name,) in cr.fetchall():
        cr.execute(SQL("DROP TABLE %s", SQL.identifier(name)))
