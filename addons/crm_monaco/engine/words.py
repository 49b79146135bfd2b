"""Others' words: the row and its author stay, what identifies the person in it goes.

E-mails and telephones go everywhere.  A name goes only where the person took part: replacing
"Martin" in the whole database would corrupt what is said of other people of that name.
"""

import re
from collections import defaultdict

from odoo.tools import SQL

from . import closure, identifiers

_WORD = re.compile(r"[^\W\d_]{3,}")


class Names:
    """What the persons of a batch are called, and who else took part in their threads."""

    def __init__(self, env, statements):
        self.env, self.statements = env, statements
        self.relations = [
            (model._name, field.relation, field.column1, field.column2)
            for model in closure.ordinary(env)
            for field in model._fields.values()
            if field.type == "many2many"
            and field.store
            and field.comodel_name == "res.partner"
            and not model._transient
            and field.relation != "mail_notification"
        ]

    def read(self, scope, holdings):  # pylint: disable=method-required-super
        """Return ``{partner id: [names]}`` of the persons, with what their own rows call them."""
        names = defaultdict(set)
        for model_name, ids in scope.items():
            fields = self.env[model_name]._fields
            columns = [n for n in holdings[model_name].names if n in fields and fields[n].store]
            if not columns or not ids:
                continue
            owner = "id" if model_name == "res.partner" else "partner_id"
            if owner not in fields:
                continue
            for pid, *values in self.statements.rows(
                SQL(
                    "SELECT %s, %s FROM %s WHERE id = ANY($1)",
                    SQL.identifier(owner),
                    SQL(", ").join(SQL("%s::text", SQL.identifier(c)) for c in columns),
                    SQL.identifier(self.env[model_name]._table),
                ),
                ids,
            ):
                if pid:
                    names[pid].update(value for value in values if value and len(value) > 2)
        return names

    def threads(self, pids):
        """Return ``{(model, id): partner ids}``: where the persons took part."""
        found = defaultdict(set)
        statement = self.statements.once("threads", self._threads)
        for model, res_id, pid in self.statements.rows(statement, pids):
            if model and res_id:
                found[model, res_id].add(pid)
        return found

    def _threads(self):
        """SELECT model, id, partner: where the persons ``$1`` took part."""
        branches = [
            SQL("SELECT model, res_id, author_id FROM mail_message WHERE author_id = ANY($1)"),
            SQL(
                "SELECT res_model, res_id, partner_id FROM mail_followers WHERE partner_id = ANY($1)"
            ),
            SQL(
                """SELECT m.model, m.res_id, n.res_partner_id FROM mail_notification n
                     JOIN mail_message m ON m.id = n.mail_message_id WHERE n.res_partner_id = ANY($1)"""
            ),
            SQL(
                "SELECT 'discuss.channel', channel_id, partner_id FROM discuss_channel_member"
                " WHERE partner_id = ANY($1)"
            ),
        ]
        for name, table, row, partner in self.relations:
            what = SQL("%s, r.%s", name, SQL.identifier(row))
            join = SQL()
            if name == "mail.message":
                what, join = (
                    SQL("m.model, m.res_id"),
                    SQL("JOIN mail_message m ON m.id = r.%s", SQL.identifier(row)),
                )
            branches.append(
                SQL(
                    "SELECT %s, r.%s FROM %s r %s WHERE r.%s = ANY($1)",
                    what,
                    SQL.identifier(partner),
                    SQL.identifier(table),
                    join,
                    SQL.identifier(partner),
                )
            )
        return SQL(" UNION ").join(branches)

    def others(self, threads, pids):
        """Return ``{(model, id): names}`` of those who took part and stay, each name as its words in lower case."""
        models, ids = [t[0] for t in threads], [t[1] for t in threads]
        found = defaultdict(set)
        if not threads:
            return found
        for model, res_id, name in self.statements.rows(
            SQL(
                """WITH t AS (SELECT * FROM unnest($1::text[], $2::int[]) AS t(model, id)),
                        who AS (SELECT m.model, m.res_id, m.author_id AS pid FROM mail_message m
                                  JOIN t ON t.model = m.model AND t.id = m.res_id
                                 UNION SELECT f.res_model, f.res_id, f.partner_id FROM mail_followers f
                                  JOIN t ON t.model = f.res_model AND t.id = f.res_id
                                 UNION SELECT 'discuss.channel', c.channel_id, c.partner_id
                                  FROM discuss_channel_member c
                                  JOIN t ON t.model = 'discuss.channel' AND t.id = c.channel_id)
                   SELECT who.model, who.res_id, p.name FROM who JOIN res_partner p ON p.id = who.pid
                    WHERE p.id NOT IN (SELECT unnest($3::int[]))"""
            ),
            models,
            ids,
            pids,
        ):
            found[model, res_id].add(frozenset(w.lower() for w in _WORD.findall(name or "")))
        return found


