"""The rows of the table: which database each runs on, what it runs, what it leaves."""

import re
import threading
import time
from dataclasses import dataclass

from house.paths import PACKAGES, ROOT

from .copies import connect
from .databases import OCA, PEERS
from .inside.clock import backend_seconds
from .process import Worker

ADDONS = f"{PEERS / 'odoo/addons'},{PACKAGES / 'odoo/addons'}"


@dataclass(frozen=True)
class Row:
    """One way to make persons disappear.

    :param title: as the table calls it
    :param side: ``ours`` or ``peers``: whose template it runs on
    :param sample: persons it is measured on; 0: all
    :param note: what the reader must know of it
    """

    title: str
    side: str = "peers"
    sample: int = 0
    workers: int = 0
    note: str = ""
    moment: bool = False  # writes when it ran, so that no two runs end alike


ROWS = {
    "engine1": Row("**this engine**, 1 worker", "ours", workers=1),
    "engine2": Row("**this engine**, 2 workers", "ours", workers=2),
    "bare": Row("bare SQL, one transaction", "ours", note="the files stay on the disk"),
    "batched": Row("ORM, batches of 1,000, tracking off", sample=2000),
    "record_by_record": Row("ORM, record by record, tracking off", sample=100),
    "oca": Row(
        f"OCA `{OCA}`",
        sample=100,
        note="keeps initials, date and number in a made-up address; writes a new message",
        moment=True,
    ),
    "privacy_lookup": Row(
        "Odoo `privacy_lookup`, delete", sample=50, note="deletes the row itself"
    ),
    "data_recycle": Row("Odoo `data_recycle`, delete", sample=500, note="deletes the row itself"),
}


def run(name, database, ids):
    """Run one row on a fresh copy; return what it took.

    :param ids: first and last id of the persons
    """
    row = ROWS[name]
    if row.workers:
        return _engine(row, database)
    if name == "bare":
        return _bare(database, ids)
    with Worker(database, name, {**ids, "addons_path": ADDONS, "wait": 1}) as worker:
        worker.go()
        return worker.result()


def _engine(row, database):
    with Worker(database, "plan", {}) as planner:
        planned = planner.result()
    before = _volume(database)
    workers = [Worker(database, "execute", {"wait": 1}) for _number in range(row.workers)]
    began = time.monotonic()
    for worker in workers:
        worker.go()
    results = [worker.result() for worker in workers]
    took = time.monotonic() - began
    after = _volume(database)
    for worker in workers:
        worker.close()
    return {
        "seconds": took,
        "processor": sum(result["processor"] for result in results),
        "statements": sum(result["statements"] for result in results),
        "memory": max(result["memory"] for result in results),
        **{key: planned[key] for key in ("refresh", "plan", "refresh_processor", "plan_processor")},
        "wal": after["wal"] - before["wal"],
        "growth": after["size"] - before["size"],
    }


def _bare(database, ids):
    text = (ROOT / "benchmarks/bare.sql").read_text()
    text = re.sub(r"^\\.*$", "", text, flags=re.M)  # psql's own words
    text = text.replace(":first", str(ids["first"])).replace(":last", str(ids["last"]))
    link = connect(database)
    with link.cursor() as cr:
        began, server = time.monotonic(), backend_seconds(link)
        cr.execute(text)
        result = {"seconds": time.monotonic() - began, "processor": backend_seconds(link) - server}
    link.close()
    return {**result, "statements": text.count(";")}


def _volume(database):
    link = connect(database)
    with link.cursor() as cr:
        cr.execute(
            "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint, pg_database_size(current_database())"
        )
        wal, size = cr.fetchone()
    link.close()
    return {"wal": wal, "size": size}


def watch(database, seconds=None, act=None):
    """Let somebody work on other contacts, for some seconds or while ``act`` runs; return how it went for them."""
    stop = ROOT / ".house/bench/stop"
    stop.parent.mkdir(parents=True, exist_ok=True)
    stop.unlink(missing_ok=True)
    link = connect(database)
    with link.cursor() as cr:
        cr.execute(
            "SELECT array_agg(id) FROM (SELECT id FROM res_partner WHERE email LIKE 'recent%' ORDER BY id LIMIT 500) t"
        )
        others = cr.fetchone()[0]
    link.close()
    with Worker(
        database, "somebody_works", {"others": others, "stop": str(stop), "wait": 1}
    ) as somebody:
        somebody.go()
        if act:
            try:
                act()
            finally:
                stop.touch()
        else:
            threading.Timer(seconds, stop.touch).start()
        return somebody.result()
