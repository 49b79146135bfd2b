"""The virtual environment: Odoo's requirements, then ours for the tests, all locked."""

import os
import sys

from house import stamps
from house.paths import PACKAGES, ROOT, VENV
from house.ui import run

RUN, TEST, BUILD = (ROOT / f"requirements{part}.txt" for part in ("", "-test", "-build"))


def ensure(tests=False):
    """Make the environment, or bring it up to date with the locked files."""
    _ensure_venv()
    # Two packages are published as sources only: what builds them is locked as well.
    _install("venv-build", BUILD, "preparing Python's packages")
    _install("venv-run", RUN, "installing Odoo's Python packages", "--no-build-isolation")
    if tests:
        _install("venv-test", TEST, "installing the tests' Python packages", "--no-deps")


def _ensure_venv():
    key = stamps.key_of(VENV, sys.version, os.path.realpath(sys.executable))
    if stamps.is_done("venv", key) and (VENV / "bin/python").exists():
        return
    for name in ("venv", "venv-build", "venv-run", "venv-test"):
        stamps.undo(name)
    stamps.remove(VENV)
    run([sys.executable, "-m", "venv", VENV], "creating the Python environment", "venv")
    library = VENV / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    # Makes `import odoo` work, and shows pip that the addons' own requirement is met.
    stamps.write(library / "odoo-package.pth", f"{PACKAGES}\n")
    stamps.done("venv", key)


def _install(stamp, lock, title, *options):
    key = stamps.key_of(lock, VENV)
    if stamps.is_done(stamp, key):
        return
    stamps.undo(stamp)
    command = [VENV / "bin/python", "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--require-hashes", *options, "-r", lock]
    run(command, title, "venv", env=_clean_environment())
    stamps.done(stamp, key)


def _clean_environment():
    """Nobody's constraints or target folders may bend a locked installation."""
    bending = ("PIP_CONSTRAINT", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIREMENT")
    return {
        name: value
        for name, value in os.environ.items()
        if name not in bending and not name.startswith("PYTHON")
    }
