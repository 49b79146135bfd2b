"""Kill the database server itself, fill its disk, make it refuse: nobody is half erased.

A server of its own is crashed here, on a dump of the house; the one everybody works on is left alone.
``MONACO_KILLS=100`` kills that often instead of a few times.
"""

import contextlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import threading
import time

import psutil
import psycopg2
import pytest

from .residue.house import House, surroundings
from .test_faults import PERSONS, PREFIX, Fault, Workers

from house import databases, owner, postgres  # isort: skip  # found through the path that House adds

KILLS = int(os.environ.get("MONACO_KILLS", 2))
PRISTINE = "pristine"
SETTINGS = """
fsync = off
autovacuum = off
listen_addresses = ''
max_locks_per_transaction = 256
shared_buffers = 64MB
deadlock_timeout = 200ms
"""

pytestmark = pytest.mark.skipif(
    bool(surroundings.own_odoo()), reason="the server is somebody's own: it is not crashed"
)


class Scene(Fault):
    """Persons whose time is over and an approved run, made where everybody works, then taken away."""

    def __init__(self, name):
        self.house, self.workers = House(name), None
        with self.house.env() as env:
            self._make_persons(env)
            for pid in self.ids[::4]:
                env["ir.attachment"].create(
                    {
                        "name": f"{pid}.txt",
                        "raw": f"{PREFIX} {pid}",
                        "res_model": "res.partner",
                        "res_id": pid,
                    }
                )
            # every line slows its batch down a little, so that there is time to do harm
            env.cr.execute(
                """CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                       PERFORM pg_sleep(0.05); RETURN NULL; END $$;
                   CREATE TRIGGER fault AFTER INSERT ON monaco_journal
                      FOR EACH STATEMENT EXECUTE FUNCTION fault()"""
            )
        self.run_id = self.plan()


class Server:
    """A PostgreSQL server that may be crashed."""

    def __init__(self, folder):
        self.folder, self.account = folder, owner.find()
        folder.mkdir()
        if hasattr(self.account, "user"):  # root: PostgreSQL runs as somebody else
            os.chown(folder, self.account.user.pw_uid, self.account.user.pw_gid)
        self.data = folder / "data"
        words = ["initdb", "-D", self.data, "-U", "odoo", "-E", "UTF8", "--locale=C", "--no-sync"]
        self._run(*words, "--auth=trust")
        with open(self.data / "postgresql.conf", "a") as stream:
            stream.write(f"{SETTINGS}unix_socket_directories = '{folder}'\n")
        self.start()

    def _run(self, name, *words):
        return self.account.run([postgres.binary(name), *words])

    def environment(self):
        return surroundings.complete(
            {"PGHOST": str(self.folder), "PGPORT": "5432", "PGUSER": "odoo"}
        )

    def client(self, name, *words):
        subprocess.run([postgres.binary(name), *words], env=self.environment(), check=True)

    def start(self):
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-w", "start")

    def stop(self):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def crash(self):
        """kill -9 of the server with every process of it, as a machine that loses its power."""
        main = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]))
        everybody = [*main.children(recursive=True), main]
        for process in everybody:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(everybody, timeout=20)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.start()

    @contextlib.contextmanager
    def cursor(self, name, autocommit=True):
        connection = psycopg2.connect(host=str(self.folder), user="odoo", dbname=name)
        connection.autocommit = autocommit
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def take(self, source):
        """Bring a database over from the server that everybody works on."""
        dump = self.folder / "dump"
        words = [postgres.binary("pg_dump"), "-Fd", "-j2", "-Z0", "-f", str(dump), source]
        subprocess.run(words, env=surroundings.complete(), check=True)
        self.client("createdb", PRISTINE)
        self.client("pg_restore", "-j2", "-d", PRISTINE, str(dump))
        shutil.rmtree(dump)


