"""`odoo monaco …`: the file of clients and prospects from a terminal.

Odoo loads this file by its path, before any database, and hides an ImportError: nothing of our
addons is imported here but inside a call, and by its whole name: the file is `odoo.cli.monaco`.
"""
# pylint: disable=odoo-addons-relative-import

import logging
import os
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config

FINE, PROBLEM, USAGE = 0, 1, 2


class Monaco(Command):
    """The file of clients and prospects of a company in Monaco, from a terminal."""

    prog = "odoo monaco"
    epilog = """
        exit codes:
          0   fine
          1   a problem was found, or the command was refused; the last line says which
          2   the command line is not understood

        Each command tells more about itself: monaco run --help
    """

    def run(self, args):
        """Parse the command line, open the database, do one thing, end with its exit code."""
        parser = self.parser
        self._describe(parser)
        options = parser.parse_args(args)
        words = [f"--log-level={options.log_level}", "--no-http", "--max-cron-threads=0"]
        if options.config:
            words += ["-c", options.config]
        config.parse_config(words, setup_logging=True)
        logging.captureWarnings(True)
        try:
            code = options.function(options)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)  # noqa: T201  # pylint: disable=print-used
            code = PROBLEM
        sys.exit(code)

    # ------------------------------------------------------------------ what can be asked

    def _describe(self, parser):
        commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

        plan = self._add(commands, "plan", self._plan, "who is due, kept or archived, and why")
        plan.add_argument("--save", action="store_true", help="keep the preview, for approval")
        plan.add_argument("--company", type=int, action="append", metavar="ID", help="(all)")

        run = self._add(commands, "run", self._run, "execute the approved run")
        run.add_argument("--yes", action="store_true", help="do it; without it, only tell")

        self._add(commands, "verify", self._verify, "follow the journal's chain from its beginning")

        why = self._add(commands, "why", self._why, "what happens to a person, when, and why")
        why.add_argument("person", metavar="PARTNER", help="number, or whole e-mail address")

        replay = self._add(
            commands, "replay", self._replay, "after a restore, erase again what was erased since"
        )
        replay.add_argument("--yes", action="store_true", help="do it; without it, only tell")
        replay.add_argument("--ledger", metavar="FILE", help="(CRM_MONACO_LEDGER, else data_dir)")

        copy = self._add(
            commands, "copy", self._copy, "an anonymised, neutralised copy of a database"
        )
        copy.add_argument("source", metavar="SOURCE", help="a database with crm_monaco; only read")
        copy.add_argument("target", metavar="TARGET", help="the copy's name; there is none yet")
        copy.add_argument(
            "--scale",
            type=float,
            default=1,
            metavar="FACTOR",
            help="multiply amounts (1: keep them)",
        )

    def _add(self, commands, name, function, text, epilog=None):
        """Return the parser of one sub-command, with the options that all have."""
        parser = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=epilog,
            formatter_class=self.parser.formatter_class,
        )
        parser.set_defaults(function=function)
        if name != "copy":
            default = (config["db_name"] or [None])[0] or os.environ.get("PGDATABASE")
            parser.add_argument(
                "-d", "--database", default=default, required=not default, metavar="DATABASE"
            )
        parser.add_argument("-c", "--config", metavar="FILE", help="Odoo's configuration")
        parser.add_argument("--json", action="store_true", help="one JSON object on the output")
        parser.add_argument("--log-level", default="error", metavar="LEVEL", help="(error)")
        return parser

    # ------------------------------------------------------------------ doing it

    def _in_database(self, options, function):
        """Call ``function(env, console)`` with an environment above rights: the terminal is the server's."""
        registry = self._registry(options.database)
        if registry is None:
            return PROBLEM
        from odoo.addons.crm_monaco.command.console import Console

        console = Console(options.json)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
            known = [code for code, _name in env["res.lang"].get_installed()]
            lang = next((code for code in known if spoken[:2] == code[:2]), "en_US")
            return function(env(context={"lang": lang}), console)

    def _registry(self, name):
        import psycopg2

        try:
            registry = Registry(name)
        except (psycopg2.Error, KeyError):
            self._refuse(f"no database {name} can be opened")
            return None
        if "monaco.run" not in registry:
            self._refuse(f"crm_monaco is not installed in {name}")
            return None
        return registry

    def _refuse(self, text):
        print(f"refused: {text}", file=sys.stderr)  # noqa: T201  # pylint: disable=print-used

    def _plan(self, options):
        from odoo.addons.crm_monaco.command import plan

        return self._in_database(
            options, lambda env, console: plan.plan(env, console, options.save, options.company)
        )

    def _run(self, options):
        from odoo.addons.crm_monaco.command import run

        return self._in_database(options, lambda env, console: run.run(env, console, options.yes))

    def _verify(self, options):
        from odoo.addons.crm_monaco.command import verify

        return self._in_database(options, verify.verify)

    def _why(self, options):
        from odoo.addons.crm_monaco.command import why

        return self._in_database(
            options, lambda env, console: why.why(env, console, options.person)
        )

    def _replay(self, options):
        from odoo.addons.crm_monaco.command import replay

        return self._in_database(
            options,
            lambda env, console: replay.replay(env, console, options.ledger, options.yes),
        )

    def _copy(self, options):
        from odoo.addons.crm_monaco.command import console, copy

        if options.scale <= 0:
            return self._refuse("a factor is greater than zero") or USAGE
        return copy.copy(
            console.Console(options.json), options.source, options.target, options.scale
        )
