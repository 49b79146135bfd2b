"""Odoo's commands on a database: installing addons, running a script."""

import socket
import subprocess

from house import stamps, surroundings
from house.paths import BIN, LOG
from house.ui import Stop, run, short


def install(name, addons, title, *options):
    """Install addons, with Odoo's log in a file."""
    command = [BIN / "odoo", "-d", name, "-i", ",".join(addons), *options]
    command += ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
    run(command, title, f"install-{name}", env=surroundings.complete())


def tests_command(name, addons):
    """Return the command of Odoo's own test runner on a database: the tests of these addons, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [BIN / "odoo", "-d", name, "-u", ",".join(addons), "--test-enable"]
    command += ["--test-tags", ",".join(f"/{addon}" for addon in addons)]
    return [*command, "--stop-after-init", "-p", port, "--max-cron-threads=0"]


def shell(name, script, title, **variables):
    """Run a Python script inside `odoo shell`; a failing one stops us."""
    with open(script) as stream:
        text = stream.read()
    text = f"_script = {text!r}\n_variables = {variables!r}\n" + _SHELL
    done = subprocess.run(
        [BIN / "odoo", "shell", "-d", name, "--no-http", "--log-level=warn"],
        input=text,
        text=True,
        env=surroundings.complete(),
        capture_output=True,
    )
    if "<<done>>" not in done.stdout:
        words = [line for line in done.stderr.split("\n") if line.strip()]
        log = LOG / "shell.log"
        stamps.write(log, done.stderr)
        raise Stop(f"{title}: {words[-1] if words else 'failed'} (see {short(log)})")
    return done.stdout.replace("<<done>>", "").strip()


# `odoo shell` goes on after an exception and ends with success: the sign is printed last.
_SHELL = """
exec(compile(_script, "script", "exec"), {"env": env, **_variables})
env.cr.commit()
print("<<done>>")
"""