class Stage:
    """A fresh copy of the scene on that server for each test, and workers on it."""

    def __init__(self, scene, server):
        self.name, self.ids, self.run_id = scene.house.name, scene.ids, scene.run_id
        self.server = server
        self.fresh()
        self.workers = Workers(self.name, server.environment())

    def fresh(self):
        with self.server.cursor("postgres") as cr:
            cr.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            quick = " STRATEGY file_copy" if cr.connection.server_version >= 150000 else ""
            cr.execute(f'CREATE DATABASE "{self.name}" TEMPLATE {PRISTINE}{quick}')

    def sql(self, statement, *values):
        """Execute one statement, as soon as the server is up."""
        patience = 400
        while True:
            try:
                with self.server.cursor(self.name) as cr:
                    cr.execute(statement, values or None)
                    return cr.fetchall() if cr.description else None
            except psycopg2.OperationalError:
                patience -= 1
                if not patience:
                    raise
            time.sleep(0.05)

    def erased(self):
        """Return how many are erased, after checking that nobody is between the two."""
        rows = self.sql(
            """SELECT p.id, p.monaco_state = 'anonymised',
                      (p.name LIKE %s)::int + (p.email IS NOT NULL)::int + (p.comment IS NOT NULL)::int
                      + (SELECT count(*) FROM crm_lead l WHERE l.partner_id = p.id AND l.name LIKE %s),
                      (SELECT count(*) FROM ir_attachment a WHERE a.res_model = 'res.partner' AND a.res_id = p.id),
                      (SELECT count(*) FROM monaco_journal j WHERE j.res_id = p.id AND j.action = 'erase')
                 FROM res_partner p WHERE p.id = ANY(%s)""",
            f"{PREFIX}%",
            f"%{PREFIX}%",
            self.ids,
        )
        assert len(rows) == PERSONS
        files = set(self.ids[::4])
        for pid, erased, traces, attached, lines in rows:
            expected = (0, 0, 1) if erased else (4, int(pid in files), 0)
            assert (traces, attached, lines) == expected, f"half erased: {pid}"
        assert self.verified(), "the journal does not fit"
        return sum(bool(row[1]) for row in rows)

    def verified(self):
        """Tell whether the journal fits; a server that is only now restarting is asked again."""
        for _attempt in range(20):
            if self.workers.wait(self.workers.start("verify")) == 0:
                return True
            time.sleep(0.3)
        return False

    def skip_no_call(self):
        """Odoo skips one call of an action after three that were killed before they got anywhere."""
        self.sql("DELETE FROM ir_cron_progress")

    def wait_inside_a_batch(self):
        for _attempt in range(600):
            rows = self.sql(
                """SELECT DISTINCT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
                    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
                      AND l.relation = 'monaco_journal'::regclass AND l.mode = 'RowExclusiveLock'"""
            )
            if rows:
                return rows[0][0]
            time.sleep(0.02)
        raise TimeoutError("no worker ever was inside a batch")

    def wait_blocked(self):
        """Wait until a worker waits for somebody's lock."""
        for _attempt in range(600):
            if self.sql(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ):
                return
            time.sleep(0.02)
        raise TimeoutError("no worker ever waited")

    def assert_the_next_run_finishes(self):
        self.skip_no_call()
        self.workers.run()
        assert self.erased() == PERSONS
        state, head = self.sql("SELECT state, head FROM monaco_run WHERE id = %s", self.run_id)[0]
        assert state == "done"
        assert head


@pytest.fixture(scope="module")
def scene():
    # beside the other server: that folder is known to have room, and a short path for the socket
    folder = pathlib.Path("/tmp", f"monaco-{os.getpid()}")
    made = Scene(f"test_server_{os.getpid()}")
    server = stage = None
    try:
        server = Server(folder)
        server.take(made.house.name)
        stage = Stage(made, server)
        yield stage
    finally:
        if stage:
            stage.workers.stop()
        if server:
            with contextlib.suppress(Exception):
                server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        made.house.drop()


@pytest.fixture
def stage(scene):
    scene.fresh()
    return scene


def test_server_killed(stage):
    """kill -9 of the process that works for us, then of the whole server, in turn."""
    random.seed(stage.name)
    for number in range(KILLS):
        stage.skip_no_call()
        pid = stage.workers.start()
        backend = stage.wait_inside_a_batch()
        time.sleep(random.random() * 0.25)
        if number % 2:
            stage.server.crash()
        else:
            with contextlib.suppress(ProcessLookupError):  # it ended just now
                os.kill(backend, signal.SIGKILL)  # the server then starts itself anew
        stage.workers.wait(pid)
        if stage.erased() == PERSONS:
            stage.fresh()
    assert stage.erased() < PERSONS, "it was never killed before the end"
    stage.assert_the_next_run_finishes()


