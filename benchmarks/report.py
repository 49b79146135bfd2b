"""What was measured as words: the table, the goals, the chart."""

import datetime
import os
import platform
import re

from house.ui import capture

from . import chart
from .rows import ROWS

GOALS = "goal"


def machine():
    """Return what it ran on, in a line."""
    with open("/proc/meminfo") as stream:
        memory = int(re.search(r"MemTotal: +(\d+)", stream.read()).group(1)) / 1048576
    postgres = capture(["psql", "-V"]).split()[2].split(".")[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, Linux {platform.release().split('-')[0]},"
        f" Python {platform.python_version()}, PostgreSQL {postgres}"
    )


def text(results):
    """Return the whole report as Markdown."""
    parts = [
        _heading(results),
        _table(results),
        _goals(results),
        _volumes(results),
        _daily(results),
    ]
    return "\n\n".join(part for part in parts if part)


def write(results, folder):
    """Put the report between the marks in ``benchmarks.md``, and the chart beside it."""
    page = folder / "benchmarks.md"
    words = page.read_text()
    marks = re.compile(r"(<!-- measured -->\n).*?(<!-- /measured -->)", re.S)
    page.write_text(marks.sub(lambda found: f"{found[1]}\n{text(results)}\n\n{found[2]}", words))
    (folder / "benchmarks.svg").write_text(chart.draw(results))


def _heading(results):
    return (
        f"{results['persons']:,} prospects whose time is over, a fifth as many whose time is not,"
        f" {results['clients']:,} invoiced clients; {results['rounds']} interleaved rounds, medians."
        f" {datetime.date.today()}, {machine()}."
    )


def _table(results):
    lines = [
        "| | persons/s (slowest to fastest) | processor, s per 1,000 | SQL a person | measured on"
        " | ends as the engine does |",
        "|---|---|---|---|---|---|",
    ]
    for name, found in results["rows"].items():
        row = ROWS[name]
        sample = f"a sample of {found['persons']:,}" if row.sample else f"all {found['persons']:,}"
        if found["rounds"] != results["rounds"]:
            sample += f", {found['rounds']} round{'s' * (found['rounds'] > 1)}"
        lines.append(
            f"| {row.title} | **{_number(found['rate'])}** ({_number(found['slowest'])} to {_number(found['fastest'])})"
            f" | {found['processor']:.3f} | {found['statements'] / found['persons']:.3g} | {sample} |"
            f" {_effect(name, found, results)} |"
        )
    return "\n".join(lines)


def _number(rate):
    return f"{rate:,.0f}" if rate >= 20 else f"{rate:.1f}"


def _effect(name, found, results):
    """Say whether a row ended in the same checksums as the engine, or where it did not."""
    engine = results["rows"].get("engine1") or results["rows"].get("engine2")
    note = f"; {ROWS[name].note}" if ROWS[name].note else ""
    if not engine:
        return ROWS[name].note
    (size,) = (
        set(found["sums"]) & set(engine["sums"])
        if ROWS[name].sample
        else (max(found["sums"], key=int),)
    )
    mine, theirs = found["sums"][size], engine["sums"][size]
    others = [part for part in theirs if mine[part] != theirs[part]]
    if not others:
        return f"yes{note}"
    return f"**no**: {', '.join(others)}{note}"


def _goals(results):
    rows = results["rows"]
    lines = ["| | goal | measured (by the clock) | by the processor |", "|---|---|---|---|"]

    def compare(title, goal, one, other, wanted):
        if one in rows and other in rows:
            clock = rows[one]["rate"] / rows[other]["rate"]
            work = rows[other]["processor"] / rows[one]["processor"]
            lines.append(f"| {title} | {goal} | {wanted(clock)} | {wanted(work)} |")

    def percent(value):
        return f"{value:.0%}"

    def times(value):
        return f"{value:,.1f}×" if value < 10 else f"{value:,.0f}×"

    compare("the engine beside bare SQL", "≥ 70 %", "engine1", "bare", percent)
    compare("beside the ORM, record by record", "≥ 150×", "engine1", "record_by_record", times)
    compare("beside the OCA addon", "≥ 150×", "engine1", "oca", times)
    if "engine1" in rows and "engine2" in rows:
        ratio = rows["engine2"]["rate"] / rows["engine1"]["rate"]
        lines.append(f"| two workers beside one | ≥ 1.7× | {ratio:.2f}× | |")
    if "engine1" in rows:
        one = rows["engine1"]
        work = one["processor"] * one["persons"] / 1000
        for key, title, goal in (
            ("plan", "cutting the plan beside executing it", "≤ 5 %"),
            ("refresh", "reading the clocks again before it, nothing changed", ""),
        ):
            lines.append(
                f"| {title} | {goal} | {one[key] / one['seconds']:.1%} | {one[f'{key}_processor'] / work:.1%} |"
            )
    if (scale := results.get("scale")) and "engine1" in rows:
        one = rows["engine1"]
        lines.append(
            f"| time a person, {results['persons']:,} → {scale['persons']:,} | ≤ 1.15× |"
            f" {one['rate'] / scale['rate']:.2f}× | {scale['processor'] / one['processor']:.2f}× |"
        )
        lines.append(
            f"| peak memory of the worker | ≤ 1.2×, < 400 MB | {scale['memory'] / one['memory']:.2f}×,"
            f" {scale['memory']:.0f} MB | |"
        )
    return "\n".join(lines)


def _volumes(results):
    found = results.get("scale") or results["rows"].get("engine1")
    if not found:
        return ""
    return (
        f"Erasing {found['persons']:,} persons wrote {found['wal'] / 1e6:,.0f} MB of WAL and let the database grow by"
        f" {found['growth'] / 1e6:,.0f} MB ({found['wal'] / found['persons'] / 1000:.1f} kB and"
        f" {found['growth'] / found['persons'] / 1000:.1f} kB a person) before any vacuum."
    )


def _daily(results):
    found = results.get("meanwhile")
    if not found:
        return ""
    lines = ["| somebody else meanwhile | quiet | during a run | ratio |", "|---|---|---|---|"]
    for key, title in (
        ("median", "search and save, median"),
        ("p95", "search and save, p95"),
        ("longest", "longest"),
    ):
        quiet, busy = found["quiet"][key] * 1000, found["busy"][key] * 1000
        lines.append(f"| {title} | {quiet:.0f} ms | {busy:.0f} ms | {busy / quiet:.1f}× |")
    lines.append(
        f"| errors, of {found['quiet']['turns']:,} and {found['busy']['turns']:,} turns"
        f" | {found['quiet']['errors']} | {found['busy']['errors']} | |"
    )
    lines += [
        "",
        "| processor of Odoo's own process | without the product | with it | ratio |",
        "|---|---|---|---|",
    ]
    for key, title in (("message", "write a message"), ("order", "make and confirm an order")):
        without, with_ = found["peers"][key], found["ours"][key]
        lines.append(f"| {title} | {without:.1f} ms | {with_:.1f} ms | {with_ / without:.2f}× |")
    return "\n".join(lines)
