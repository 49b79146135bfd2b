"""One copy from beginning to end: schema, rows, indexes, neutralisation, a login; or nothing at all."""

import logging
import multiprocessing
import os
import secrets
import shutil
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psycopg2
from passlib.context import CryptContext
from psycopg2 import sql

from odoo import sql_db
from odoo.modules.neutralize import neutralize_database
from odoo.tools import config
from odoo.tools.misc import exec_pg_environ, find_pg_tool

from . import files, readonly, rows, vocabulary
from .masks import Key, Masks
from .shapes import Shapes
from .stream import SLICE, Ends, move

_logger = logging.getLogger(__name__)
_ROUNDS = 100_000


class Copy:
    """Makes ``target`` from ``source``; the name is taken only at the very end.

    :param scale: what amounts are multiplied by
    :param tell: function of a line of progress
    :param words: function of a sentence and its values, in the language of whoever reads it
    """

    def __init__(self, source, target, scale=1, tell=lambda text: None, words=None):
        self.source, self.target, self.scale, self.tell = source, target, scale, tell
        self._ = words or (lambda sentence, /, **values: sentence % values)
        self.fresh = f"{target}__copying"[-63:]
        self.times = {}

    def make(self):
        """Make the copy; return what there is to know of it. When it fails, nothing of it is left."""
        self._check()
        self._drop()
        try:
            facts = self._fill()
            sql_db.close_db(self.fresh)
            self._postgres(
                "ALTER DATABASE {} RESET default_transaction_read_only",
                sql.Identifier(self.fresh),
            )
            self._postgres(
                "ALTER DATABASE {} RENAME TO {}",
                sql.Identifier(self.fresh),
                sql.Identifier(self.target),
            )
            folder = Path(config.filestore(self.fresh))
            folder.rename(config.filestore(self.target))
        except BaseException:
            self._drop()
            raise
        return facts

    # ------------------------------------------------------------------ databases

    def _connect(self, name):
        return psycopg2.connect(**sql_db.connection_info_for(name)[1])

    def _postgres(self, statement, *parts):
        connection = self._connect("postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cr:
                cr.execute(sql.SQL(statement).format(*parts))  # pylint: disable=sql-injection  # our statements, quoted names
                return cr.fetchall() if cr.description else None
        finally:
            connection.close()

    def _exists(self, name):
        return self._postgres("SELECT 1 FROM pg_database WHERE datname = {}", sql.Literal(name))

    def _check(self):
        if self.source == self.target:
            raise ValueError(self._("the copy needs another name than its source"))
        if not self._exists(self.source):
            raise ValueError(self._("there is no database %(name)s", name=self.source))
        if self._exists(self.target) or Path(config.filestore(self.target)).exists():
            raise ValueError(
                self._("there is a database %(name)s already, or its files", name=self.target)
            )

    def _drop(self):
        """Remove what an interrupted copy left."""
        sql_db.close_db(self.fresh)
        # not FORCE: it would end an autovacuum too, which only a superuser may; a plain DROP asks it to leave
        self._postgres(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {} AND usename = current_user",
            sql.Literal(self.fresh),
        )
        self._postgres("DROP DATABASE IF EXISTS {}", sql.Identifier(self.fresh))
        shutil.rmtree(config.filestore(self.fresh), ignore_errors=True)

    # ------------------------------------------------------------------ filling it

    def _fill(self):
        began = time.monotonic()
        self._postgres(
            "CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", sql.Identifier(self.fresh)
        )
        # a server that finds it half made, or left by a copy that was killed, can send and do nothing in it
        self._postgres(
            "ALTER DATABASE {} SET default_transaction_read_only = on", sql.Identifier(self.fresh)
        )
        held = self._connect(self.source)
        held.set_session(isolation_level="REPEATABLE READ", readonly=True)
        try:
            with held.cursor() as cr:
                cr.execute("SELECT pg_export_snapshot()")
                snapshot = cr.fetchone()[0]
            ends = Ends(self.source, self.fresh, snapshot, _writing(exec_pg_environ()))
            tables = self._read()
            self._timed("reading", began, self._("reading names and shapes"))
            self._schema(ends)
            count = self._rows(ends, tables)
            self._sequences(held)
            self._indexes(ends)
        finally:
            held.close()
        files.bring(config.filestore(self.source), config.filestore(self.fresh), self._kept_files())
        login, password = self._finish()
        self.times["total"] = time.monotonic() - began
        return {
            "source": self.source,
            "target": self.target,
            "tables": len(tables),
            "rows": count,
            "seconds": {name: round(seconds, 1) for name, seconds in self.times.items()},
            "login": login,
            "password": password,
        }

    def _timed(self, what, since, said):
        self.times[what] = time.monotonic() - since
        self.tell(f"{said}: {self.times[what]:.1f} s")

    def _read(self):
        """Return the tables with what becomes of them; the registry is loaded where nothing can be written."""
        with readonly.environment(self.source, self._) as env:
            if "monaco.run" not in env:
                raise ValueError(
                    self._("crm_monaco is not installed in %(name)s", name=self.source)
                )
            modules = env["ir.module.module"].search([("state", "=", "installed")])
            installed = set(modules.mapped("name"))
            words = vocabulary.of_software(installed)
            masks = Masks(Key(), vocabulary.of_names(env, words), words)
            tables = Shapes(env, masks, self.scale).tables()
            for table in tables.values():
                table.values = {
                    column: env.cr.mogrify(value.code, value.params).decode()
                    for column, value in table.values.items()
                }
        self._by_row(tables, masks, installed)
        return tables

    def _by_row(self, tables, masks, modules):
        written = files.write(config.filestore(self.fresh), files.substitutes())
        for name, function in {
            "ir_config_parameter": rows.setting(masks),
            "ir_model_data": rows.external(modules),
            "ir_filters": rows.search(masks),
            "monaco_run_line": rows.reason(masks),
            "ir_attachment": rows.attachment(masks, written),
        }.items():
            if name in tables:
                tables[name].empty, tables[name].rows = False, function
                tables[name].change = {
                    column: change
                    for column, change in tables[name].change.items()
                    if change is None
                }

    def _kept_files(self):
        """Return the names of the files that rows of the copy still bear: those of the software."""
        with sql_db.db_connect(self.fresh).cursor() as cr:
            cr.execute(
                "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"
            )
            return [row[0] for row in cr.fetchall()]

    def _dump(self, ends, *words):
        command = [find_pg_tool("pg_dump"), "--no-owner", "--no-privileges", "--no-comments"]
        command += [f"--snapshot={ends.snapshot}", *words, self.source]
        return subprocess.Popen(command, env=ends.settings, stdout=subprocess.PIPE)

    def _pipe(self, ends, *words):
        """Let pg_dump's statements run in the copy."""
        dump = self._dump(ends, *words)
        load = ends.psql(self.fresh, "-o", os.devnull, stdin=dump.stdout)
        dump.stdout.close()
        if load.wait() or dump.wait():
            raise RuntimeError(self._("the schema could not be copied"))

    def _schema(self, ends):
        began = time.monotonic()
        self._pipe(ends, "--section=pre-data")
        self._timed("schema", began, self._("schema"))

    def _rows(self, ends, tables):
        """Move all rows, in as many processes as there are processors."""
        began = time.monotonic()
        changed = [table for table in tables.values() if not (table.raw or table.empty)]
        raw = [table for table in tables.values() if table.raw]
        tasks = [(table, where) for table in changed for where in self._slices(table)]
        tasks.sort(key=lambda task: task[1] == "true")  # the big ones first
        excluded = [f'--exclude-table-data="{t.name}"' for t in tables.values() if not t.raw]
        plain = self._dump(ends, "--section=data", *excluded)
        load = ends.psql(self.fresh, "-o", os.devnull, stdin=plain.stdout)
        plain.stdout.close()
        _Worker.ends, _Worker.tasks = ends, tasks
        # masks are functions: the children inherit them, nothing is sent but the number of a task
        with multiprocessing.get_context("fork").Pool(min(os.cpu_count() or 1, 8)) as pool:
            count = sum(pool.imap_unordered(_Worker.work, range(len(tasks))))
        if load.wait() or plain.wait():
            raise RuntimeError(self._("the rows that stay as they are could not be copied"))
        said = self._(
            "rows of %(changed)s tables changed, %(raw)s as they are",
            changed=len(changed),
            raw=len(raw),
        )
        self._timed("rows", began, said)
        return count

    def _slices(self, table):
        """Return conditions that cut a big table; none of an empty one."""
        connection = self._connect(self.source)
        connection.set_session(readonly=True)
        try:
            with connection.cursor() as cr:
                name = sql.Identifier(table.name)
                cr.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(name))
                if not cr.fetchone()[0]:
                    return []
                if "id" not in table.columns:
                    return ["true"]
                cr.execute(sql.SQL("SELECT min(id), max(id) FROM {}").format(name))
                low, high = cr.fetchone()
        finally:
            connection.close()
        if not isinstance(low, int) or high - low < 2 * SLICE:
            return ["true"]
        cuts = range(low, high + 1, SLICE)
        # whoever came between the snapshot and the question is in the last slice, unseen
        return [f"id >= {cut} AND id < {cut + SLICE}" for cut in cuts[1:-1]] + [
            f"id < {cuts[1]}",
            f"id >= {cuts[-1]}",
        ]

    def _sequences(self, held):
        """Let numbers go on where the source's are."""
        with held.cursor() as cr:
            cr.execute(
                """SELECT sequencename, last_value FROM pg_sequences
                    WHERE schemaname = current_schema() AND last_value IS NOT NULL"""
            )
            values = cr.fetchall()
        connection = self._connect(self.fresh)
        connection.set_session(readonly=False)
        with connection, connection.cursor() as cr:
            for name, last in values:
                cr.execute("SELECT setval(%s::regclass, %s)", [f'"{name}"', last])
        connection.close()

    def _indexes(self, ends):
        began = time.monotonic()
        with tempfile.NamedTemporaryFile(suffix=".dump") as archive:
            dump = self._dump(ends, "-Fc", "--section=post-data")
            shutil.copyfileobj(dump.stdout, archive)
            archive.flush()
            if dump.wait():
                raise RuntimeError(self._("the indexes could not be read"))
            command = [find_pg_tool("pg_restore"), "--no-owner", "--no-privileges", "-e"]
            command += ["-j", str(min(os.cpu_count() or 1, 8)), "-d", self.fresh, archive.name]
            if subprocess.run(command, env=ends.settings).returncode:
                raise RuntimeError(self._("the indexes could not be made"))
        self._timed("indexes", began, self._("indexes and constraints"))

    # ------------------------------------------------------------------ the end

    def _finish(self):
        """Neutralise, give it an identity of its own and one way in; return login and password."""
        began = time.monotonic()
        password = secrets.token_urlsafe(12)
        crypt = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=_ROUNDS)
        with sql_db.db_connect(self.fresh).cursor() as cr:
            cr.execute("SET TRANSACTION READ WRITE")
            neutralize_database(cr)
            cr.execute(
                """UPDATE ir_cron SET active = true WHERE id IN (SELECT res_id FROM ir_model_data
                    WHERE module = 'base' AND model = 'ir.cron' AND name = 'autovacuum_job')"""
            )
            for key, value in {
                "database.uuid": str(uuid.uuid4()),
                "database.secret": str(uuid.uuid4()),
                "web.base.url": "http://localhost:8069",
            }.items():
                cr.execute(
                    """INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
                           ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
                    [key, value],
                )
            cr.execute(
                """SELECT u.id, u.login FROM res_users u
                     JOIN res_groups_users_rel r ON r.uid = u.id
                     JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = r.gid
                    WHERE d.module = 'base' AND d.name = 'group_system' AND u.active AND u.id > 1
                    ORDER BY u.id LIMIT 1"""
            )
            found = cr.fetchone()
            if found:
                cr.execute(
                    "UPDATE res_users SET password = %s WHERE id = %s",
                    [crypt.hash(password), found[0]],
                )
            cr.execute("ANALYZE")
            cr.commit()  # pylint: disable=invalid-commit
        self._timed("neutralising", began, self._("neutralising"))
        return (found[1], password) if found else (None, None)


def _writing(settings):
    """Return the environment of PostgreSQL's clients that may write in a copy others may only read."""
    options = f"{settings.get('PGOPTIONS', '')} -c default_transaction_read_only=off"
    return {**settings, "PGOPTIONS": options.strip()}


class _Worker:
    """What the children of one copy inherit."""

    ends, tasks = None, ()

    @staticmethod
    def work(number):
        """Move one slice."""
        table, where = _Worker.tasks[number]
        return move(_Worker.ends, table, where)