@contextlib.contextmanager
def small_disk(folder, options, account=None):
    """A disk of its own at ``folder``; skipped, and told, where one cannot be mounted."""
    folder.mkdir(exist_ok=True, parents=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        user = getattr(account, "user", None)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_disk_of_the_database_full(stage):
    """No room for another row: the batch is undone, and done once there is room."""
    server = stage.server
    with small_disk(server.folder / "small", "size=24m", server.account) as folder:
        with server.cursor("postgres") as cr:
            cr.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        for table in ("res_partner", "crm_lead", "monaco_journal"):
            stage.sql(f"ALTER TABLE {table} SET TABLESPACE small")
        filler = folder / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as stream:
            while True:
                stream.write(b"\0" * 4096)
        stage.workers.wait(stage.workers.start())
        assert stage.erased() < PERSONS
        assert "No space left on device" in (server.folder / "log").read_text()
        filler.unlink()
        stage.assert_the_next_run_finishes()
        # the disk goes before the server does
        for table in ("res_partner", "crm_lead", "monaco_journal"):
            stage.sql(f"ALTER TABLE {table} SET TABLESPACE pg_default")
        with server.cursor("postgres") as cr:
            cr.execute("DROP TABLESPACE small")


def test_disk_of_the_files_full(stage):
    """The files of a batch cannot be queued for deletion: the batch is undone as a whole."""
    checklist = databases._filestore(stage.name) / "checklist"
    with small_disk(checklist, "size=64k,nr_inodes=3"):
        stage.workers.wait(stage.workers.start())
        assert stage.erased() < PERSONS
    stage.assert_the_next_run_finishes()


def test_serialization_failures(stage):
    """Asked to begin again it does; asked without end it gives up, and the next run finishes."""
    stage.sql(
        """CREATE SEQUENCE asked;
           CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF nextval('asked') <= 3 OR (SELECT count(*) FROM monaco_journal) > 20
               THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF; RETURN NULL; END $$;
           CREATE TRIGGER again AFTER INSERT ON monaco_journal FOR EACH STATEMENT EXECUTE FUNCTION again()"""
    )
    stage.workers.wait(stage.workers.start())
    assert stage.erased() == 20
    assert stage.sql("SELECT last_value FROM asked")[0][0] > 10
    stage.sql("DROP TRIGGER again ON monaco_journal")
    stage.assert_the_next_run_finishes()


def test_lock_timeout(stage):
    """Somebody keeps a row of a person locked longer than the server lets anyone wait."""
    stage.sql(f"ALTER DATABASE \"{stage.name}\" SET lock_timeout = '60ms'")
    with stage.server.cursor(stage.name, autocommit=False) as cr:
        cr.execute("SELECT id FROM crm_lead WHERE partner_id = %s FOR UPDATE", [stage.ids[33]])
        stage.workers.wait(stage.workers.start())
        assert 0 < stage.erased() < PERSONS
    stage.assert_the_next_run_finishes()


def test_deadlock(stage):
    """Staff hold what the batch wants and want what it holds: one of the two begins again, both end well."""
    victim, ended, holding = stage.ids[33], [], threading.Event()

    def staff():
        for attempt in range(5):
            with contextlib.suppress(psycopg2.errors.DeadlockDetected):
                with stage.server.cursor(stage.name, autocommit=False) as cr:
                    cr.execute("SELECT id FROM crm_lead WHERE partner_id = %s FOR UPDATE", [victim])
                    holding.set()
                    if not attempt:  # the batch locked the person, and waits for the lead
                        stage.wait_blocked()
                    cr.execute("UPDATE res_partner SET color = 3 WHERE id = %s", [victim])
                    cr.connection.commit()
                ended.append(True)
                return

    thread = threading.Thread(target=staff)
    thread.start()
    assert holding.wait(20)
    code = stage.workers.wait(stage.workers.start())
    thread.join()
    assert ended == [True]
    assert code == 0
    assert stage.erased() >= PERSONS - 1, "but for the person staff were working on"
    assert "deadlock detected" in (stage.server.folder / "log").read_text()
    stage.workers.run()
    assert stage.erased() == PERSONS