def pattern(names, kept=()):
    """Return a pattern of the names: whole ones however spaced, then each word that only they bear.

    :param names: full names of the persons who took part
    :param kept: names of the others who took part, each as the set of its words in lower case
    """
    whole, single = set(), set()
    theirs = frozenset().union(*kept)
    for name in names:
        words = _WORD.findall(name)
        if frozenset(word.lower() for word in words) in kept:
            continue  # somebody who stays and took part is called the same: it is their name too
        if len(words) > 1:
            whole.add(r"[\s,]+".join(re.escape(part) for part in name.split()))
            whole.add(r"[\s,]+".join(re.escape(part) for part in reversed(name.split())))
        single.update(word for word in words if word.lower() not in theirs)
    # a single word is a name only where it is written like one
    parts = [rf"(?i:{one})" for one in sorted(whole, key=len, reverse=True)]
    parts += [
        rf"(?:{re.escape(w[:1].upper() + w[1:])}|{re.escape(w.upper())}|{re.escape(w)})"
        for w in sorted(single)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


class Rewriter:
    """Replace in given rows, all their text columns at once."""

    def __init__(self, env, columns, holdings, word):
        self.env, self.columns, self.holdings, self.word = env, columns, holdings, word

    def rewrite(self, name, ids, known, patterns):
        """Replace identifiers and names in rows of model ``name``.

        :param known: identifiers, as in :func:`.identifiers.replace`
        :param patterns: ``{row id: pattern of names}``; rows without one only lose identifiers
        :return: number of rows changed
        """
        columns, table = self.columns.get(name), SQL.identifier(self.env[name]._table)
        if not columns or not ids:
            return 0
        protect = self.holdings[name].protect if name in self.holdings else ""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s) %s",
                SQL(", ").join(SQL("%s::text", SQL.identifier(c)) for c in columns),
                table,
                list(ids),
                SQL("AND NOT (%s)", SQL(protect)) if protect else SQL(),  # pylint: disable=sql-injection
            )
        )
        changed = set()
        for index, column in enumerate(columns, 1):
            news = []
            for row in rows:
                if row[index]:
                    text = self.text(row[index], known, patterns.get(row[0]))
                    if text != row[index]:
                        news.append((row[0], text))
            if news:
                changed.update(row for row, _text in news)
                kind = self.env[name]._fields[column].column_type[1]
                self.env.cr.execute(
                    SQL(
                        """UPDATE %(table)s t SET %(column)s = v.new%(cast)s
                             FROM unnest(%(ids)s::int[], %(news)s::text[]) AS v(id, new) WHERE t.id = v.id""",
                        table=table,
                        column=SQL.identifier(column),
                        ids=[n[0] for n in news],
                        news=[n[1] for n in news],
                        cast=SQL("::jsonb")
                        if kind == "jsonb"
                        or self.env[name]._fields[column].translate
                        or self.env[name]._fields[column].company_dependent
                        else SQL(""),
                    )
                )
        return len(changed)

    def text(self, text, known, names):
        """Return ``text`` without identifiers and names."""
        text = identifiers.replace(text, known, self.word)
        return (
            identifiers.by_parts(text, lambda part: names.sub(self.word, part)) if names else text
        )
