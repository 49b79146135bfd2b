"""Erase persons by batches: some dozens of statements for a thousand of them.

The statements are derived once from the declarations and the registry, then run for each
batch.  Whoever calls owns the transaction: locks, re-check, journal and commit are not here.
"""

from collections import defaultdict

from odoo.tools import SQL

from . import closure, copies, holdings, identifiers
from .files import Files
from .mentions import Mentions
from .prepared import Statements
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
        self.statements = Statements(env)
        self.scope = closure.Scope(env, self.holdings, self.statements)
        self.blocks = closure.blocks(env, self.holdings)
        self.assignments = Assignments(env, self.holdings, words, also=self.blocks)
        self.mentions = Mentions(env, self.statements)
        self.names = Names(env, self.statements)
        self.vouchers = Vouchers(env, self.statements)
        self.files = Files(env, self.statements, self.vouchers)
        self.rewriter = Rewriter(env, self.mentions.columns, self.holdings, words["anonymised"])
        self.relations = closure.relations(env, [PERSON, *self.holdings])
        self.satellites = closure.satellites(env)
        self.wizards = closure.transient_links(env, {PERSON, "crm.lead", "mailing.contact"})
        models = {*self.holdings, *(w[0] for w in self.wizards), *(s[0] for s in self.satellites)}
        self.tables = {env[name]._table for name in models}
        self.tables |= {table for pairs in self.relations.values() for table, _column in pairs}

    def erase(self, ids, model=PERSON):
        """Erase the persons ``ids`` and all rows that are theirs.

        :param list ids: rows of ``model`` already locked and found due by the caller
        :param str model: ``res.partner``, or a model whose rows can be persons without a contact
        :return: number of rows rewritten or deleted, by model
        :rtype: dict
        """
        counts = defaultdict(int)
        scope, known = self.find(ids, model)
        names = self.names.read(scope, self.holdings)
        pids = list(scope.get(PERSON, ()))
        threads = self.names.threads(pids) if pids else {}
        mentioned = self.mentions.find(known["owners"]) if known["owners"] else {}
        self._claim_mentioning(mentioned, scope)
        copies.claim(self.env, self.holdings, mentioned, scope)
        fnames = self.files.of(scope) + self._release(scope)
        self._speak(scope, known, mentioned, counts)
        self._delete(scope, counts)
        self._rewrite(scope, counts)
        self._in_others_words(scope, known, names, threads, mentioned, counts)
        self.files.delete(fnames)
        self.mentions.forget(known["owners"])
        self.env.invalidate_all(flush=False)
        return {name: count for name, count in counts.items() if count}

    def _release(self, scope):
        """Delete the files of the vouchers whose books are over; return their stored names."""
        return self.vouchers.release(list(scope.get(PERSON, ())))

    def find(self, ids, model=PERSON):
        """Return the rows that are the persons', and what identifies them; nothing is written."""
        self.statements.look(self.tables)
        scope = {model: set(ids) if model != PERSON else closure.addresses(self.statements, ids)}
        self.scope.close(scope)
        known = self._known(scope)
        while self.scope.recognise(scope, known):
            self.scope.close(scope)
        return scope, known

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
            for pid, *row in self.statements.rows(
                SQL(
                    "SELECT %s, %s FROM %s WHERE id = ANY($1)",
                    SQL("NULL") if owner == "NULL" else SQL.identifier(owner),
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL.identifier(self.env[name]._table),
                ),
                ids,
            ):
                for column, value in zip(columns, row, strict=True):
                    if not value:
                        continue
                    if column not in _EMAILS:
                        phones.add(value)
                        found = (value,)
                    elif value in emails:  # most columns repeat the same address
                        found = (value,)
                    else:
                        found = identifiers.emails(value)
                        emails.update(found)
                    for one in found:
                        owners[one].add(pid)
        emails -= self._shared("email_normalized", emails, scope)
        phones -= self._shared("phone_sanitized", phones, scope)
        ways = {number: identifiers.phones(number) | {number} for number in phones}
        return {
            "email": emails,
            "address": emails,
            "phone": {way for found in ways.values() for way in found},
            "owners": self._by_digest(emails, ways, owners),
        }

    @staticmethod
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

    def _shared(self, fname, values, scope):
        """Return those of ``values`` that a living person bears too."""
        if not values:
            return set()
        rows = self.statements.rows(
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

    # ------------------------------------------------------------------ statements

    def _execute(self, name, statement, ids, counts):
        counts[name] += self.statements.run(statement, ids)

    def _delete_rows(self, name, ids, counts):
        if ids and name in self.blocks:
            ids = set(ids) - self._rewrite_blocked(name, ids, counts)
        if ids:
            table = SQL.identifier(self.env[name]._table)
            self._execute(name, SQL("DELETE FROM %s WHERE id = ANY($1)", table), ids, counts)

    def _rewrite_blocked(self, name, ids, counts):
        """Rewrite the rows that something which stays leads to; return their ids."""
        links = [
            SQL(
                "SELECT %(column)s FROM %(table)s WHERE %(column)s = ANY($1)",
                column=SQL.identifier(column),
                table=SQL.identifier(table),
            )
            for table, column in self.blocks[name]
        ]
        blocked = {row[0] for row in self.statements.rows(SQL(" UNION ").join(links), ids)}
        if blocked:
            self._rewrite_rows(name, blocked, counts)
        return blocked

    def _claim_mentioning(self, mentioned, scope):
        """Add to ``scope`` rows that exist only to name the person: filters, notifications, the text of mails."""
        for name in list(mentioned):
            holding = self.holdings.get(name)
            if holding and holding.mention == "delete":
                scope.setdefault(name, set()).update(mentioned.pop(name))
        mails = scope.get("mail.mail")
        if mails:  # the message of a mail that belongs to no record is the mail
            rows = self.statements.rows(
                SQL(
                    """SELECT m.id FROM mail_message m JOIN mail_mail q ON q.mail_message_id = m.id
                        WHERE q.id = ANY($1) AND (m.model IS NULL OR m.res_id IS NULL OR m.res_id = 0)"""
                ),
                mails,
            )
            scope.setdefault("mail.message", set()).update(row[0] for row in rows)

    def _delete(self, scope, counts):
        for name, fname in self.satellites:
            users = scope.get("res.users")
            if users and self.env[name]._table not in self.statements.empty:
                table, column = SQL.identifier(self.env[name]._table), SQL.identifier(fname)
                self._execute(
                    name,
                    SQL("DELETE FROM %s WHERE %s = ANY($1)", table, column),
                    users,
                    counts,
                )
        for name, comodel, relation, column, own in self.wizards:
            owners = scope.get(comodel)
            if not owners or self.env[name]._table in self.statements.empty:
                continue
            table, where = (
                SQL.identifier(self.env[name]._table),
                SQL("%s = ANY($1)", SQL.identifier(column)),
            )
            if relation:
                where = SQL(
                    "id IN (SELECT %s FROM %s WHERE %s)",
                    SQL.identifier(own),
                    SQL.identifier(relation),
                    where,
                )
            self._execute(name, SQL("DELETE FROM %s WHERE %s", table, where), owners, counts)
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
            table, fields = SQL.identifier(self.env[name]._table), self.env[name]._fields
            spoken = {
                row[0]
                for fname in holding.speaks
                if fname in fields and (speakers := scope.get(fields[fname].comodel_name))
                for row in self.statements.rows(
                    SQL("SELECT id FROM %s WHERE %s = ANY($1)", table, SQL.identifier(fname)),
                    speakers,
                )
            }
            if name == "mail.message" and mentioned.get(name):
                # a mail of somebody Odoo knew no contact of: the sender's address is all there is
                rows = self.statements.rows(
                    SQL(
                        """SELECT id FROM mail_message WHERE author_id IS NULL AND id = ANY($1)
                              AND lower(substring(email_from from '[^<>\\s]+@[^<>\\s]+'))
                                  IN (SELECT unnest($2::text[]))"""
                    ),
                    mentioned[name],
                    known["email"],
                )
                spoken.update(row[0] for row in rows)
            if not spoken:
                continue
            self.files.forget_words(name, spoken)
            spoken -= scope.get(name, set())
            if spoken:
                self._execute(
                    name,
                    SQL(
                        "UPDATE %s SET %s WHERE id = ANY($1)",
                        table,
                        self.assignments.of(name, holding.words),
                    ),
                    spoken,
                    counts,
                )
                self._echo(name, spoken, counts)

    def _echo(self, spoken, ids, counts):
        """Empty the rows that repeat what was said: the same mail, on its way to others."""
        for name, holding in self.holdings.items():
            field = self.env[name]._fields.get(holding.echo)
            if ids and field is not None and field.comodel_name == spoken:
                self._execute(
                    name,
                    SQL(
                        "UPDATE %s SET %s WHERE %s = ANY($1)",
                        SQL.identifier(self.env[name]._table),
                        self.assignments.of(name, holding.words),
                        SQL.identifier(holding.echo),
                    ),
                    ids,
                    counts,
                )

    def _rewrite(self, scope, counts):
        self._forget_tags(scope)
        for name, ids in scope.items():
            holding = self.holdings[name]
            if holding.delete or not ids:
                continue
            for table, column in self.relations.get(name, ()):
                if table not in self.statements.empty and (
                    name == PERSON or self._is_relation(name, holding, table)
                ):
                    self.statements.run(
                        SQL(
                            "DELETE FROM %s WHERE %s = ANY($1)",
                            SQL.identifier(table),
                            SQL.identifier(column),
                        ),
                        ids,
                    )
            if self.assignments.whole[name]:  # else all of it is figures
                self._rewrite_rows(name, ids, counts)

    def _rewrite_rows(self, name, ids, counts):
        self._execute(
            name,
            SQL(
                "UPDATE %s SET %s WHERE id = ANY($1)",
                SQL.identifier(self.env[name]._table),
                self.assignments.whole[name],
            ),
            ids,
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
            self.statements.run(
                SQL(
                    """DELETE FROM %(tags)s t USING (
                           SELECT DISTINCT %(tag)s AS id FROM %(rel)s WHERE %(row)s = ANY($1)) mine
                        WHERE t.id = mine.id AND NOT EXISTS (
                           SELECT FROM %(rel)s r WHERE r.%(tag)s = mine.id
                              AND r.%(row)s NOT IN (SELECT unnest($1)))
                          AND NOT EXISTS (SELECT FROM ir_model_data d WHERE d.model = %(model)s AND d.res_id = t.id)""",
                    tags=SQL.identifier(self.env[field.comodel_name]._table),
                    model=field.comodel_name,
                    rel=SQL.identifier(field.relation),
                    row=SQL.identifier(field.column1),
                    tag=SQL.identifier(field.column2),
                ),
                scope[name],
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
        living = self._by_thread(threads, scope, names)
        for (model, res_id), one in living.items():
            if model in self.mentions.columns:
                rows[model][res_id] = one
        for name, found in copies.beside(self.env, self.holdings, living).items():
            rows[name].update(found)
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
        found = self.statements.rows(
            SQL(
                """SELECT m.id, m.model, m.res_id FROM unnest($1::text[], $2::int[]) AS t(model, id)
                     JOIN mail_message m ON m.model = t.model AND m.res_id = t.id"""
            ),
            models,
            ids,
        )
        return {message: rows[model][res_id] for message, model, res_id in found}
