"""Erase persons by batches: some dozens of statements for a thousand of them.

The statements are derived once from the declarations and the registry, then run for each
batch.  Whoever calls owns the transaction: locks, re-check, journal and commit are not here.
"""

from collections import defaultdict

from odoo.tools import SQL

from . import closure, holdings, identifiers
from .accounts import Accounts
from .files import Files
from .mentions import Mentions
from .rewrite import Assignments
from .vouchers import Vouchers
from .words import Names, Rewriter, pattern

PERSON = "res.partner"
_EMAILS = ("email", "email_normalized", "email_from", "login", "partner_email")
_PHONES = ("phone_sanitized", "phone", "mobile", "partner_phone")


class Eraser:
    """Compiled declarations of one registry.

    :param env: environment; the engine acts above rights, its callers check them
    :param words: words written in place of a value, by key (``anonymised``)
    """

    def __init__(self, env, words):
        self.env = env = env(su=True)
        self.words = words
        self.holdings = holdings.read(env)
        self.scope = closure.Scope(env, self.holdings)
        self.assignments = Assignments(env, self.holdings, words)
        self.mentions = Mentions(env)
        self.names = Names(env)
        self.vouchers = Vouchers(env)
        self.files = Files(env, self.vouchers)
        self.accounts = Accounts(env, self.assignments)
        self.rewriter = Rewriter(env, self.mentions.columns, self.holdings, words["anonymised"])
        self.relations = closure.relations(env, [PERSON, *self.holdings])
        self.satellites = closure.satellites(env)
        self.wizards = closure.transient_links(env, {PERSON, "crm.lead", "mailing.contact"})

    def erase(self, ids, model=PERSON):
        """Erase the persons ``ids`` and all rows that are theirs.

        :param list ids: rows of ``model`` already locked and found due by the caller
        :param str model: ``res.partner``, or a model whose rows can be persons without a contact
        :return: number of rows rewritten or deleted, by model
        :rtype: dict
        """
        counts = defaultdict(int)
        scope = {model: set(ids) if model != PERSON else closure.addresses(self.env, ids)}
        self.scope.close(scope)
        known = self._known(scope)
        while self.scope.recognise(scope, known):
            self.scope.close(scope)
        names = self.names.read(scope, self.holdings)
        pids = list(scope.get(PERSON, ()))
        threads = self.names.threads(pids) if pids else {}
        mentioned = (
            self.mentions.find(known["email"] | known["phone"])
            if known["email"] or known["phone"]
            else {}
        )
        self._claim_mentioning(mentioned, scope)
        fnames = self.files.of(scope) + self._release(scope)
        self._speak(scope, known, mentioned, counts)
        self._delete(scope, counts)
        self._rewrite(scope, counts)
        self._in_others_words(scope, known, names, threads, mentioned, counts)
        self.files.delete(fnames)
        self.env.invalidate_all(flush=False)
        return {name: count for name, count in counts.items() if count}

    def _release(self, scope):
        """Delete the files of the vouchers whose books are over; return their stored names."""
        return self.vouchers.release(list(scope.get(PERSON, ())))

    # ------------------------------------------------------------------ what identifies them

    def _known(self, scope):
        """Return normalised identifiers that are theirs alone, and whose each is, by its digest."""
        emails, phones, owners = set(), set(), defaultdict(set)
        for name, ids in scope.items():
            fields = self.env[name]._fields
            if not ids or not (self.holdings[name].exact or name in (PERSON, "res.users")):
                continue
            columns = [
                f
                for f in _EMAILS + _PHONES
                if f in fields and fields[f].store and fields[f].column_type
            ]
            if not columns:
                continue
            owner = "id" if name == PERSON else "partner_id" if "partner_id" in fields else "NULL"
            for pid, *row in self.env.execute_query(
                SQL(
                    "SELECT %s, %s FROM %s WHERE id = ANY(%s)",
                    SQL("NULL") if owner == "NULL" else SQL.identifier(owner),
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL.identifier(self.env[name]._table),
                    list(ids),
                )
            ):
                for column, value in zip(columns, row, strict=True):
                    if not value:
                        continue
                    found = identifiers.emails(value) if column in _EMAILS else [value]
                    (emails if column in _EMAILS else phones).update(found)
                    for one in found:
                        owners[one].add(pid)
        emails -= self._shared("email_normalized", emails, scope)
        phones -= self._shared("phone_sanitized", phones, scope)
        ways = {number: identifiers.phones(number) | {number} for number in phones}
        return {
            "email": emails,
            "address": emails,
            "phone": {way for found in ways.values() for way in found},
            "owners": {
                identifiers.digest(way): owners[one]
                for one in emails | phones
                for way in ways.get(one, (one,))
            },
        }

    def _shared(self, fname, values, scope):
        """Return those of ``values`` that a living person bears too."""
        if not values:
            return set()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT %(column)s FROM res_partner WHERE %(column)s = ANY(%(values)s)
                      AND id <> ALL(%(ids)s) AND monaco_state IS DISTINCT FROM 'anonymised'""",
                column=SQL.identifier(fname),
                values=list(values),
                ids=list(scope.get(PERSON, ())),
            )
        )
        return {row[0] for row in rows}

    # ------------------------------------------------------------------ statements

    def _execute(self, name, statement, counts):
        self.env.cr.execute(statement)
        counts[name] += self.env.cr.rowcount

    def _delete_rows(self, name, ids, counts):
        if ids:
            table = SQL.identifier(self.env[name]._table)
            self._execute(name, SQL("DELETE FROM %s WHERE id = ANY(%s)", table, list(ids)), counts)

    def _claim_mentioning(self, mentioned, scope):
        """Add to ``scope`` rows that exist only to name the person: filters, notifications, the text of mails."""
        for name in list(mentioned):
            holding = self.holdings.get(name)
            if holding and holding.mention == "delete":
                scope.setdefault(name, set()).update(mentioned.pop(name))
        mails = scope.get("mail.mail")
        if mails:  # the message of a mail that belongs to no record is the mail
            rows = self.env.execute_query(
                SQL(
                    """SELECT m.id FROM mail_message m JOIN mail_mail q ON q.mail_message_id = m.id
                        WHERE q.id = ANY(%s) AND (m.model IS NULL OR m.res_id IS NULL OR m.res_id = 0)""",
                    list(mails),
                )
            )
            scope.setdefault("mail.message", set()).update(row[0] for row in rows)

    def _delete(self, scope, counts):
        self.accounts.spare(scope, counts)
        for name, fname in self.satellites:
            users = scope.get("res.users")
            if users:
                table, column = SQL.identifier(self.env[name]._table), SQL.identifier(fname)
                self._execute(
                    name,
                    SQL("DELETE FROM %s WHERE %s = ANY(%s)", table, column, list(users)),
                    counts,
                )
        for name, comodel, relation, column, own in self.wizards:
            owners = scope.get(comodel)
            if not owners:
                continue
            table, where = (
                SQL.identifier(self.env[name]._table),
                SQL("%s = ANY(%s)", SQL.identifier(column), list(owners)),
            )
            if relation:
                where = SQL(
                    "id IN (SELECT %s FROM %s WHERE %s)",
                    SQL.identifier(own),
                    SQL.identifier(relation),
                    where,
                )
            self._execute(name, SQL("DELETE FROM %s WHERE %s", table, where), counts)
        for name in reversed(self.scope.order):
            if self.holdings[name].delete:
                self._delete_rows(name, scope.get(name), counts)
        for name, holding in self.holdings.items():
            if holding.mention == "delete" and name not in self.scope.order:
                self._delete_rows(name, scope.get(name), counts)

    def _speak(self, scope, known, mentioned, counts):
        """Empty what the persons wrote in others' threads; the files of it go too."""
        for name, holding in self.holdings.items():
            if not holding.speaks or not self.assignments.of(name, holding.words):
                continue
            where = [
                SQL("%s = ANY(%s)", SQL.identifier(fname), list(scope[PERSON]))
                for fname in holding.speaks
                if scope.get(PERSON)
            ]
            if name == "mail.message" and mentioned.get(name):
                # a mail of somebody Odoo knew no contact of: the sender's address is all there is
                where.append(
                    SQL(
                        "(author_id IS NULL AND id = ANY(%s)"
                        " AND lower(substring(email_from from '[^<>\\s]+@[^<>\\s]+')) = ANY(%s))",
                        list(mentioned[name]),
                        list(known["email"]),
                    )
                )
            if where:
                self.files.forget_words(name, SQL(" OR ").join(where))
                rows = self.env.execute_query(
                    SQL(
                        "UPDATE %s SET %s WHERE (%s) AND id <> ALL(%s) RETURNING id",
                        SQL.identifier(self.env[name]._table),
                        self.assignments.of(name, holding.words),
                        SQL(" OR ").join(where),
                        list(scope.get(name, ())),
                    )
                )
                counts[name] += len(rows)
                self._echo(name, [row[0] for row in rows], counts)

    def _echo(self, spoken, ids, counts):
        """Empty the rows that repeat what was said: the same mail, on its way to others."""
        for name, holding in self.holdings.items():
            field = self.env[name]._fields.get(holding.echo)
            if ids and field is not None and field.comodel_name == spoken:
                self._execute(
                    name,
                    SQL(
                        "UPDATE %s SET %s WHERE %s = ANY(%s)",
                        SQL.identifier(self.env[name]._table),
                        self.assignments.of(name, holding.words),
                        SQL.identifier(holding.echo),
                        ids,
                    ),
                    counts,
                )

    def _rewrite(self, scope, counts):
        self._forget_tags(scope)
        for name, ids in scope.items():
            holding = self.holdings[name]
            if holding.delete or not ids:
                continue
            for table, column in self.relations.get(name, ()):
                if name == PERSON or self._is_relation(name, holding, table):
                    self.env.cr.execute(
                        SQL(
                            "DELETE FROM %s WHERE %s = ANY(%s)",
                            SQL.identifier(table),
                            SQL.identifier(column),
                            list(ids),
                        )
                    )
            self._execute(
                name,
                SQL(
                    "UPDATE %s SET %s WHERE id = ANY(%s)",
                    SQL.identifier(self.env[name]._table),
                    self.assignments.whole[name],
                    list(ids),
                ),
                counts,
            )

    def _is_relation(self, name, holding, table):
        fields = self.env[name]._fields
        return any(
            fname in fields and fields[fname].relation == table for fname in holding.relations
        )

    def _forget_tags(self, scope):
        """Delete tags that only the persons bear: a label for one is a name."""
        for name, fname in ((PERSON, "category_id"), ("crm.lead", "tag_ids")):
            field = self.env[name]._fields.get(fname) if name in self.env else None
            if field is None or not scope.get(name):
                continue
            self.env.cr.execute(
                SQL(
                    """DELETE FROM %(tags)s t USING (
                           SELECT DISTINCT %(tag)s AS id FROM %(rel)s WHERE %(row)s = ANY(%(ids)s)) mine
                        WHERE t.id = mine.id AND NOT EXISTS (
                           SELECT FROM %(rel)s r WHERE r.%(tag)s = mine.id AND r.%(row)s <> ALL(%(ids)s))
                          AND NOT EXISTS (SELECT FROM ir_model_data d WHERE d.model = %(model)s AND d.res_id = t.id)""",
                    tags=SQL.identifier(self.env[field.comodel_name]._table),
                    model=field.comodel_name,
                    rel=SQL.identifier(field.relation),
                    row=SQL.identifier(field.column1),
                    tag=SQL.identifier(field.column2),
                    ids=list(scope[name]),
                )
            )

    # ------------------------------------------------------------------ others' words

    def _patterns(self, names, known):
        """Return a function from digests of identifiers to the pattern of the names of whose they are."""
        compiled = {}

        def of(digests):
            pids = frozenset(
                pid for digest in digests for pid in known["owners"].get(digest, ()) if pid
            )
            if pids not in compiled:
                compiled[pids] = pattern(
                    {n for pid in pids for n in names.get(pid, ()) if len(n.split()) > 1}
                )
            return compiled[pids]

        return of

    def _in_others_words(self, scope, known, names, threads, mentioned, counts):
        patterns_of = self._patterns(names, known)
        everything = known["email"] | known["phone"]
        rows = defaultdict(dict)
        for name, found in mentioned.items():  # who is named beside their address is the person
            gone = scope.get(name, ())
            rows[name] = {
                row: patterns_of(digests) for row, digests in found.items() if row not in gone
            }
        for (model, res_id), one in self._by_thread(threads, scope, names).items():
            if model in self.mentions.columns:
                rows[model][res_id] = one
        for message, one in self._messages(rows, threads, scope).items():
            rows["mail.message"][message] = one
        for name, patterns in rows.items():
            if name == "ir.attachment":
                self.files.rewrite(
                    list(patterns),
                    lambda row, text, of=patterns: self.rewriter.text(
                        text, everything, of.get(row)
                    ),
                )
            counts[name] += self.rewriter.rewrite(name, patterns, everything, patterns)

    def _by_thread(self, threads, scope, names):
        living = {
            t: pids
            for t, pids in threads.items()
            if t[0] in self.env and t[1] not in scope.get(t[0], ())
        }
        kept = self.names.others(living, list(scope.get(PERSON, ())))
        return {
            thread: found
            for thread, pids in living.items()
            if (
                found := pattern(
                    {name for pid in pids for name in names.get(pid, ())}, kept[thread]
                )
            )
        }

    def _messages(self, rows, threads, scope):
        """Return ``{message id: pattern}`` of the messages in the threads the persons took part in."""
        models, ids = [], []
        for model, patterns in rows.items():
            for res_id in patterns:
                if (model, res_id) in threads:
                    models.append(model)
                    ids.append(res_id)
        if not ids:
            return {}
        found = self.env.execute_query(
            SQL(
                """SELECT m.id, m.model, m.res_id FROM mail_message m
                     JOIN unnest(%s::text[], %s::int[]) AS t(model, id) ON t.model = m.model AND t.id = m.res_id""",
                models,
                ids,
            )
        )
        return {message: rows[model][res_id] for message, model, res_id in found}
