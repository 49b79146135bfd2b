"""`odoo monaco replay`: after the restore of an older backup, nobody who was erased stays back."""

from ..engine.executor import begin
from ..engine.ledger import Broken
from . import run as execution
from .console import FINE, PROBLEM


def replay(env, console, path=None, yes=False):
    """Erase again what the ledger tells was erased since the backup was made, and suppress again who objected.

    :param path: the ledger's file, where it is not the usual one
    :param yes: do it; without it, only tell
    """
    retention = env["monaco.retention"]
    if retention._is_neutralized():
        return console.refuse(console._("this is a neutralised copy, nobody is erased in it"))
    ledger = retention._get_ledger(path)
    if not ledger.path.exists():
        return console.refuse(console._("there is no ledger at %(path)s", path=str(ledger.path)))
    env.cr.rollback()
    begin(env.cr)
    try:
        entries = ledger.read()
        found = retention._prepare_replay(ledger)
    except Broken as problem:
        env.cr.rollback()
        why = problem.say(console._)
        return console.refuse(f"{ledger.path}: {why}", ledger=str(ledger.path))
    missing = len(retention._find_suppressions(entries))
    back = found.erase_count if found else 0
    console.facts.update(ledger=str(ledger.path), back=back, objections=missing)
    if not back and not missing:
        env.cr.rollback()
        return console.end(text=console._("Nobody is back: the database agrees with the ledger."))
    if not yes:
        env.cr.rollback()
        text = console._(
            "%(persons)s persons are back, %(objections)s objections are missing."
            " Nothing was done; with --yes it is made good.",
            persons=console.number(back),
            objections=console.number(missing),
        )
        return console.end(PROBLEM, text)
    return _do(env, console, ledger, entries, found)


def _do(env, console, ledger, entries, found):
    """Suppress first, since a mailing could leave meanwhile; then erase."""
    retention = env["monaco.retention"]
    written, unread = retention._replay_suppressions(entries)
    env.cr.commit()  # pylint: disable=invalid-commit
    console.facts.update(suppressed=written, without_key=unread)
    console.say(console._("%(number)s objections written again.", number=console.number(written)))
    code, text, facts = FINE, console._("Nobody is back."), {}
    if found:
        code, text, facts = execution.carry_out(env, console, found)
        console.say(text)
        text = console._("Nobody is back any more.") if code == FINE else text
    left = retention._prepare_replay(ledger)
    number = left.erase_count if left else 0
    env.cr.rollback()
    retention._note_behind(number, unread)
    env.cr.commit()  # pylint: disable=invalid-commit
    if unread:
        code = PROBLEM
        text = console._(
            "%(number)s objections need a key that is not here: bring suppression.keys back, and do this again.",
            number=console.number(unread),
        )
    elif number:
        code, facts["held"] = PROBLEM, number
        text = console._(
            "%(number)s persons are held now, see run %(run)s.",
            number=console.number(number),
            run=found.id,
        )
    return console.end(code, text, **facts)
