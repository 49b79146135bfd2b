"""Persons without a contact: a lead, or somebody on a mailing list, whom no contact of the file is.

Each is a subject of its own, with the same year.  Who bears the e-mail or telephone of a contact
is that contact's, and goes with them.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from . import clocks


@dataclass(frozen=True)
class Stray:
    """A model whose rows can be persons without a contact.

    :param somebody: columns that tell of a person; a row with none of them names nobody
    :param pairs: pairs ``(own column, column of res.partner)`` that recognise a contact
    :param acts: SQL of the time of the last act of the person, on alias ``s``
    :param free: SQL condition of rows that are not led by a contact, on alias ``s``
    :param company: column of the company, if the rows have one
    """

    somebody: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    acts: str
    free: str = "true"
    company: str = ""


STRAYS = {
    "crm.lead": Stray(
        somebody=("email_from", "phone", "contact_name", "partner_name", "street"),
        pairs=(("email_normalized", "email_normalized"), ("phone_sanitized", "phone_sanitized")),
        acts="""(SELECT max(m.date) FROM mail_message m WHERE m.model = 'crm.lead' AND m.res_id = s.id
                    AND m.message_type = 'email' AND m.author_id IS NULL)""",
        free="s.partner_id IS NULL",
        company="company_id",
    ),
    "mailing.contact": Stray(
        somebody=("email", "name"),
        pairs=(("email_normalized", "email_normalized"),),
        acts="""(SELECT max(greatest(t.links_click_datetime, t.reply_datetime)) FROM mailing_trace t
                  WHERE t.model = 'mailing.contact' AND t.res_id = s.id)""",
    ),
}


def installed(env):
    """Return the models of :data:`STRAYS` that are installed."""
    return [name for name in STRAYS if name in env]


def deadlines(env, name, only=None, assume_on=()):
    """SELECT id, deadline, retention_on: rows of model ``name`` that are persons without a contact."""
    stray, table = STRAYS[name], SQL.identifier(env[name]._table)
    # one test a pair: each can be a hash join over the whole file
    contact = SQL(" ").join(
        SQL(
            "AND NOT EXISTS (SELECT FROM res_partner p WHERE p.%s = s.%s"
            " AND p.monaco_state IS DISTINCT FROM 'anonymised')",
            SQL.identifier(theirs),
            SQL.identifier(own),
        )
        for own, theirs in stray.pairs
    )
    company = SQL("s.%s", SQL.identifier(stray.company)) if stray.company else SQL("NULL::integer")
    return SQL(
        """SELECT s.id, max(((greatest(s.create_date, %(acts)s) AT TIME ZONE 'UTC' AT TIME ZONE setting.tz)::date
                              + setting.prospect)::date) AS deadline,
                  bool_and(setting.retention_on) AND NOT bool_or(setting.prospect IS NULL) AS retention_on
             FROM %(table)s s JOIN (%(settings)s) setting
               ON %(company)s IS NULL OR setting.company_id = %(company)s
            WHERE %(free)s AND coalesce(%(somebody)s) IS NOT NULL %(among)s %(contact)s
            GROUP BY s.id""",
        acts=SQL(stray.acts),
        free=SQL(stray.free),  # pylint: disable=sql-injection  # constants of the catalogue
        table=table,
        settings=clocks.settings(env, assume_on),
        company=company,
        contact=contact,
        somebody=SQL(", ").join(SQL("s.%s", SQL.identifier(column)) for column in stray.somebody),
        among=SQL("AND s.id = ANY(%s)", list(only)) if only is not None else SQL(""),
    )


def plan(env, run, today, size):
    """Add to ``run`` a line for each person without a contact whose time is over; batches of their own."""
    for name in installed(env):
        env.execute_query(
            SQL(
                """INSERT INTO monaco_run_line (run_id, res_model, res_id, bucket, ground, deadline, state, batch)
                   SELECT %(run)s, %(model)s, id, 'erase', 'no_contact', deadline, 'planned',
                          (SELECT coalesce(max(batch), -1) + 1 FROM monaco_run_line
                            WHERE run_id = %(run)s AND bucket = 'erase')
                          + (row_number() OVER (ORDER BY id) - 1) / %(size)s
                     FROM (%(due)s) AS due WHERE deadline <= %(today)s AND retention_on""",
                run=run.id,
                model=name,
                size=size,
                today=today,
                due=deadlines(env, name, assume_on=run.company_ids.ids),
            )
        )


def decide(env, name, ids, today):
    """Lock rows of model ``name``; return ``{id: reason}`` of those who must not go now."""
    table = SQL.identifier(env[name]._table)
    rows = env.execute_query(
        SQL("SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED", table, ids)
    )
    locked = [row[0] for row in rows]
    due = {row[0]: row for row in env.execute_query(deadlines(env, name, only=locked))}
    verdicts = {}
    for res_id in ids:
        if res_id not in locked:
            verdicts[res_id] = "in_use"
        elif res_id not in due:
            verdicts[res_id] = "out_of_scope"
        elif not due[res_id][2]:
            verdicts[res_id] = "retention_off"
        elif due[res_id][1] > today:
            verdicts[res_id] = "new_contact"
    return verdicts
