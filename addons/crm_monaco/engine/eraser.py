"""Erase persons by batches: some dozens of statements for a thousand of them.

The statements are derived once from the declarations and the registry, then run for each
batch.  Whoever calls owns the transaction: locks, re-check, journal and commit are not here.
"""

from collections import defaultdict

from odoo.tools import SQL

from . import closure, copies, holdings, known, others_words
from .files import Files
from .mentions import Mentions
from .prepared import Statements
from .rewrite import Assignments
from .subjects import PERSON
from .vouchers import Vouchers
from .words import Names, Rewriter


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
        scope, identifying = self.find(ids, model)
        names = self.names.read(scope, self.holdings)
        pids = list(scope.get(PERSON, ()))
        threads = self.names.threads(pids) if pids else {}
        mentioned = self.mentions.find(identifying["owners"]) if identifying["owners"] else {}
        self._claim_mentioning(mentioned, scope)
        copies.claim(self.env, self.holdings, mentioned, scope)
        fnames = self.files.of(scope) + self._release(scope)
        self._speak(scope, identifying, mentioned, counts)
        self._delete(scope, counts)
        self._rewrite(scope, counts)
        others_words.rewrite(self, scope, identifying, names, threads, mentioned, counts)
        self.files.delete(fnames)
        self.mentions.forget(identifying["owners"])
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
        identifying = known.read(self, scope)
        while self.scope.recognise(scope, identifying):
            self.scope.close(scope)
        return scope, identifying

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
