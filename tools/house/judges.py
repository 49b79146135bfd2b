"""Who judges the code: Odoo's own runner the addons' tests, pytest those of tests/; each on a database of its own.

Two work at a time, as many as a small machine has cores: each waits for the other as little as can be.
"""

import contextlib
import os
import re
import subprocess
import time
import xml.etree.ElementTree as xml
from collections import namedtuple

from house import addons, databases, odoo_run, surroundings
from house.paths import LOG, ROOT, RUN
from house.ui import beside, last_line, say, short

Count = namedtuple("Count", "passed failed")

AT_A_TIME = 2
# The parts of tests/ that take long; what is in none of them makes one more, so that no file is forgotten.
# The two that need the database with many apps are together: only one part makes it.
PARTS = {
    "copies": [
        "test_copy",
        "test_many_apps",
        "test_residue",
        "test_restore",
        "test_year_in_the_life",
    ],
    "days": ["days"],
}


@contextlib.contextmanager
def copy(judge):
    """A fresh copy of the house for a judge."""
    name = f"test_{judge}_{os.getpid()}"
    databases.copy_as_it_is("t_house", name)
    try:
        yield name
    finally:
        databases.drop(name)


class Pytest:
    """pytest on some files; with a name, its words are kept in a file of that name."""

    def __init__(self, arguments, name="pytest"):
        self.title, self.name, self.arguments = f"pytest, {name}", f"pytest_{name}", arguments
        self.report = RUN / f"{self.name}.xml"
        self.log = LOG / f"{self.name}.log"

    def command(self, database):
        self.report.unlink(missing_ok=True)
        words = [surroundings.python(), "-m", "pytest", "--odoo-database", database, "--odoo-http"]
        return [*words, f"--junitxml={self.report}", *self.arguments]

    def count(self, code):
        """Return the figures, and the names of what failed."""
        try:
            suite = xml.parse(self.report).getroot().find("testsuite")
        except (OSError, xml.ParseError):
            return Count(0, 1), ["pytest ended without a report"]
        total, errors, failures, skipped = (
            int(suite.get(key)) for key in ("tests", "errors", "failures", "skipped")
        )
        failed = errors + failures
        passed = total - failed - skipped
        if not passed and not failed:
            return Count(0, 1), ["pytest ran no test"]
        words = [
            f"{case.get('classname')}::{case.get('name')}: {wrong.get('message', '')[:200]!r}"
            for case in suite.iter("testcase")
            for wrong in case
            if wrong.tag in ("failure", "error")
        ]
        return Count(passed, failed or (1 if code else 0)), words

    def tell(self):
        """What it wrote, once it has ended."""
        say(self.log.read_text(errors="replace"))


class OdooRunner:
    """Odoo's own runner on the tests of every addon of ours."""

    title, name = "Odoo's own test runner", "odoo"
    log = LOG / "odoo-tests.log"

    def __init__(self):
        self.addons = addons.ours()

    def command(self, database):
        return odoo_run.tests_command(database, self.addons)

    def count(self, code):
        """Read the figures in the log: Odoo ends with success even when it ran no test."""
        text = self.log.read_text(errors="replace")
        count, words = count_odoo(text, code)
        forgotten = not_started(self._collect(), text)
        words += [f"never started: {name}" for name in forgotten]
        if words:
            words.append(f"(the whole story: {short(self.log)})")
        return Count(count.passed, count.failed + len(forgotten)), words

    def _collect(self):
        """The tests that pytest, which asks no __init__ for them, finds in the addons."""
        words = [surroundings.python(), "-m", "pytest", "--collect-only", "-q", "--odoo-database=x"]
        folders = [f"addons/{name}" for name in self.addons]
        done = subprocess.run(
            [*words, *folders],
            cwd=ROOT,
            env=surroundings.complete(),
            capture_output=True,
            text=True,
        )
        return re.findall(r"^addons/(\w+)/tests/(.+)\.py::(\w+)::(\w+)", done.stdout, re.M)

    def tell(self):
        """Its log is long; what failed is told at the end."""


def count_odoo(text, code):
    """Return the figures in the log of Odoo's own runner, and its lines about failures."""
    found = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    failures, errors, total = map(int, found[-1]) if found else (0, 0, 0)
    skipped = len(re.findall(r" skipped .* : ", text))
    failed = failures + errors
    words = []
    if failed or code:
        words = [row[:300] for row in text.split("\n") if re.search(r" (ERROR|CRITICAL) ", row)]
    if not total:
        words.append("Odoo's own runner ran no test")
    return Count(max(0, total - failed - skipped), failed or (1 if code or not total else 0)), words


def not_started(collected, text):
    """Name the tests that Odoo's own runner passed over: its loader asks each addon's __init__."""
    started = set(re.findall(r"odoo\.addons\.(\w+)\.tests\.([\w.]+): Starting (\w+)\.(\w+) ", text))
    if not collected:
        return ["every test, for pytest found none in the addons"]
    names = {(addon, path.replace("/", "."), case, test) for addon, path, case, test in collected}
    return sorted(".".join(name) for name in names - started)


def all_of_them():
    """Every judge, the longest first."""
    parts = {
        name: [f"tests/{file}" if file == "days" else f"tests/{file}.py" for file in files]
        for name, files in PARTS.items()
    }
    others = [f"--ignore={path}" for paths in parts.values() for path in paths]
    shares = [Pytest(paths, name) for name, paths in parts.items()]
    return [OdooRunner(), Pytest(["tests", *others], "others"), *shares]


def judge(judges):
    """Let them work, two at a time; return the figures of each, and what they say of failures."""
    waiting, running, counts, words = list(judges), {}, [], []
    began = told = time.monotonic()
    with contextlib.ExitStack() as stack:
        while waiting or running:
            while waiting and len(running) < AT_A_TIME:
                one = waiting.pop(0)
                one.log.unlink(missing_ok=True)
                command = one.command(stack.enter_context(copy(one.name)))
                settings = {"cwd": ROOT, "env": surroundings.complete()}
                child = beside(command, one.title, one.log.stem, **settings)
                running[one] = stack.enter_context(child)
            time.sleep(0.3)
            now = time.monotonic()
            if now - told >= 30:
                told = now
                doing = "; ".join(f"{one.name}: {last_line(one.log)[-60:]}" for one in running)
                say(f"  … {now - began:.0f} s  {doing}")
            for one in [one for one, child in running.items() if child.poll() is not None]:
                count, failures = one.count(running.pop(one).returncode)
                one.tell()
                say(f"• {one.title}: {count.passed} passed, {count.failed} failed")
                counts.append(count)
                words += [f"{one.title}: {failure}" for failure in failures]
    return counts, words
