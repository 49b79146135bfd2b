"""Packages of the Debian system: what is missing is installed, or asked for in one command."""

import os
import shutil
import subprocess
from pathlib import Path

from house.paths import CLUSTER
from house.ui import Stop, capture, run

# What the commands need → how to see it, which package brings it.
POSTGRES_DIRECTORIES = "/usr/lib/postgresql"


def postgres_bin():
    """The folder of PostgreSQL's programs: those that made the cluster, else the newest."""
    folders = Path(POSTGRES_DIRECTORIES).glob("*/bin/initdb")
    versions = {int(f.parts[-3]): f.parent for f in folders if f.parts[-3].isdigit()}
    if versions:
        return versions.get(_cluster_version()) or versions[max(versions)]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _cluster_version():
    try:
        return int((CLUSTER / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


def _venv_package(python):
    """The package that makes `python -m venv` work, or None if it works."""
    test = [python, "-c", "import ensurepip, venv, sys; print(sys.version_info[1])"]
    if subprocess.run(test, capture_output=True).returncode == 0:
        return None
    system = os.path.realpath(shutil.which("python3", path="/usr/bin") or "")
    mine = os.path.realpath(python)
    return "python3-venv" if mine == system else f"{os.path.basename(mine)}-venv"


def missing(python, browser=False):
    """The names of the packages that this system lacks."""
    names = []
    if package := _venv_package(python):
        names.append(package)
    if not postgres_bin():
        names.append("postgresql")
    if not shutil.which("dpkg-deb"):
        names.append("dpkg")
    if browser:
        if not shutil.which("chromium") and not shutil.which("google-chrome"):
            names.append("chromium")
        if not shutil.which("pdftotext"):
            names.append("poppler-utils")
    return names


def _root_prefix():
    """The words before a command that must run as root, or None if we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        if subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
            return ["sudo", "-n"]
    return None


def ensure(python, browser=False):
    """Install what is missing, or stop with the one command to type."""
    names = missing(python, browser)
    if not names:
        return
    if not shutil.which("apt-get"):
        raise Stop(f"this system lacks {', '.join(names)}; install them, then start again")
    prefix = _root_prefix()
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if prefix is None:
        typed = " ".join(install)
        raise Stop(
            "this system lacks some packages and only root may install them; type: "
            f"su -c 'apt-get update && {typed}'"
            if not shutil.which("sudo")
            else f"this system lacks some packages; type: sudo apt-get update && sudo {typed}"
        )
    # The distribution must not start a server of its own beside our private one.
    settings = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    run([*prefix, "apt-get", "update"], "reading the system's package lists", "apt", env=settings)
    if "postgresql" in names:
        _no_system_cluster(prefix)
    run([*prefix, *install], f"installing {', '.join(names)}", "apt", env=settings)


def _no_system_cluster(prefix):
    """Keep Debian from creating and starting a system-wide cluster at installation."""
    folder = Path("/etc/postgresql-common/createcluster.d")
    if Path("/etc/postgresql-common").exists():
        return  # PostgreSQL's packages are known here: leave the system's choice alone
    script = f"mkdir -p {folder} && echo 'create_main_cluster = false' > {folder}/crm_monaco.conf"
    capture([*prefix, "sh", "-c", script])
