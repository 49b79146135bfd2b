"""The environment in which Odoo, psql and pytest run, ours or the user's own."""

import configparser
import os
import shlex
import shutil
import sys

from house import odoo_package, postgres, python_env, stamps, system
from house.paths import ADDONS, BIN, CONFIG, HOUSE, ODOO, ROOT, VENV, data_dir
from house.ui import Stop

# Names somebody's own Odoo (its command or its odoo-bin): then nothing is set up here.
OWN = "CRM_MONACO_ODOO"


def own_odoo():
    return os.environ.get(OWN)


def ensure(tests=False):
    """Set up whatever is missing; returns the environment of everything that is run."""
    with stamps.lock():
        if own_odoo():
            _check_own()
        else:
            system.ensure(sys.executable, browser=tests)
            odoo_package.ensure()
            python_env.ensure(tests)
            postgres.ensure()
        _write_command()
    return settings()


def settings():
    """The variables to set, names and values; the rest of the environment stays."""
    found = {
        "CRM_MONACO_ROOT": str(ROOT),
        "CRM_MONACO_HOUSE": str(HOUSE),
        "ODOO_DATA_DIR": str(data_dir()),
        "ODOO_RC": str(CONFIG),
    }
    if own_odoo() and os.environ.get("ODOO_RC"):
        found |= {"ODOO_RC": os.environ["ODOO_RC"], "ODOO_ADDONS_PATH": _addons_path()}
    folders = [BIN]
    if not own_odoo():
        folders += [VENV / "bin", system.postgres_bin()]
        found |= postgres.environment() | {"VIRTUAL_ENV": str(VENV)}
    path = os.environ.get("PATH", os.defpath).split(":")
    ours = [str(folder) for folder in folders]
    found["PATH"] = ":".join(ours + [p for p in path if p not in ours])
    return found


def complete(extra=None):
    """A whole environment for a child process."""
    merged = os.environ | settings() | (extra or {})
    return {k: v for k, v in merged.items() if k not in ("PYTHONPATH", "PYTHONHOME")}


def python():
    """The Python that Odoo runs under."""
    if not own_odoo():
        return str(VENV / "bin/python")
    if named := os.environ.get("CRM_MONACO_PYTHON"):
        return named
    with open(shutil.which(own_odoo()), "rb") as stream:
        words = stream.readline(300).decode(errors="replace")
    found = shlex.split(words[2:]) if words.startswith("#!") else []
    if found and os.path.basename(found[0]) == "env":
        found = [word for word in found[1:] if not word.startswith("-")]
    return found[0] if found and "python" in found[0] else "python3"


def odoo_folder():
    """A folder from which the user's own `odoo` can be imported: that of their odoo-bin."""
    return os.path.dirname(os.path.realpath(shutil.which(own_odoo()))) if own_odoo() else None


def _check_own():
    if not shutil.which(own_odoo()):
        raise Stop(f"{OWN} names {own_odoo()}, which is not a command that can be run")
    if not shutil.which("psql"):
        raise Stop(f"with {OWN}, the commands need psql in PATH (package postgresql-client)")


def _addons_path():
    """Our addons, after those that the user's own Odoo is configured with."""
    folders = [f for f in os.environ.get("ODOO_ADDONS_PATH", "").split(",") if f]
    if not folders:
        reader = configparser.RawConfigParser()
        reader.read(os.environ["ODOO_RC"])
        folders = reader.get("options", "addons_path", fallback="").split(",")
    folders = [f.strip() for f in folders if f.strip() and f.strip() != str(ADDONS)]
    return ",".join([*folders, str(ADDONS)])


def _write_command():
    """The `odoo` command in PATH: it knows the configuration wherever it is called from."""
    lines = ["#!/bin/sh", "# Written by tools/house: Odoo with this project's configuration."]
    names = ("CRM_MONACO_ROOT", "ODOO_RC", "ODOO_DATA_DIR", "ODOO_ADDONS_PATH")
    names += () if own_odoo() else ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
    values = settings()
    for name in names:
        if name in values:
            lines.append(f': "${{{name}:={values[name]}}}"; export {name}')
    if own_odoo():
        lines.append(f'exec {shlex.quote(shutil.which(own_odoo()))} "$@"')
    else:
        program = ODOO / "usr/bin/odoo"
        lines.append(f'exec {shlex.quote(python())} {shlex.quote(str(program))} "$@"')
    stamps.write(BIN / "odoo", "\n".join(lines) + "\n", 0o700)
