"""The files stored on vouchers: the rows stay for ever, their PDF and XML go when the books are released."""

from odoo.fields import Domain
from odoo.tools import SQL

from .declared import each
from .prepared import IDS
from .sources import Reader, among


class Vouchers:
    """What the installed addons declare as vouchers (``_monaco_vouchers``)."""

    def __init__(self, env, statements):
        self.env, self.statements = env(su=True), statements
        self.declared = list(each(env, "vouchers"))

    def among(self, ids, kept=False):
        """Return those of the attachments ``ids`` that are stored on a voucher.

        :param kept: only where they must stay for ever (an audit trail)
        """
        found = set()
        for voucher in self.declared if ids else ():
            domain = Domain(list(voucher.domain))
            if kept:
                domain &= Domain(voucher.kept, "=", True)
            query = self.env[voucher.model]._search(domain, active_test=False, bypass_access=True)
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM ir_attachment WHERE id = ANY(%s) AND res_model = %s AND res_id IN %s",
                    list(ids),
                    voucher.model,
                    query.subselect(),
                )
            )
            found.update(row[0] for row in rows)
        return found

    def release(self, pids):
        """Delete the files of the released vouchers that name the persons ``pids``; list what went and what stayed.

        A voucher whose time is not over keeps its files, whatever became of the persons.

        :return: stored names of the files that no row leads to any more
        """
        names = []
        for voucher in self.declared if pids else ():
            names += self._release(voucher, pids)
        return names

    def _release(self, voucher, pids):
        statement = self.statements.once(("release", voucher.code), self._releasing, voucher)
        return [row[0] for row in self.statements.rows(statement, pids) if row[0]]

    def _releasing(self, voucher) -> SQL:
        """DELETE the files of the released vouchers of the persons ``$1``, RETURNING their stored names."""
        reader = Reader(self.env, IDS)
        rows = reader.select(
            voucher,
            lambda _m, alias, _q: SQL("%s AS res_id", SQL.identifier(alias, "id")),
            lambda m, a, q: SQL("%s IS TRUE AS kept", reader.path(m, a, voucher.kept, q)),
            lambda m, a, _q: SQL("(%s)::date AS until", voucher.until(m, a)),
        )
        return SQL(
            """WITH released AS MATERIALIZED (
                   SELECT DISTINCT company_id, res_id, kept
                     FROM (%(rows)s OFFSET 0) AS row_(pid, company_id, res_id, kept, until)
                    WHERE until < CURRENT_DATE
               ), stored AS MATERIALIZED (
                   SELECT a.id, a.store_fname, r.res_id, r.company_id, r.kept
                     FROM ir_attachment a JOIN released r ON r.res_id = a.res_id
                    WHERE a.res_model = %(model)s
               ), listed AS (
                   INSERT INTO monaco_released (res_model, res_id, company_id, at, file_count, outcome)
                   SELECT %(model)s, res_id, company_id, now() AT TIME ZONE 'UTC', count(*),
                          CASE WHEN kept THEN 'trail' ELSE 'removed' END
                     FROM stored GROUP BY res_id, company_id, kept
                       ON CONFLICT (res_model, res_id, outcome) DO UPDATE
                      SET at = excluded.at,
                          file_count = CASE WHEN excluded.outcome = 'trail' THEN excluded.file_count
                                            ELSE monaco_released.file_count + excluded.file_count END
               )
               DELETE FROM ir_attachment a USING stored
                WHERE a.id = stored.id AND NOT stored.kept RETURNING stored.store_fname""",
            rows=among(IDS, rows),
            model=voucher.model,
        )
