"""The commands, each a function of its arguments."""

import os
import shlex

from house import checks, databases, demo, postgres, surroundings, testing, upstream
from house.paths import BIN, ROOT
from house.ui import Stop


def env(arguments):
    """bin/env: shell exports for eval; bin/env --stop stops the cluster."""
    if "--stop" in arguments:
        if not surroundings.own_odoo():
            postgres.stop()
        return 0
    for name, value in surroundings.ensure(tests=True).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def odoo(arguments):
    """bin/odoo ARGS: Odoo in this environment."""
    surroundings.ensure()
    command = BIN / "odoo"
    os.execve(command, ["odoo", *arguments], surroundings.complete())


def bench(arguments):
    """bin/bench: the engine beside its peers."""
    surroundings.ensure()
    os.chdir(ROOT)
    python = surroundings.python()
    os.execve(python, [python, "-B", "-m", "benchmarks", *arguments], surroundings.complete())


def db(arguments):
    """python3 tools/house db {copy TEMPLATE NAME | drop NAME... | ensure TEMPLATE...}."""
    actions = {"copy": (databases.copy, 2), "drop": (databases.drop, 1)}
    action, *names = arguments or [""]
    surroundings.ensure(tests=True)
    if action == "ensure":
        databases.ensure(*(names or databases.TEMPLATES))
    elif action in actions and len(names) == actions[action][1]:
        actions[action][0](*names)
    else:
        raise Stop(db.__doc__)


def check(arguments):
    """python3 tools/house check [NAME...]: the checks of the source."""
    surroundings.ensure(tests=True)
    return 1 if checks.check(arguments) else 0


def fix(arguments):
    """python3 tools/house fix: put right what the tools can put right."""
    surroundings.ensure(tests=True)
    checks.fix()


COMMANDS = {
    "bench": bench,
    "check": check,
    "db": db,
    "demo": demo.demo,
    "env": env,
    "fix": fix,
    "odoo": odoo,
    "test": testing.test,
    "upstream": upstream.upstream,
}
