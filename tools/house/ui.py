"""What the user sees: one line a step, and one clear line when something is wrong.

Everything goes to standard error, because standard output belongs to the commands
that print something for a program to read (`bin/env`).
"""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time

from house.paths import HOUSE, LOG, ROOT

# What a child process writes when the cause lies outside: text → the line we show.
KNOWN_CAUSES = {
    "No space left on device": "the disk is full",
    "Temporary failure resolving": "no network: the package servers cannot be reached",
    "Temporary failure in name resolution": "no network: the package servers cannot be reached",
    "Could not resolve": "no network: the package servers cannot be reached",
    "Name or service not known": "no network: the package servers cannot be reached",
    "Failed to establish a new connection": "no network: the package servers cannot be reached",
    "NewConnectionError": "no network: the package servers cannot be reached",
    "Network is unreachable": "no network: the package servers cannot be reached",
    "Could not connect to": "no network: the package servers cannot be reached",
    "Connection timed out": "no network: the package servers do not answer",
    "CERTIFICATE_VERIFY_FAILED": "the package servers' certificate is not trusted here",
    "Certificate verification failed": "the package servers' certificate is not trusted here",
    "is expired (invalid since": "this machine's Debian mirror is out of date (expired lists)",
    "Address already in use": "the port is already in use",
}


class Stop(Exception):
    """The command cannot go on; the message is the one line that the user reads."""


def say(text=""):
    print(text, file=sys.stderr, flush=True)


def step(text):
    say(f"• {text}")


def short(path):
    """A path as the user would type it from the repository."""
    try:
        return str(path.relative_to(ROOT))
    except ValueError:
        return str(path)


def _die_with_parent():
    """A child never outlives a command that was killed half way (prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def cause_of(log_file, start=0):
    """The cause named in a log: one we know, else its last error; None if there is neither."""
    with open(log_file, errors="replace") as stream:
        stream.seek(start)
        text = stream.read()
    for sign, line in KNOWN_CAUSES.items():
        if sign in text:
            return line
    errors = re.findall(
        r"^(?:\w+\.)*\w*(?:Error|Exception|Warning): .*|^ERROR: .*|^E: .*", text, re.M
    )
    return errors[-1][:300] if errors else None


def last_line(log_file, start=0):
    """The last words in a log; none where there is no log."""
    try:
        with open(log_file, "rb") as stream:
            stream.seek(max(start, os.path.getsize(log_file) - 400))
            lines = stream.read().decode(errors="replace").replace("\r", "\n").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _start(command, output, **options):
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_die_with_parent,
        **options,
    )


@contextlib.contextmanager
def beside(command, title, log, **options):
    """Run `command` beside what the caller does; yields the process, whose output is in the log file `log`.

    Whoever leaves before it ended (an interruption) ends it.
    """
    LOG.mkdir(parents=True, exist_ok=True)
    step(title)
    with open(LOG / f"{log}.log", "ab") as output:
        child = _start(command, output, **options)
    try:
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait()


def run(command, title, log, check=True, **options):
    """Run `command` with its output in the log file `log`, showing that time passes.

    On a terminal one line is redrawn with the seconds and the last words of the
    child; elsewhere a line is written every half minute. Returns the exit code.
    """
    LOG.mkdir(parents=True, exist_ok=True)
    log_file = LOG / f"{log}.log"
    terminal = sys.stderr.isatty()
    step(title)
    with open(log_file, "ab") as output:
        start = output.tell()
        child = _start(command, output, **options)
    began = told = time.monotonic()
    try:
        while True:
            try:
                code = child.wait(0.3)
                break
            except subprocess.TimeoutExpired:
                pass
            now = time.monotonic()
            if terminal and now - began > 2:
                line = f"  {now - began:4.0f} s  {last_line(log_file, start)}"[:100]
                sys.stderr.write(f"\r{line:<100}")
                sys.stderr.flush()
            elif now - told >= 30:
                told = now
                say(f"  … {now - began:.0f} s")
    except BaseException:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait()
        raise
    finally:
        if terminal:
            sys.stderr.write("\r" + " " * 100 + "\r")
    if code and check:
        cause = cause_of(log_file, start) or last_line(log_file, start)[:200]
        raise Stop(f"{title}: {cause} (the whole story: {short(log_file)})")
    return code


def capture(command, **options):
    """The output of a command that must succeed."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **options
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().split("\n")[-1]
        raise Stop(f"{os.path.basename(str(command[0]))}: {words}")
    return done.stdout


def check_disk(gigabytes):
    """Refuse to begin what would not fit."""
    status = os.statvfs(HOUSE if HOUSE.exists() else ROOT)
    free = status.f_bavail * status.f_frsize / 1e9
    if free < gigabytes:
        raise Stop(
            f"the disk is almost full: {free:.1f} GB free where the set-up needs about "
            f"{gigabytes:g} GB; make room on the disk that holds {ROOT}"
        )
