"""The past, counted back from today: the demo is as alive next year as it is now."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL


def day(days):
    """The date so many days ago; a negative number lies ahead."""
    return fields.Date.today() - timedelta(days=days)


def moment(days, hour=9, minute=30):
    """A working hour (UTC) of the day so many days ago."""
    return datetime.combine(day(days), time(hour, minute))


def years_ago(years, month=5, day_of_month=12):
    """A date in the calendar year so many years ago."""
    return fields.Date.today() + relativedelta(years=-years, month=month, day=day_of_month)


def backdate(records, when, *columns):
    """Say that the records were made at ``when``, with what their chatter says of it.

    :param when: datetime (UTC), or a number of days ago
    :param columns: further date columns that take the same value
    """
    if not records:
        return records
    env, at = records.env, when if isinstance(when, datetime) else moment(when)
    env.flush_all()
    assignments = [SQL("%s = %s", SQL.identifier(name), at) for name in ("create_date", *columns)]
    env.cr.execute(
        SQL(
            "UPDATE %s SET %s WHERE id = ANY(%s)",
            SQL.identifier(records._table),
            SQL(", ").join(assignments),
            records.ids,
        )
    )
    env.cr.execute(
        SQL(
            "UPDATE mail_message SET date = %s, create_date = %s WHERE model = %s AND res_id = ANY(%s)",
            at,
            at,
            records._name,
            records.ids,
        )
    )
    env.invalidate_all(flush=False)
    return records
