"""Who is still in the file only because staff wrote that they answered.

A logged answer restarts a person's year, as the law allows; it is also the one act that nobody
but our own staff attests.  These files are listed, so that somebody looks at them.
"""

from odoo.tools import SQL

from . import bonds, declared
from .prepared import without_jit


def find(env, since):
    """Return the ids of the active prospects whose only acts from ``since`` on are logged answers.

    Starts from the logs, which are few, and reads the other acts of these persons alone.  A company
    lives through its contacts, so an act of any of them counts.

    :param since: first day of the period the file would otherwise be over
    """
    env.flush_all()
    without_jit(env.cr)
    # the array makes PostgreSQL ask for these persons by their index, instead of reading everybody
    logged = [
        row[0]
        for row in env.execute_query(
            SQL(
                """SELECT id FROM res_partner
                    WHERE id = ANY(ARRAY(SELECT DISTINCT partner_id FROM monaco_solicitation
                                          WHERE answered IS TRUE AND date >= %(since)s))
                      AND monaco_kind = 'prospect' AND monaco_state = 'active'
                      AND coalesce(monaco_collection_date, create_date::date) < %(since)s""",
                since=since,
            )
        )
    ]
    if not logged:
        return []
    rows = env.execute_query(
        SQL(
            """WITH lived AS MATERIALIZED (
                   SELECT DISTINCT p.id, p.parent_id, p.commercial_partner_id AS entity
                     FROM (%(acts)s) AS act(pid, company_id, at, code, model, res_id, contact, contract)
                     JOIN res_partner p ON p.id = act.pid
                    WHERE act.at >= %(since)s AND (act.contract
                          OR (act.contact AND act.model <> 'monaco.solicitation'))
               )
               SELECT p.id FROM res_partner p WHERE p.id = ANY(%(logged)s)
                  AND NOT EXISTS (SELECT FROM lived WHERE lived.id = p.id)
                  AND NOT EXISTS (SELECT FROM lived WHERE lived.entity = p.id)
                  AND NOT EXISTS (SELECT FROM lived JOIN res_partner a ON a.id = lived.id
                                   WHERE a.parent_id = p.id AND coalesce(a.type, 'contact') <> 'contact')
                ORDER BY p.id""",
            acts=declared.act_rows(env, bonds.family_of(env, logged)),
            logged=logged,
            since=since,
        )
    )
    return [row[0] for row in rows]
