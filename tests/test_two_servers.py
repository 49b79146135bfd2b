"""Two Odoo servers on one database share a plan; one is killed in the middle; nothing is lost or done twice.

``MONACO_SERVERS=200000 pytest -k two_servers`` does it with a plan of that many persons.
"""

import os
import pathlib
import signal
import socket
import subprocess
import time
from unittest.mock import patch

import pytest

from odoo.sql_db import db_connect

from odoo.addons.crm_monaco.engine import planner

from .residue.house import ROOT, House, surroundings

PERSONS = int(os.environ.get("MONACO_SERVERS", 2500))
BATCH = max(50, PERSONS // 200)
PATIENCE = 120 + PERSONS // 50


class Server:
    """A server of its own: process, port, one thread for scheduled actions."""

    def __init__(self, name, number):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = ["odoo", "-d", name, "-p", self.port, "--workers=0", "--max-cron-threads=1"]
        # to be told apart in PostgreSQL, as two machines are
        settings = surroundings.complete({"PGAPPNAME": f"server-{number}"})
        with open(f"/tmp/{name}-{number}.log", "w") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], env=settings, stdout=log, stderr=log
            )

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(60)


class Shared:
    """A database with a plan, and what must be true of it."""

    def __init__(self, name):
        self.house = House(name)
        psql = ["psql", "-XqAt", "-v", f"prospects={PERSONS}", "-d", name]
        dataset = str(ROOT / "benchmarks/dataset.sql")
        with self.house.env() as env:
            env.cr.execute("SELECT max(id) FROM res_partner")
            self.base = env.cr.fetchone()[0]
        subprocess.run(
            [*psql, "-f", dataset],
            env=surroundings.complete(),
            check=True,
            stderr=subprocess.DEVNULL,
        )
        with self.house.env() as env:
            env["monaco.retention"]._set_worker_count(2)
            env["res.company"].search([]).monaco_retention_on = True
            ours = env["monaco.retention"]._get_worker_crons()
            ours |= env.ref("crm_monaco.ir_cron_retention")
            # the others have nothing to do with this, and would take the only thread
            (env["ir.cron"].search([]) - ours).active = False
            # a batch takes a moment, so that both have the time to take part
            env.cr.execute(
                """CREATE TABLE worked (server text, persons int, at timestamp DEFAULT clock_timestamp());
                   CREATE FUNCTION worked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                       PERFORM pg_sleep(0.1);
                       INSERT INTO worked SELECT current_setting('application_name'), count(*) FROM fresh;
                       RETURN NULL; END $$;
                   CREATE TRIGGER worked AFTER INSERT ON monaco_journal REFERENCING NEW TABLE AS fresh
                      FOR EACH STATEMENT EXECUTE FUNCTION worked()"""
            )
        with self.house.env() as env, patch.object(planner.plan, "__defaults__", (BATCH,)):
            run = env["monaco.run"]._prepare(env["res.company"].search([]))
            run._approve()
            self.run_id, self.planned = run.id, run.erase_count + run.archive_count

    def begin(self):
        """Wake the scheduled action once both servers listen; nobody waits for the next minute then."""
        for _attempt in range(PATIENCE * 4):
            with db_connect("postgres").cursor() as cr:
                cr.execute(
                    """SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'server-%'
                          AND datname = 'postgres' AND state = 'idle'"""
                )
                if cr.fetchone()[0] >= 2:
                    break
            time.sleep(0.25)
        with self.house.env() as env:
            env.ref("crm_monaco.ir_cron_retention")._trigger()

    def read(self, query):
        with self.house.env() as env:
            env.cr.execute(query, {"run": self.run_id, "base": self.base})
            return env.cr.fetchall()

    def wait(self, query, what):
        for _attempt in range(PATIENCE * 4):
            if rows := self.read(query):
                return rows
            time.sleep(0.25)
        logs = "".join(
            pathlib.Path(f"/tmp/{self.house.name}-{number}.log").read_text()[-2000:]
            for number in (1, 2)
        )
        raise TimeoutError(f"{what}\n{logs}")


@pytest.fixture
def shared():
    found = Shared(f"tmp_servers_{os.getpid()}")
    yield found
    found.house.drop()


def test_two_servers_one_killed(shared):
    assert shared.planned >= PERSONS * 0.7
    servers = [Server(shared.house.name, number) for number in (1, 2)]
    try:
        shared.begin()
        # both take part in the same plan
        shared.wait(
            "SELECT FROM worked HAVING count(DISTINCT server) = 2", "only one server ever worked"
        )
        # one dies with a batch in its hands
        shared.wait(
            """SELECT FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
                WHERE a.datname = current_database() AND a.application_name = 'server-1'
                  AND l.relation = 'monaco_journal'::regclass AND l.mode = 'RowExclusiveLock'""",
            "the server was never inside a batch",
        )
        servers[0].stop(signal.SIGKILL)
        left = shared.read(
            "SELECT count(*) FROM monaco_batch WHERE run_id = %(run)s AND state = 'todo'"
        )[0][0]
        assert left, "it was killed after the end"
        shared.wait(
            "SELECT FROM monaco_run WHERE id = %(run)s AND state = 'done' AND head IS NOT NULL",
            "the other server did not finish the plan",
        )
    finally:
        for server in servers:
            server.stop()
    _check(shared)


def _check(shared):
    """Everybody planned is done or says why; done once; journalled once; the chain verifies."""
    states = dict(
        shared.read("SELECT state, count(*) FROM monaco_run_line WHERE run_id = %(run)s GROUP BY 1")
    )
    assert not states.get("planned")
    assert not states.get("failed")
    done = states["done"]
    assert done + states.get("skipped", 0) == shared.planned
    lines, persons = shared.read(
        "SELECT count(*), count(DISTINCT (res_model, res_id, action)) FROM monaco_journal WHERE run_id = %(run)s"
    )[0]
    assert lines == persons == done
    # what the dead server had not committed was done again by the living one, and counts once
    assert shared.read("SELECT sum(persons) FROM worked")[0][0] == done
    left = shared.read(
        """SELECT count(*) FROM res_partner p JOIN monaco_run_line l
               ON l.res_model = 'res.partner' AND l.res_id = p.id AND l.run_id = %(run)s
            WHERE l.bucket = 'erase' AND l.state = 'done' AND (p.email IS NOT NULL OR p.name LIKE 'Prospect%%')"""
    )[0][0]
    assert left == 0
    by_server = dict(shared.read("SELECT server, sum(persons) FROM worked GROUP BY 1"))
    print(f"{done} persons: {by_server}")
    assert len(by_server) == 2
    with shared.house.env() as env:
        assert env["monaco.journal"]._verify_chain() == []
