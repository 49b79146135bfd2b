"""A private PostgreSQL cluster inside the project's folder.

It listens on a Unix socket where the path is short enough, else on a free port of
the loopback interface with a password. PostgreSQL refuses to run as root: for root
it runs as the distribution's `postgres` user.
"""

import os
import re
import secrets
import socket
import subprocess

from house import owner, stamps
from house.paths import CLUSTER, POSTGRES, RUN, SOCKETS
from house.system import postgres_bin
from house.ui import Stop, capture, check_disk, short, step

OLDEST = 13
USER = "odoo"
PASSWORD = RUN / "password"
PORT = RUN / "port"
LOG_FILE = POSTGRES / "server.log"
# The kernel allows 107 bytes for the path of a socket; its file name needs 14.
LONGEST_SOCKET_FOLDER = 90


def binary(name):
    return postgres_bin() / name


def uses_socket():
    return len(os.fsencode(SOCKETS)) <= LONGEST_SOCKET_FOLDER


def environment():
    """What a client of the cluster needs in its environment."""
    if uses_socket():
        return {"PGHOST": str(SOCKETS), "PGPORT": "5432", "PGUSER": USER}
    return {
        "PGHOST": "127.0.0.1",
        "PGPORT": PORT.read_text() if PORT.exists() else "5432",
        "PGUSER": USER,
        "PGPASSWORD": PASSWORD.read_text() if PASSWORD.exists() else "",
    }


def ensure():
    """Create the cluster if there is none and start it if it is down."""
    version = _version()
    if is_up():
        return
    owner.find().prepare()
    if (CLUSTER / "PG_VERSION").exists():
        made = (CLUSTER / "PG_VERSION").read_text().strip()
        if made != version:
            raise Stop(
                f"{short(POSTGRES)} was made by PostgreSQL {made}, this machine now has {version}; "
                f"remove {short(POSTGRES)} to begin anew (its databases are lost)"
            )
    if not stamps.is_done("cluster", stamps.key_of(CLUSTER)) or not CLUSTER.exists():
        _create()
    _start()


def _version():
    words = capture([binary("postgres"), "--version"])
    major = re.search(r"(\d+)", words).group(1)
    if int(major) < OLDEST:
        raise Stop(f"PostgreSQL {major} is too old: Odoo 19 needs PostgreSQL {OLDEST} or newer")
    share = capture([binary("pg_config"), "--sharedir"]).strip()
    for extension in ("pg_trgm", "unaccent"):
        if not os.path.exists(f"{share}/extension/{extension}.control"):
            raise Stop(f"PostgreSQL {major} lacks its extension {extension} (contrib)")
    return major


def is_up():
    if not binary("psql").exists():
        return False
    settings = {**os.environ, **environment(), "PGCONNECT_TIMEOUT": "5"}
    command = [binary("psql"), "-XAtqc", "select 1", "postgres"]
    return subprocess.run(command, env=settings, capture_output=True).returncode == 0


def _create():
    check_disk(1)
    step("creating the PostgreSQL cluster")
    account = owner.find()
    account.run(["rm", "-rf", CLUSTER])
    password = secrets.token_urlsafe(24)
    stamps.write(PASSWORD, password, 0o600)
    local = "trust" if uses_socket() else "scram-sha-256"
    words = [binary("initdb"), "-D", CLUSTER, "-U", "postgres", "-E", "UTF8", "--locale=C"]
    words += ["--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256"]
    account.run(words)
    settings = {
        # A development cluster: speed before safety against a power cut.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_wal_size": "'2GB'",
        "checkpoint_timeout": "'15min'",
        "shared_buffers": f"'{_shared_buffers()}MB'",
        "work_mem": "'16MB'",
        "max_connections": "200",
        "max_locks_per_transaction": "256",
        # A vacuum by a role that is no superuser warns about the system's own tables.
        "log_min_messages": "error",
        "log_min_error_statement": "panic",
    }
    text = "".join(f"{name} = {value}\n" for name, value in settings.items())
    account.run(["sh", "-c", 'cat >> "$0"', CLUSTER / "postgresql.conf"], text=text)
    role = f"CREATE ROLE {USER} LOGIN CREATEDB PASSWORD '{password}';\n"
    single = [binary("postgres"), "--single", "-D", CLUSTER, "postgres"]
    account.run(single, text=role)
    if local != "trust":
        rule = f"local all all {local}\nhost all all 127.0.0.1/32 scram-sha-256\n"
        account.run(["sh", "-c", 'cat > "$0"', CLUSTER / "pg_hba.conf"], text=rule)
    stamps.done("cluster", stamps.key_of(CLUSTER))


def _shared_buffers():
    """An eighth of the machine's memory, between 128 MB and 1 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return max(128, min(1024, memory // 8))


def _start():
    step("starting PostgreSQL")
    _remove_stale_pid()
    account = owner.find()
    if uses_socket():
        listen = f"-k '{SOCKETS}' -p 5432 -c listen_addresses="
    else:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        stamps.write(PORT, str(port))
        listen = f"-k '' -p {port} -c listen_addresses=127.0.0.1"
    words = [
        binary("pg_ctl"),
        "-D",
        CLUSTER,
        "-l",
        LOG_FILE,
        "-o",
        listen,
        "-w",
        "-t",
        "120",
        "start",
    ]
    started = account.run(words, check=False)
    if started.returncode or not is_up():
        last = account.run(["tail", "-n", "3", LOG_FILE], check=False).stdout.strip()
        words = last.split("\n")[-1] or (started.stderr or started.stdout).strip().split("\n")[-1]
        raise Stop(f"PostgreSQL does not start: {words} (see {short(LOG_FILE)})")


def _remove_stale_pid():
    """After an unclean kill the file may name a process that is not this server any more."""
    pid_file = CLUSTER / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n")[0])
    except (OSError, ValueError):
        pid = None
    if pid:
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as stream:
                if os.fsencode(CLUSTER) in stream.read():
                    return  # it is this server, busy starting or stopping
        except OSError:
            pass
    pid_file.unlink(missing_ok=True)
    for leftover in SOCKETS.glob(".s.PGSQL.*"):
        leftover.unlink()


def stop():
    """Stop the server if it runs."""
    if not (CLUSTER / "postmaster.pid").exists():
        step("PostgreSQL is not running")
        return
    step("stopping PostgreSQL")
    owner.find().run([binary("pg_ctl"), "-D", CLUSTER, "-m", "fast", "-w", "stop"], check=False)
