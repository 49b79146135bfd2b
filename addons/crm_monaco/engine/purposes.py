"""Which purposes apply to a person, and by which sale their address came: read from real documents."""

from odoo.tools import SQL

from .declared import each
from .sources import Reader, among


def applying(env, only) -> SQL:
    """SELECT pid, purpose, since, model, res_id, documents: one row a person and purpose.

    ``model`` and ``res_id`` are the document the purpose began with.
    """
    reader, branches = Reader(env, only), []
    for act in each(env, "acts"):
        if act.purposes:
            branches.append(
                SQL(
                    "SELECT pid, unnest(%s::text[]) AS purpose, at::timestamp AS at,"
                    " %s::text AS model, res_id FROM (%s) AS row_(pid, company_id, at, res_id)",
                    list(act.purposes),
                    act.model,
                    _dated(reader, act),
                )
            )
    if not branches:
        return SQL("SELECT 0, '', now()::timestamp, '', 0, 0 WHERE false")
    return SQL(
        """SELECT pid, purpose, min(at) AS since,
                  (array_agg(model ORDER BY at, res_id))[1] AS model,
                  (array_agg(res_id ORDER BY at, res_id))[1] AS res_id,
                  count(DISTINCT (model, res_id)) AS documents
             FROM (%s) AS document GROUP BY pid, purpose""",
        among(only, SQL(" UNION ALL ").join(branches)),
    )


def sales(env, only, company) -> SQL:
    """SELECT pid, at, label: the latest sale to each person that an attestation covers.

    Attested: since that day, the form by which the company took the address carried the opt-out.
    """
    reader, branches = Reader(env, only), []
    for sale in each(env, "sales"):
        branches.append(
            SQL(
                "SELECT pid, company_id, at::timestamp AS at, label"
                " FROM (%s) AS row_(pid, company_id, at, res_id, label)",
                _dated(
                    reader,
                    sale,
                    lambda m, a, q, sale=sale: SQL(
                        "(%s)::text AS label", reader.path(m, a, sale.label, q)
                    ),
                ),
            )
        )
    if not branches:
        return SQL("SELECT 0 AS pid, now()::timestamp AS at, '' AS label WHERE false")
    return SQL(
        """SELECT DISTINCT ON (sale.pid) sale.pid, sale.at, sale.label FROM (%s) AS sale
             JOIN monaco_attestation a ON a.active AND a.company_id = %s
                  AND sale.at >= a.since AND (a.until IS NULL OR sale.at < a.until + 1)
            WHERE sale.company_id IS NULL OR sale.company_id = a.company_id
            ORDER BY sale.pid, sale.at DESC""",
        among(only, SQL(" UNION ALL ").join(branches)),
        company.id,
    )


def _dated(reader, source, *columns):
    return reader.select(
        source,
        lambda m, a, q: SQL("%s AS at", reader.path(m, a, source.at, q)),
        lambda m, a, q: SQL("%s AS res_id", SQL.identifier(a, "id")),
        *columns,
    )
