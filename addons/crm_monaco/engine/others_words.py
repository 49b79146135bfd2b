"""In others' words: the text stays, what identifies an erased person in it goes."""

from collections import defaultdict

from odoo.tools import SQL

from . import copies
from .subjects import PERSON
from .words import pattern


def rewrite(eraser, scope, known, names, threads, mentioned, counts):
    """Replace what identifies the persons where others wrote it.

    :param eraser: compiled :class:`~.eraser.Eraser`
    :param scope: rows that are the persons'
    :param known: what identifies them, as :func:`.known.read` returns it
    :param names: ``{partner id: names}``
    :param threads: ``{(model, id): partner ids}`` where they took part
    :param mentioned: ``{model: {row id: digests}}`` of rows in which an identifier occurs
    :param counts: rows changed by model, added to
    """
    patterns_of = _patterns(eraser, names, known)
    everything = known["email"] | known["phone"]
    rows = defaultdict(dict)
    for name, found in mentioned.items():  # who is named beside their address is the person
        gone = scope.get(name, ())
        rows[name] = {
            row: patterns_of(digests) for row, digests in found.items() if row not in gone
        }
    living = _by_thread(eraser, threads, scope, names)
    for (model, res_id), one in living.items():
        if model in eraser.mentions.columns:
            rows[model][res_id] = one
    for name, found in copies.beside(eraser.env, eraser.holdings, living).items():
        rows[name].update(found)
    for message, one in _messages(eraser, rows, threads, scope).items():
        rows["mail.message"][message] = one
    for name, patterns in rows.items():
        if name == "ir.attachment":
            eraser.files.rewrite(
                list(patterns),
                lambda row, text, of=patterns: eraser.rewriter.text(text, everything, of.get(row)),
            )
        counts[name] += eraser.rewriter.rewrite(name, patterns, everything, patterns)


def _patterns(eraser, names, known):
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


def _by_thread(eraser, threads, scope, names):
    living = {
        t: pids
        for t, pids in threads.items()
        if t[0] in eraser.env and t[1] not in scope.get(t[0], ())
    }
    kept = eraser.names.others(living, list(scope.get(PERSON, ())))
    return {
        thread: found
        for thread, pids in living.items()
        if (found := pattern({name for pid in pids for name in names.get(pid, ())}, kept[thread]))
    }


def _messages(eraser, rows, threads, scope):
    """Return ``{message id: pattern}`` of the messages in the threads the persons took part in."""
    models, ids = [], []
    for model, patterns in rows.items():
        for res_id in patterns:
            if (model, res_id) in threads:
                models.append(model)
                ids.append(res_id)
    if not ids:
        return {}
    found = eraser.statements.rows(
        SQL(
            """SELECT m.id, m.model, m.res_id FROM unnest($1::text[], $2::int[]) AS t(model, id)
                 JOIN mail_message m ON m.model = t.model AND m.res_id = t.id"""
        ),
        models,
        ids,
    )
    return {message: rows[model][res_id] for message, model, res_id in found}
