"""A committed copy of the house for a test that must see what a server really leaves behind."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import time
from datetime import timedelta

import requests

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

from house import databases, surroundings

# Dates that belong to the software, not to persons.
_NOT_BACKDATED = (
    "ir_cron",
    "ir_module",
    "ir_model",
    "monaco_",
    "res_company",
    "account_lock",
    "ir_ui",
    "digest",
    "res_users_apikeys",
)


def without_selfie(env):
    """Odoo's package for Debian lacks this file, and the page complains of it; t_house knows already."""
    path = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    bundle = {"name": path, "bundle": "web.assets_backend", "directive": "remove", "path": path}
    if not env["ir.asset"].search([("path", "=", path)]):
        env["ir.asset"].create(bundle)


class House:
    """One database of one's own, dropped at the end."""

    def __init__(self, name, template=None):
        self.name = name
        # a real server: neither tests at load, nor the shortcuts Odoo takes when tested
        self._tested, config["test_enable"] = config["test_enable"], False
        databases.copy(template or os.environ.get("MONACO_TEMPLATE", "t_house"), name)
        self.files_before = set(self._files())
        with self.env() as env:
            self.started = fields.Datetime.now() - timedelta(seconds=5)
            env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")

    @property
    def filestore(self):
        return pathlib.Path(config.filestore(self.name))

    def _files(self):
        return [
            str(p.relative_to(self.filestore)) for p in self.filestore.rglob("*") if p.is_file()
        ]

    @contextlib.contextmanager
    def env(self, login=None):
        """Yield an environment that commits at the end."""
        with Registry(self.name).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if login:
                env = env(user=env["res.users"].search([("login", "=", login)]))
            yield env
            env.flush_all()

    @contextlib.contextmanager
    def server(self):
        """Run a real server on the database and yield its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = ["odoo", "-d", self.name, "-p", str(port), "--max-cron-threads=0", "--workers=0"]
        with open(f"/tmp/{self.name}.log", "w") as log:
            process = subprocess.Popen(command, env=surroundings.complete(), stdout=log, stderr=log)
            try:
                yield self._wait(f"http://127.0.0.1:{port}")
            finally:
                process.terminate()
                process.wait(30)

    def _wait(self, url):
        for _attempt in range(240):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{url}/web/login", timeout=60)
                return url
            time.sleep(0.25)
        raise TimeoutError(url)

    def backdate(self, days):
        """Move every date left since the start ``days`` back: what is in the file is old then."""
        with self.env() as env:
            env.cr.execute(
                """SELECT c.relname, a.attname, t.typname FROM pg_class c
                     JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
                    WHERE c.relkind = 'r' AND c.relnamespace = current_schema::regnamespace
                      AND a.attnum > 0 AND t.typname IN ('timestamp', 'date')"""
            )
            for table, column, kind in env.cr.fetchall():
                if not table.startswith(_NOT_BACKDATED):
                    env.cr.execute(
                        f'UPDATE "{table}" SET "{column}" = "{column}" - make_interval(days => %s)'
                        f' WHERE "{column}" >= %s',
                        [days, self.started.date() if kind == "date" else self.started],
                    )

    def run_retention(self):
        """Let the scheduled action run as the server runs it, then Odoo's autovacuum."""
        with self.env() as env:
            env["res.company"].search([]).monaco_retention_on = True
        for _pass in range(2):
            with self.env() as env:
                env.ref("crm_monaco.ir_cron_retention").method_direct_trigger()
        # Odoo's autovacuum stops after ten seconds, wherever it is; a busy machine needs it more than once
        for _pass in range(6):
            with self.env() as env:
                env.ref("base.autovacuum_job").method_direct_trigger()

    def drop(self):
        Registry.delete(self.name)
        from odoo.sql_db import close_db

        close_db(self.name)
        databases.drop(self.name)
        for ledger in pathlib.Path(config["data_dir"], "crm_monaco").glob(f"{self.name}-*"):
            ledger.unlink()
        config["test_enable"] = self._tested
