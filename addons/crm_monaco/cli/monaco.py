"""`odoo monaco …`: the file of clients and prospects from a terminal.

Odoo loads this file by its path, before any database, and hides an ImportError: nothing of our
addons is imported here but inside a call, and by its whole name: the file is `odoo.cli.monaco`.
"""
# pylint: disable=odoo-addons-relative-import,prefer-env-translation  # there is no environment yet

import argparse
import logging
import os
import sys

from odoo import SUPERUSER_ID, api
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import get_translation

FINE, PROBLEM, USAGE = 0, 1, 2
ENGLISH, FRENCH = "en_US", "fr_FR"


def _(text):
    """Mark a sentence; it is said in the language of whoever reads it."""
    return text


# Words of Python's parser, which asks for its translations by these very sentences.
PARSER = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("the following arguments are required: %s"),
    _("argument %(argument_name)s: %(message)s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
    _("unrecognized arguments: %s"),
    _("expected one argument"),
)
HELP = (
    _("The file of clients and prospects of a company in Monaco, from a terminal."),
    _("who is due, kept or archived, and why"),
    _("execute the approved run"),
    _("follow the journal's chain from its beginning"),
    _("what happens to a person, when, and why"),
    _("after a restore, erase again what was erased since"),
    _("an anonymised, neutralised copy of a database"),
)


class Monaco(Command):
    """The file of clients and prospects of a company in Monaco, from a terminal."""

    prog = "odoo monaco"
    lang = ENGLISH

    def run(self, args):
        """Parse the command line, open the database, do one thing, end with its exit code."""
        self.lang = _language(args)
        argparse._ = self._say
        parser = self.parser
        parser.description = self._say(HELP[0])
        parser.epilog = self._say(
            _("""exit codes:
  0   fine
  1   a problem was found, or the command was refused or stopped; the last line says which
  2   the command line is not understood

The language is that of --lang, else of the terminal (LC_ALL, LANG); with --json it is English.
Each command tells more about itself: monaco run --help""")
        )
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
            self._tell(_("interrupted"))
            code = PROBLEM
        sys.exit(code)

    def _say(self, text, /, **values):
        return get_translation("crm_monaco", self.lang, text, values)

    def _tell(self, text, /, **values):
        print(self._say(text, **values), file=sys.stderr)  # noqa: T201  # pylint: disable=print-used

    # ------------------------------------------------------------------ what can be asked

    def _describe(self, parser):
        commands = parser.add_subparsers(
            title=self._say(_("commands")), metavar=self._say(_("COMMAND")), required=True
        )
        say = self._say

        plan = self._add(commands, "plan", self._plan, HELP[1])
        plan.add_argument(
            "--save", action="store_true", help=say(_("keep the preview, for approval"))
        )
        plan.add_argument(
            "--company",
            type=int,
            action="append",
            metavar="ID",
            help=say(_("its companies (default: all)")),
        )

        run = self._add(commands, "run", self._run, HELP[2])
        run.add_argument("--yes", action="store_true", help=say(_("do it; without it, only tell")))

        self._add(commands, "verify", self._verify, HELP[3])

        why = self._add(commands, "why", self._why, HELP[4])
        why.add_argument(
            "person", metavar=say(_("PERSON")), help=say(_("number, or whole e-mail address"))
        )

        replay = self._add(commands, "replay", self._replay, HELP[5])
        replay.add_argument(
            "--yes", action="store_true", help=say(_("do it; without it, only tell"))
        )
        replay.add_argument(
            "--ledger",
            metavar=say(_("FILE")),
            help=say(_("the ledger (default: CRM_MONACO_LEDGER, else in data_dir)")),
        )

        copy = self._add(commands, "copy", self._copy, HELP[6])
        copy.add_argument(
            "source", metavar="SOURCE", help=say(_("a database with crm_monaco; only read"))
        )
        copy.add_argument(
            "target", metavar=say(_("TARGET")), help=say(_("the copy's name; there is none yet"))
        )
        copy.add_argument(
            "--scale",
            type=float,
            default=1,
            metavar=say(_("FACTOR")),
            help=say(_("multiply amounts (default 1: keep them)")),
        )

    def _add(self, commands, name, function, text):
        """Return the parser of one sub-command, with the options that all have."""
        say, text = self._say, self._say(text)
        parser = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            formatter_class=self.parser.formatter_class,
        )
        parser.set_defaults(function=function)
        if name != "copy":
            default = (config["db_name"] or [None])[0] or os.environ.get("PGDATABASE")
            parser.add_argument(
                "-d",
                "--database",
                default=default,
                required=not default,
                metavar=say(_("DATABASE")),
                help=say(_("the database")),
            )
        parser.add_argument(
            "-c", "--config", metavar=say(_("FILE")), help=say(_("Odoo's configuration"))
        )
        parser.add_argument(
            "--json", action="store_true", help=say(_("one JSON object on the output"))
        )
        parser.add_argument(
            "--lang", metavar="LANG", help=say(_("language of the sentences: fr or en"))
        )
        parser.add_argument(
            "--log-level",
            default="error",
            metavar=say(_("LEVEL")),
            help=say(_("Odoo's own log (default: error)")),
        )
        return parser

    # ------------------------------------------------------------------ doing it

    def _console(self, options):
        from odoo.addons.crm_monaco.command.console import Console

        if options.json and not options.lang:
            return Console(True)  # programs read the same words on every machine
        return Console(options.json, self.lang)

    def _in_database(self, options, function):
        """Call ``function(env, console)`` with an environment above rights: the terminal is the server's."""
        registry = self._registry(options.database)
        if registry is None:
            return PROBLEM
        console = self._console(options)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            known = [code for code, _name in env["res.lang"].get_installed()]
            lang = next((code for code in known if console.lang[:2] == code[:2]), ENGLISH)
            return function(env(context={"lang": lang}), console)

    def _registry(self, name):
        import psycopg2

        try:
            registry = Registry(name)
        except (psycopg2.Error, KeyError):
            self._refuse(_("no database %(name)s can be opened"), name=name)
            return None
        if "monaco.run" not in registry:
            self._refuse(_("crm_monaco is not installed in %(name)s"), name=name)
            return None
        return registry

    def _refuse(self, text, /, **values):
        self._tell(_("refused: %(why)s"), why=self._say(text, **values))

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
        from odoo.addons.crm_monaco.command import copy

        if options.scale <= 0:
            self._refuse(_("a factor is greater than zero"))
            return USAGE
        return copy.copy(self._console(options), options.source, options.target, options.scale)


def _language(args):
    """Return the language asked for, else the terminal's: it is needed before the line is parsed."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    for place, word in enumerate(args):
        if word == "--lang" and place + 1 < len(args):
            asked = args[place + 1]
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
    return FRENCH if (asked or "").lower().startswith("fr") else ENGLISH
