"""Where identifiers occur in anybody's words: read once a run, then joined on equality.

The index is a table of 64-bit digests: it holds nobody's address.  A temporary one goes with the
connection; the workers of a long run build one together (:mod:`.mention_share`), and their own
holds only what came since.  Rows that came since are read before each batch.
"""

from odoo.tools import SQL

from . import texts
from .mention_share import Share


class Mentions:
    """The index of one connection."""

    def __init__(self, env, statements):
        self.env, self.statements = env, statements
        self.columns = texts.columns(env)
        self.models = sorted(self.columns)
        self.fresh = True
        self.share = None

    def join(self, run_id):
        """Build and read the index together with the other workers of a run."""
        self.share = Share(self.env, run_id, self.columns)

    def find(self, digests):
        """Return ``{model name: {row id: digests}}`` of rows in which an identifier of these digests occurs."""
        self.catch_up()
        rows = self.statements.rows(self._find(), digests)
        found = {}
        for place, res_id, digests in rows:
            found.setdefault(self.models[place], {})[res_id] = digests
        return found

    def _find(self):
        tables = ["monaco_mention", *([self.share.table] if self.share else [])]
        return SQL(
            "SELECT place, res_id, array_agg(digest) FROM (%s) m GROUP BY place, res_id",
            SQL(" UNION ALL ").join(
                SQL("SELECT * FROM %s WHERE digest = ANY($1)", SQL.identifier(table))
                for table in tables
            ),
        )

    def forget(self, digests):
        """Take these identifiers out of the shared index: its tables may be in a backup."""
        if self.share:
            table = SQL.identifier(self.share.table)
            self.statements.run(SQL("DELETE FROM %s WHERE digest = ANY($1)", table), digests)

    def catch_up(self):
        """Read what was not read yet: everything at first, then the rows that came since."""
        cr = self.env.cr
        marks = self._get_marks()
        tops = self.statements.rows(self.statements.once("tops", self._tops))
        grown = [(place, last) for place, last in tops if last and last > marks.get(place, 0)]
        for place, _last in grown:
            name = self.models[place]
            texts.index(
                cr,
                "monaco_mention",
                place,
                self.env[name],
                self.columns[name],
                above=marks.get(place, 0),
            )
        self._set_marks(grown)
        if not marks:
            cr.execute("CREATE INDEX ON monaco_mention (digest)")
            cr.execute("ANALYZE monaco_mention")

    def _get_marks(self):
        """Return the last id read of each model by its place; none before the first reading."""
        cr = self.env.cr
        if self.fresh:  # another worker's of this connection
            cr.execute("DROP TABLE IF EXISTS pg_temp.monaco_mention, pg_temp.monaco_mention_mark")
        self.fresh = False
        cr.execute("SELECT to_regclass('pg_temp.monaco_mention')")
        if cr.fetchone()[0] is not None:
            cr.execute("SELECT place, last FROM monaco_mention_mark")
            return dict(cr.fetchall())
        cr.execute(
            """CREATE TEMP TABLE monaco_mention (digest bigint, place smallint, res_id integer);
               CREATE TEMP TABLE monaco_mention_mark (place smallint PRIMARY KEY, last integer)"""
        )
        if self.share and not self.share.build():
            self.share = None
        marks = self.share.marks if self.share else {}
        self._set_marks(marks.items())
        return marks

    def _set_marks(self, marks):
        if marks:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO monaco_mention_mark SELECT * FROM unnest(%s::smallint[], %s::int[])
                           ON CONFLICT (place) DO UPDATE SET last = excluded.last""",
                    [place for place, _last in marks],
                    [last for _place, last in marks],
                )
            )

    def _tops(self):
        """SELECT place, last: the highest id of each model."""
        return texts.tops(self.env, self.models)
