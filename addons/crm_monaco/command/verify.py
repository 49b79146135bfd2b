"""`odoo monaco verify`: the journal against its seals."""

from odoo.tools import SQL

from .console import PROBLEM


def verify(env, console):
    """Follow the chain; say each line, batch and run that does not fit."""
    problems = env["monaco.journal"]._verify_chain()
    lines, runs, head = env.execute_query(
        SQL(
            """SELECT (SELECT count(*) FROM monaco_journal),
                      (SELECT count(*) FROM monaco_run WHERE head IS NOT NULL),
                      (SELECT head FROM monaco_run r WHERE head IS NOT NULL
                          AND NOT EXISTS (SELECT FROM monaco_run n WHERE n.previous_head = r.head)
                        ORDER BY date_done DESC, id DESC LIMIT 1)"""
        )
    )[0]
    env.cr.rollback()
    for problem in problems:
        console.say(f"  {problem}")
    facts = {"lines": lines, "runs": runs, "head": head, "problems": problems}
    if problems:
        text = console._("%(number)s problems: the journal was changed.", number=len(problems))
        return console.end(PROBLEM, text, **facts)
    text = console._(
        "The journal is whole: %(lines)s lines, %(runs)s sealed runs, head %(head)s.",
        lines=console.number(lines),
        runs=console.number(runs),
        head=head or "-",
    )
    return console.end(text=text, **facts)
