"""bin/bench: this engine beside its peers, on one database, in interleaved rounds."""

import argparse
import json
import signal
import statistics
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "tools"))

from house import stamps
from house.paths import HOUSE, ROOT
from house.ui import Stop, say, step

from . import checksum, databases, report, rows

RESULTS = HOUSE / "bench/results.json"


def _options(arguments):
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument(
        "--persons", type=int, default=50_000, help="prospects whose time is over (50,000)"
    )
    parser.add_argument(
        "--clients", type=int, default=5000, help="clients with a posted invoice (5,000)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (5)")
    parser.add_argument(
        "--rows", default=",".join(rows.ROWS), help="rows by name, with commas: %(default)s"
    )
    parser.add_argument(
        "--scale",
        type=int,
        metavar="N",
        help="also on N times as many persons: time a person, memory",
    )
    parser.add_argument(
        "--meanwhile",
        type=int,
        metavar="S",
        help="also somebody at work for S seconds, then during a run",
    )
    parser.add_argument(
        "--million", action="store_true", help="one million persons, the engine alone, once"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="use the templates there are, whatever changed in the addons",
    )
    parser.add_argument(
        "--add",
        action="store_true",
        help="add to what was measured last on as many persons, row by row",
    )
    parser.add_argument(
        "--docs", action="store_true", help="write the table and the chart into docs/"
    )
    options = parser.parse_args(arguments)
    if options.million:
        options.persons, options.rounds, options.rows = 1_000_000, 1, "engine1"
    unknown = set(filter(None, options.rows.split(","))) - set(rows.ROWS)
    if unknown or options.persons < 1000 or options.rounds < 1:
        parser.error(
            f"no such row: {', '.join(unknown)}"
            if unknown
            else "at least 1,000 persons and one round"
        )
    return options


def main(arguments):
    """Build, measure, tell."""
    options = _options(arguments)
    names = [name for name in options.rows.split(",") if name]
    results = {
        "persons": options.persons,
        "clients": options.clients,
        "rows": _rounds(names, options.persons, options) if names else {},
    }
    results["rounds"] = max((found["rounds"] for found in results["rows"].values()), default=0)
    if options.scale:
        large = options.persons * options.scale
        results["scale"] = {
            "persons": large,
            **_rounds(["engine1"], large, options, rounds=1)["engine1"],
        }
    if options.meanwhile:
        results["meanwhile"] = _meanwhile(options)
    if options.add:
        results = _added(results)
    stamps.write(RESULTS, json.dumps(results, indent=1))
    print(report.text(results))
    if options.docs:
        report.write(results, ROOT / "docs")
    return 0


def _added(results):
    """Return the last results with these rows in the place of theirs."""
    last = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    if any(last.get(key) != results[key] for key in ("persons", "clients")):
        say("  nothing to add to: the last results are of another number of persons")
        return results
    found = {**last["rows"], **results["rows"]}
    ordered = {name: found[name] for name in rows.ROWS if name in found}
    rounds = max(last["rounds"], results["rounds"])
    return {**last, **results, "rows": ordered, "rounds": rounds}


def _rounds(names, persons, options, rounds=None):
    sides = {rows.ROWS[name].side for name in names}
    templates = {
        side: databases.ensure(side, persons, options.clients, options.keep) for side in sides
    }
    measured = {name: [] for name in names}
    sums = {}
    try:
        for number in range(rounds or options.rounds):
            # each round begins with another row, so that none always follows the same one
            for name in names[number % len(names) :] + names[: number % len(names)]:
                step(f"round {number + 1}: {name}")
                found = _once(name, *templates[rows.ROWS[name].side])
                same = sums.setdefault(name, found["sums"]) == found["sums"]
                if not same and not rows.ROWS[name].moment:
                    raise Stop(f"bench: {name} did not end the same way twice")
                measured[name].append(found)
    except KeyboardInterrupt:  # tells what was measured so far
        if not any(measured.values()):
            raise
    measured = {name: found for name, found in measured.items() if found}
    return {name: _summary(found) for name, found in measured.items()}


def _once(name, template, ids):
    database = f"bench_{name}"
    databases.copy(template, database)
    try:
        chosen = _sample(name, ids)
        untouched = checksum.others(database, ids["first"], ids["last"])
        found = rows.run(name, database, chosen)
        if checksum.others(database, ids["first"], ids["last"]) != untouched:
            say(f"  {name} changed others too")
        found["persons"] = chosen["last"] - chosen["first"] + 1
        found["sums"] = {
            str(size): checksum.of(database, *_slice(ids, size)) for size in _sizes(ids)
        }
        if rows.ROWS[name].sample:
            found["sums"] = {str(found["persons"]): found["sums"][str(found["persons"])]}
        rate = found["persons"] / found["seconds"]
        say(
            f"  {rate:,.0f} persons/s, {found['processor'] / found['persons'] * 1000:.3f} s of processor a 1,000"
        )
        return found
    finally:
        databases.drop(database)


def _sizes(ids):
    whole = ids["last"] - ids["first"] + 1
    return sorted({min(whole, row.sample) for row in rows.ROWS.values() if row.sample} | {whole})


def _slice(ids, size):
    return ids["first"], ids["first"] + size - 1


def _sample(name, ids):
    size = rows.ROWS[name].sample or ids["last"]
    return {"first": ids["first"], "last": min(ids["last"], ids["first"] + size - 1)}


def _summary(found):
    """Medians, and the extremes of the rate."""
    persons = found[0]["persons"]
    rates = sorted(persons / one["seconds"] for one in found)
    summary = {
        "persons": persons,
        "rounds": len(found),
        "sums": found[0]["sums"],
        "rate": statistics.median(rates),
        "slowest": rates[0],
        "fastest": rates[-1],
        "processor": statistics.median(one["processor"] for one in found) / persons * 1000,
    }
    for key in found[0].keys() - summary.keys():
        if isinstance(found[0][key], int | float):
            summary[key] = statistics.median(one[key] for one in found)
    return summary


def _meanwhile(options):
    template, _ids = databases.ensure("ours", options.persons, options.clients, options.keep)
    database = "bench_meanwhile"
    databases.copy(template, database)
    try:
        step("somebody at work, nothing else running")
        quiet = rows.watch(database, seconds=options.meanwhile)
        step("somebody at work during a run")
        busy = rows.watch(database, act=lambda: rows._engine(rows.ROWS["engine1"], database))
    finally:
        databases.drop(database)
    found = {"quiet": quiet, "busy": busy}
    for side in ("ours", "peers"):
        template, ids = databases.ensure(side, options.persons, options.clients, options.keep)
        databases.copy(template, database)
        try:
            step(f"writing messages and confirming orders: {side}")
            first = ids["last"] + 1
            with rows.Worker(
                database,
                "write_and_confirm",
                {
                    "others": [first],
                    "count": 60,
                    "addons_path": rows.ADDONS if side == "peers" else "",
                },
            ) as worker:
                found[side] = worker.result()
        finally:
            databases.drop(database)
    return found


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        say(f"error: {stop}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
