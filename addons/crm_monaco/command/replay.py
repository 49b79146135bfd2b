"""`odoo monaco replay`: after the restore of an older backup, nobody who was erased stays back."""

from ..engine.executor import begin
from ..engine.ledger import Broken
from . import run as execution
from .console import PROBLEM


def replay(env, console, path=None, yes=False):
    """Erase again what the ledger tells was erased since the backup was made.

    :param path: the ledger's file, where it is not the usual one
    :param yes: do it; without it, only tell
    """
    retention = env["monaco.retention"]
    if retention._is_neutralized():
        return console.refuse("this is a neutralised copy, nobody is erased in it")
    ledger = retention._get_ledger(path)
    if not ledger.path.exists():
        return console.refuse(f"there is no ledger at {ledger.path}")
    env.cr.rollback()
    begin(env.cr)
    try:
        found = retention._prepare_replay(ledger)
    except Broken as problem:
        env.cr.rollback()
        return console.refuse(f"{ledger.path}: {problem}", ledger=str(ledger.path))
    facts = {"ledger": str(ledger.path), "back": found.erase_count if found else 0}
    if not found:
        env.cr.rollback()
        return console.end(text="Nobody is back: the database agrees with the ledger.", **facts)
    if not yes:
        env.cr.rollback()
        text = f"{facts['back']:,} persons are back. Nothing was done; with --yes they are erased again."
        return console.end(PROBLEM, text, **facts)
    env.cr.commit()  # pylint: disable=invalid-commit
    console.facts.update(facts)
    kept = execution.execute(env, console, found)
    left = retention._prepare_replay(ledger)
    number = left.erase_count if left else 0
    env.cr.rollback()
    if number:
        return console.end(
            PROBLEM, f"{number:,} persons are held now, see run {found.id}.", held=number
        )
    return kept
