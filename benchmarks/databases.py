"""The databases of the bench: two templates of one dataset, and a fresh copy for each row.

``bench_ours_N``    Odoo's apps and all our addons, retention on, the clocks read as every night
``bench_peers_N``   Odoo's apps and the addons compared with, none of ours: no guard of ours slows them
"""

import functools
import json
import subprocess
import sys

from house import addons, databases, odoo_run, stamps, surroundings
from house.paths import HOUSE, ROOT, data_dir
from house.ui import check_disk, run, step

from . import dataset
from .copies import ask, connect

PEERS = HOUSE / "bench"
REQUIREMENTS = ROOT / "requirements-bench.txt"
OCA = "privacy_partner_to_be_forgotten"
SOURCES = [ROOT / "benchmarks" / name for name in ("dataset.py", "copies.py")]


@functools.cache
def ensure(side, persons, clients, keep=False):
    """Make the template of one side if it is missing or out of date.

    :param keep: take it as it is
    :return: its name and the first and last id of the prospects
    """
    name = f"bench_{side}_{persons}"
    base = {"ours": "t_house", "peers": "t_apps"}[side]
    if not (keep and databases.exists(base)):
        databases.ensure(base)
    sources = (*SOURCES, REQUIREMENTS, str(persons), str(clients))
    key = stamps.key_of(*sources, databases.comment(base))
    found = databases.comment(name).partition(" ")
    if found[0] == key or (keep and found[2]):
        return name, json.loads(found[2])
    check_disk(2 + persons * 2.5e-5)
    return name, _build(side, name, base, persons, clients, key)


def _build(side, name, base, persons, clients, key):
    databases.copy_as_it_is(base, name)
    if side == "peers":
        install_peers()
        odoo_run.install(
            name,
            [OCA, "data_recycle", *addons.their_dependencies()],
            "installing the addons compared with",
            f"--addons-path={PEERS / 'odoo/addons'}",
        )
    step(f"writing {persons:,} prospects into {name}")
    link = connect(name)
    ids = dataset.build(link, persons, clients, data_dir() / "filestore" / name)
    if side == "ours":
        _vacuum(link)  # the first reading of a new file wants its statistics
        command = [sys.executable, "-B", "-m", "benchmarks.inside", name, "refresh", "{}"]
        subprocess.run(command, cwd=ROOT, env=surroundings.complete(), check=True, stdout=2)
    _vacuum(link)
    link.close()
    databases.set_comment(name, f"{key} {json.dumps(ids)}")
    return ids


def _vacuum(link):
    with link.cursor() as cr:
        tables = ask(
            cr,
            "SELECT format('%I', relname) FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole",
        )
        cr.execute(f"VACUUM ANALYZE {', '.join(table for (table,) in tables)}")


def install_peers():
    """Install the addons compared with where only the bench finds them."""
    command = [surroundings.python(), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--upgrade", "--target", PEERS, "-r", REQUIREMENTS]
    run(command, "installing the addons compared with", "bench", env=surroundings.complete())


def copy(template, name):
    """Make a fresh copy; files are linked, not copied."""
    databases.drop(name)
    databases.forget_ledgers(name)
    databases.copy_as_it_is(template, name)


drop = databases.drop
