"""bin/test: the checks, Odoo's own runner and pytest; one line of figures at the end."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from house import checks, databases, judges, surroundings
from house.judges import Count
from house.paths import ROOT
from house.ui import say, step


def test(arguments):
    """Everything; with arguments, only pytest with these arguments."""
    surroundings.ensure(tests=True)
    _drop_leftovers()
    counts, words = _one(arguments) if arguments else _all()
    for line in words:
        say(f"  {line}")
    passed, failed = (sum(values) for values in zip(*counts, strict=True))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def _one(arguments):
    """pytest on this terminal."""
    databases.ensure("t_house")
    step("pytest")
    judge = judges.Pytest(arguments)
    with judges.copy(judge.name) as name:
        command = judge.command(name)
        done = subprocess.run(command, cwd=ROOT, env=surroundings.complete(), stdout=2)
    count, words = judge.count(done.returncode)
    return [count], words


def _all():
    """The checks while the database is made, then the judges; other databases are made when one needs them."""
    with ThreadPoolExecutor(1) as thread:
        checked = thread.submit(checks.check, [])
        databases.ensure("t_house")
        problems = checked.result()
    counts, words = judges.judge(judges.all_of_them())
    if problems:
        words.append(f"checks of the source: {problems} failed (see above)")
    return [Count(0, problems), *counts], words


def _drop_leftovers():
    """The copies of test runs that were killed."""
    for name in databases.names("test_"):
        pid = name.rpartition("_")[2]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            databases.drop(name)
