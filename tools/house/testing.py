"""bin/test: the checks, then pytest beside Odoo's own runner; one line of figures at the end."""

import contextlib
import os
import re
import socket
import subprocess
import xml.etree.ElementTree as xml
from collections import namedtuple

from house import addons, checks, databases, surroundings
from house.paths import BIN, LOG, ROOT, RUN
from house.ui import beside, say, short, step

REPORT = RUN / "pytest.xml"
ODOO_LOG = LOG / "odoo-tests.log"

Count = namedtuple("Count", "passed failed")


def test(arguments):
    """Everything; with arguments, only pytest with these arguments."""
    surroundings.ensure(tests=True)
    _drop_leftovers()
    counts = []
    if not arguments:
        counts.append(Count(0, checks.check([])))
        databases.ensure("t_apps", "t_core")
    databases.ensure("t_house")
    # each judge keeps one core busy, and each has a database of its own
    with contextlib.nullcontext() if arguments else _odoo_runner() as runner:
        with _copy("pytest") as name:
            counts.append(_pytest(name, arguments))
        if runner:
            code = runner.wait()
            counts.append(_count_odoo(ODOO_LOG.read_text(errors="replace"), code))
    passed, failed = (sum(values) for values in zip(*counts, strict=True))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


@contextlib.contextmanager
def _copy(judge):
    """A fresh copy of the house for a judge."""
    name = f"test_{judge}_{os.getpid()}"
    databases.copy_as_it_is("t_house", name)
    try:
        yield name
    finally:
        databases.drop(name)


def _drop_leftovers():
    """The copies of test runs that were killed."""
    for name in databases.names("test_"):
        pid = name.rpartition("_")[2]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            databases.drop(name)


def _pytest(name, arguments):
    step("pytest")
    REPORT.unlink(missing_ok=True)
    command = [surroundings.python(), "-m", "pytest", "--odoo-database", name, "--odoo-http"]
    command += [f"--junitxml={REPORT}", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=surroundings.complete(), stdout=2).returncode
    try:
        suite = xml.parse(REPORT).getroot().find("testsuite")
    except (OSError, xml.ParseError):
        return Count(0, 1)
    total, errors, failures, skipped = (
        int(suite.get(key)) for key in ("tests", "errors", "failures", "skipped")
    )
    failed = errors + failures
    passed = total - failed - skipped
    if not passed and not failed:
        say("error: pytest ran no test")
        return Count(0, 1)
    return Count(passed, failed or (1 if code else 0))


@contextlib.contextmanager
def _odoo_runner():
    """Start Odoo's own runner on a copy of its own; yields its process."""
    ours = addons.ours()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ODOO_LOG.unlink(missing_ok=True)
    title = "Odoo's own test runner, beside pytest"
    with _copy("odoo") as name:
        command = [BIN / "odoo", "-d", name, "-u", ",".join(ours), "--test-enable"]
        command += ["--test-tags", ",".join(f"/{addon}" for addon in ours)]
        command += ["--stop-after-init", "-p", port, "--max-cron-threads=0"]
        with beside(command, title, ODOO_LOG.stem, env=surroundings.complete()) as child:
            yield child


def _count_odoo(text, code):
    """Read the figures in the log: Odoo ends with success even when it ran no test."""
    found = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    failures, errors, total = map(int, found[-1]) if found else (0, 0, 0)
    skipped = len(re.findall(r" skipped .* : ", text))
    failed = failures + errors
    if failed or code:
        for line in text.split("\n"):
            if re.search(r" (ERROR|CRITICAL) ", line):
                say(f"  {line[:300]}")
        say(f"  (the whole story: {short(ODOO_LOG)})")
    if not total:
        say("error: Odoo's own runner ran no test")
    say(f"• Odoo's own runner: {total} tests, {failed} failed, {skipped} skipped")
    return Count(max(0, total - failed - skipped), failed or (1 if code or not total else 0))
