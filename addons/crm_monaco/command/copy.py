"""`odoo monaco copy`: an anonymised, neutralised copy for maintenance, tests and training."""

import psycopg2

from ..copying.copy import Copy


def copy(console, source, target, scale=1):
    """Make the copy and say how to log in; nothing is left of one that failed."""

    def tell(line):
        console.say(f"  {line}")

    try:
        facts = Copy(source, target, scale, tell=tell, words=console._).make()
    except (ValueError, RuntimeError, OSError, psycopg2.Error) as problem:
        # the message of a database could quote somebody: only that it failed
        text = (
            str(problem)
            if not isinstance(problem, psycopg2.Error)
            else f"PostgreSQL {problem.pgcode}"
        )
        return console.refuse(console._("%(why)s; nothing is left of the copy", why=text))
    console.say(
        console._(
            "%(rows)s rows replaced in %(duration)s.",
            rows=console.number(facts["rows"]),
            duration=console.duration(facts["seconds"]["total"]),
        )
    )
    if facts["login"]:
        console.say(
            console._(
                "Log in as %(login)s with %(password)s",
                login=facts["login"],
                password=facts["password"],
            )
        )
    text = console._(
        "%(target)s is an anonymised, neutralised copy of %(source)s.", target=target, source=source
    )
    return console.end(text=text, **facts)
