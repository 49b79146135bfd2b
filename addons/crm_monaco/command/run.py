"""`odoo monaco run`: what the scheduled action would do now, in a terminal that shows it."""

import signal
from contextlib import contextmanager

from odoo.tools import SQL

from ..engine.executor import begin
from . import plan
from .console import FINE, PROBLEM, Bar


def run(env, console, yes=False):
    """Execute the approved run; without ``yes``, only tell what it would do.

    A plan is made and approved only where the person in charge has switched retention on.
    """
    retention = env["monaco.retention"]
    if retention._is_neutralized():
        return console.refuse(console._("this is a neutralised copy, retention does not run in it"))
    env.cr.rollback()
    begin(env.cr)  # what people save meanwhile must not make it fail
    if not yes:
        return _tell(env, console)
    found = retention._get_open_run()
    env.cr.commit()  # pylint: disable=invalid-commit
    if not found:
        return console.refuse(_why_not(env, console))
    return execute(env, console, found)


def _tell(env, console):
    """Say what would be done; whatever was written to know it is undone."""
    approved = found = _approved(env)
    companies = env["res.company"].search([("monaco_retention_on", "=", True)])
    if not found and (not companies or any(companies.mapped("monaco_approve_each_run"))):
        return console.refuse(_why_not(env, console))
    found = found or env["monaco.run"]._prepare(companies)
    plan.tell(env, console, found, plan.count(env, found, ("planned", "kept")))
    facts = {"run": found.id if approved else None, "dry": True}
    env.cr.rollback()
    return console.end(text=console._("Nothing was done; with --yes it is done."), **facts)


def _approved(env):
    """Return the run that the engine would go on with, whose rules are still those of its preview."""
    runs = env["monaco.run"].search([("state", "=", "approved")], order="id")
    now = env["monaco.retention"]._fingerprint()
    return runs.filtered(lambda r: r.reason != "retention" or r.fingerprint == now)[:1]


def _why_not(env, console):
    waiting = env["monaco.run"].search([("state", "=", "preview")], limit=1)
    if not env["res.company"].search([("monaco_retention_on", "=", True)], limit=1):
        return console._("retention is off: the person in charge approves a first preview")
    if waiting:
        return console._(
            "run %(run)s waits for the approval of the person in charge", run=waiting.id
        )
    return console._("nothing is approved")


def execute(env, console, found):
    """Execute ``found``, showing how far it is, and say how it ended; return the exit code."""
    code, text, facts = carry_out(env, console, found)
    return console.end(code, text, **facts)


def carry_out(env, console, found):
    """Execute ``found``, showing how far it is; return the exit code, the last sentence and the facts."""
    before, skipped, total = _progress(env, found)
    bar = Bar(console, total)
    bar.show(before + skipped)
    console.say(
        console._(
            "Run %(run)s: %(number)s persons. Ctrl-C stops at a batch's end.",
            run=found.id,
            number=console.number(total - before - skipped),
        )
    )
    with _stoppable() as asked:

        def after(_run, _left):
            done, left_out, _total = _progress(env, found)
            bar.show(done + left_out)
            return not asked

        env["monaco.retention"].with_context(monaco_after_batch=after)._execute(found)
    done, left_out, _total = _progress(env, found)
    bar.show(done + left_out, last=True)
    found.invalidate_recordset()
    failed = env["monaco.run.line"].search_count(
        [("run_id", "=", found.id), ("state", "=", "failed")]
    )
    facts = {
        "run": found.id,
        "state": found.state,
        "done": done - before,
        "left_for_now": left_out - skipped,
        "failed": failed,
        "remaining": total - done - left_out,
        "seconds": round(bar.told - bar.began, 1),
        "head": found.head or None,
    }
    return (*_outcome(console, found, facts, bool(asked)), facts)


def _outcome(console, found, facts, stopped):
    """Return the exit code, and the sentence that says how it ended."""
    left = console.number(facts["remaining"])
    text = console._(
        "%(done)s persons in %(duration)s, %(left)s left for now.",
        done=console.number(facts["done"]),
        duration=console.duration(facts["seconds"]),
        left=console.number(facts["left_for_now"]),
    )
    if stopped:
        return PROBLEM, f"{text} " + console._("Stopped: %(left)s to do yet.", left=left)
    if facts["failed"]:
        failed = console.number(facts["failed"])
        return PROBLEM, f"{text} " + console._("%(number)s could not be processed.", number=failed)
    if found.state == "done":
        return FINE, f"{text} " + console._("Sealed: %(head)s", head=found.head)
    return FINE, f"{text} " + console._("%(left)s with other workers or for later.", left=left)


def _progress(env, found):
    """Return how many are done, left for now, and planned."""
    return env.execute_query(
        SQL(
            """SELECT coalesce(sum(done), 0), coalesce(sum(skipped), 0), coalesce(sum(planned), 0)
                 FROM monaco_batch WHERE run_id = %s""",
            found.id,
        )
    )[0]


@contextmanager
def _stoppable():
    """Yield a list that is no longer empty once somebody pressed Ctrl-C; a second time ends at once."""
    asked = []

    def note(number, frame):
        if asked:
            signal.default_int_handler(number, frame)
        asked.append(number)

    previous = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
