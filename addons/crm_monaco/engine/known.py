"""What identifies persons and nobody else: the e-mails and telephones by which they are found in texts."""

from collections import defaultdict

from odoo.tools import SQL

from . import identifiers
from .subjects import PERSON

EMAILS = ("email", "email_normalized", "email_from", "login", "partner_email")
PHONES = ("phone_sanitized", "phone", "mobile", "partner_phone")


def read(eraser, scope):
    """Return normalised identifiers that are theirs alone, and whose each is, by its digest.

    :param eraser: compiled :class:`~.eraser.Eraser`
    :param scope: ``{model name: ids}`` of the rows that are the persons'
    :return: ``email``, ``address`` and ``phone``: sets; ``owners``: ``{digest: partner ids}``
    """
    emails, phones, owners = set(), set(), defaultdict(set)
    for name, ids in scope.items():
        fields = eraser.env[name]._fields
        if not ids or not (eraser.holdings[name].exact or name in (PERSON, "res.users")):
            continue
        columns = [
            f for f in EMAILS + PHONES if f in fields and fields[f].store and fields[f].column_type
        ]
        if not columns:
            continue
        owner = "id" if name == PERSON else "partner_id" if "partner_id" in fields else "NULL"
        for pid, *row in eraser.statements.rows(
            SQL(
                "SELECT %s, %s FROM %s WHERE id = ANY($1)",
                SQL("NULL") if owner == "NULL" else SQL.identifier(owner),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL.identifier(eraser.env[name]._table),
            ),
            ids,
        ):
            for column, value in zip(columns, row, strict=True):
                if not value:
                    continue
                if column not in EMAILS:
                    phones.add(value)
                    found = (value,)
                elif value in emails:  # most columns repeat the same address
                    found = (value,)
                else:
                    found = identifiers.emails(value)
                    emails.update(found)
                for one in found:
                    owners[one].add(pid)
    emails -= _shared(eraser, "email_normalized", emails, scope)
    phones -= _shared(eraser, "phone_sanitized", phones, scope)
    ways = {number: identifiers.phones(number) | {number} for number in phones}
    return {
        "email": emails,
        "address": emails,
        "phone": {way for found in ways.values() for way in found},
        "owners": _by_digest(emails, ways, owners),
    }


def _by_digest(emails, ways, owners):
    """Return whose each identifier is, by the digest of each way it is written in texts."""
    bearers = defaultdict(set)
    for email in emails:
        bearers[email] |= owners[email]
    for number, written in ways.items():
        for way in written:
            if way.isdigit():
                bearers[way] |= owners[number]
    return {identifiers.digest(one): pids for one, pids in bearers.items()}


def _shared(eraser, fname, values, scope):
    """Return those of ``values`` that a living person bears too."""
    if not values:
        return set()
    rows = eraser.statements.rows(
        SQL(
            """SELECT DISTINCT p.%(column)s FROM unnest($1::text[]) AS known JOIN res_partner p
                   ON p.%(column)s = known
                WHERE p.id NOT IN (SELECT unnest($2::int[]))
                  AND p.monaco_state IS DISTINCT FROM 'anonymised'""",
            column=SQL.identifier(fname),
        ),
        values,
        scope.get(PERSON, ()),
    )
    return {row[0] for row in rows}
