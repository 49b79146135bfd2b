"""`python benchmarks/anonymised_copy.py [PROSPECTS [ROUNDS]]`: an anonymised copy beside `pg_dump | pg_restore`.

In a shell prepared by `eval "$(bin/env)"`.  Makes a database of its own (100,000 prospects), takes three
rounds of each in turn, prints medians and their ratio, and drops what it made.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tools"))

from house import databases, surroundings  # noqa: E402

SOURCE, TARGET = "bench_copy", "bench_copy_target"


def run(*words, **options):
    return subprocess.run(
        [str(word) for word in words], env=surroundings.complete(), check=True, text=True, **options
    )


def plain():
    """Copy the database as it is."""
    run("createdb", TARGET)
    with subprocess.Popen(
        ["pg_dump", "-Fc", "-Z0", SOURCE], env=surroundings.complete(), stdout=subprocess.PIPE
    ) as dump:
        run("pg_restore", "--no-owner", "-d", TARGET, stdin=dump.stdout)


def anonymised():
    """Copy it with everybody replaced; return what the command says."""
    done = run("odoo", "monaco", "copy", SOURCE, TARGET, "--json", stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def main(prospects=100_000, rounds=3):
    databases.copy(os.environ.get("MONACO_TEMPLATE", "t_house"), SOURCE)
    dataset = ["-f", ROOT / "benchmarks/dataset.sql"]
    run("psql", "-Xq", "-v", f"prospects={prospects}", *dataset, SOURCE, capture_output=True)
    times, said = {plain: [], anonymised: []}, {}
    try:
        for _round in range(rounds):
            for way, found in times.items():
                databases.drop(TARGET)
                began = time.monotonic()
                said = way() or said
                found.append(time.monotonic() - began)
    finally:
        databases.drop(TARGET)
        databases.drop(SOURCE)
    medians = {way.__name__: statistics.median(found) for way, found in times.items()}
    print(f"{prospects:,} prospects, {said['rows']:,} rows replaced")
    print(f"pg_dump | pg_restore   {medians['plain']:8.1f} s")
    print(f"monaco copy            {medians['anonymised']:8.1f} s   {said['seconds']}")
    print(f"ratio                  {medians['anonymised'] / medians['plain']:8.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
