"""`odoo monaco copy`: an anonymised, neutralised copy for maintenance, tests and training."""

import psycopg2

from ..copying.copy import Copy
from .console import duration


def copy(console, source, target, scale=1):
    """Make the copy and say how to log in; nothing is left of one that failed."""
    try:
        facts = Copy(source, target, scale, tell=lambda line: console.say(f"  {line}")).make()
    except (ValueError, RuntimeError, OSError, psycopg2.Error) as problem:
        # the message of a database could quote somebody: only that it failed
        text = (
            str(problem)
            if not isinstance(problem, psycopg2.Error)
            else f"PostgreSQL {problem.pgcode}"
        )
        return console.refuse(f"{text}; nothing is left of the copy")
    console.say(f"{facts['rows']:,} rows replaced in {duration(facts['seconds']['total'])}.")
    if facts["login"]:
        console.say(f"Log in as {facts['login']} with {facts['password']}")
    return console.end(text=f"{target} is an anonymised, neutralised copy of {source}.", **facts)
