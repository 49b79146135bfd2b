"""bin/demo: a company in Monaco, in French, with this project's demo data only."""

import argparse
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from house import addons, databases, odoo_run, surroundings
from house.paths import BIN, HOUSE, LOG, SCRIPTS, TOOLS
from house.ui import Stop, cause_of, say, short, step

NAME = "demo"
SEED = TOOLS / "demo/seed.py"
LOGINS = TOOLS / "demo/logins.txt"
LOG_FILE = LOG / "demo.log"


def demo(arguments):
    """Set everything up, start Odoo, print the address and the logins."""
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="begin anew, forgetting everything")
    parser.add_argument("--port", type=int, default=8069, help="the port to listen on (8069)")
    options = parser.parse_args(arguments)
    _check_port(options.port)
    surroundings.ensure()
    if options.reset:
        databases.drop(NAME)
    _ensure_database()
    return _serve(options.port)


def _ensure_database():
    key = databases.addons_key()
    if databases.comment(NAME) == key:
        return
    ours = addons.ours()
    if databases.exists(NAME):
        # The code changed since: keep what the user did in the database.
        odoo_run.install(NAME, ours, "updating the demo", "-u", ",".join(ours))
        _load_demo_data(NAME, ours)
        databases.set_comment(NAME, key)
        return
    fresh = f"{NAME}__new"
    # a demo remembers erasures under the name it was built with
    databases.forget_ledgers(NAME, fresh)
    databases.copy("t_plain", fresh)
    odoo_run.install(fresh, ours, f"installing {', '.join(ours)}")
    _load_demo_data(fresh, ours)
    if SEED.exists():
        odoo_run.shell(fresh, SEED, "demo data (tools/demo/seed.py)")
    databases.rename(fresh, NAME, key)


def _load_demo_data(name, ours):
    step("loading the demo data")
    odoo_run.shell(name, SCRIPTS / "load_demo.py", "demo data", ours=ours)


def _serve(port):
    LOG.mkdir(parents=True, exist_ok=True)
    command = [BIN / "odoo", "-d", NAME, "--db-filter", f"^{NAME}$", "-p", str(port)]
    step("starting Odoo")
    with open(LOG_FILE, "w") as output:
        server = subprocess.Popen(
            command,
            env=surroundings.complete(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(server, port)
        say(_greeting(port))
        code = server.wait()
    except (KeyboardInterrupt, SystemExit):
        say("stopping Odoo")
        server.send_signal(signal.SIGINT)
        server.wait()
        return 0
    raise Stop(f"Odoo ended by itself (code {code}): see {short(LOG_FILE)}")


def _wait_for(server, port):
    address = f"http://127.0.0.1:{port}/web/login"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        if server.poll() is not None:
            cause = cause_of(LOG_FILE) or f"see {short(LOG_FILE)}"
            raise Stop(f"Odoo does not start: {cause}")
        try:
            opener.open(address, timeout=60).read()
            return
        except urllib.error.HTTPError as problem:
            raise Stop(f"Odoo answers {problem.code}: see {short(LOG_FILE)}") from None
        except OSError:
            time.sleep(0.5)
    raise Stop(f"Odoo does not answer: see {short(LOG_FILE)}")


def _greeting(port):
    logins = LOGINS.read_text().rstrip() if LOGINS.exists() else "  admin / admin"
    return f"""
  Odoo est prêt / Odoo is ready:   http://127.0.0.1:{port}

  Identifiants / Logins (identifiant / mot de passe):
{logins}

  Journal / Log: {short(LOG_FILE)}   ·   Arrêter / Stop: Ctrl-C
"""


def _check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return
        except PermissionError:
            raise Stop(f"port {port} is for root only: choose one above 1023") from None
        except OSError:
            pass
    raise Stop(
        f"port {port} is in use by {_listener(port)}: stop it, "
        f"or choose another port: bin/demo --port {port + 1}"
    )


def _listener(port):
    """The program that listens on a port, as far as this user may see it."""
    sockets = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if os.path.exists(table):
            for line in Path(table).read_text().split("\n")[1:]:
                words = line.split()
                if words and words[3] == "0A" and int(words[1].split(":")[1], 16) == port:
                    sockets.add(f"socket:[{words[9]}]")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(link) in sockets for link in (process / "fd").iterdir()):
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
                mine = " (this project's Odoo)" if any(str(HOUSE) in w for w in words) else ""
                return f"{os.path.basename(words[0])}, process {process.name}{mine}"
        except OSError:
            continue
    return "another program"
