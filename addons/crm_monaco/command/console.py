"""What a command says: lines for people, or one JSON object for programs."""

import json
import sys
import time

FINE, PROBLEM = 0, 1
_WIDTH = 30


class Console:
    """The output of one command.

    :param as_json: print nothing but one object at the end
    """

    def __init__(self, as_json=False):
        self.as_json, self.facts = as_json, {}

    def say(self, text=""):
        """Print a line for people."""
        if not self.as_json:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def table(self, rows, indent="  "):
        """Print rows of words in columns, figures to the right."""
        rows = [[str(cell) for cell in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [
                cell.rjust(width) if cell.replace(",", "").isdigit() else cell.ljust(width)
                for cell, width in zip(row, widths, strict=True)
            ]
            self.say((indent + "  ".join(cells)).rstrip())

    def end(self, code=FINE, text="", **facts):
        """Say the last line, print the object, return the exit code."""
        self.facts.update(facts)
        if text:
            self.say(text)
        if self.as_json:
            answer = {"ok": code == FINE, **({"message": text} if text else {}), **self.facts}
            json.dump(answer, sys.stdout, default=str, indent=2, ensure_ascii=False)
            sys.stdout.write("\n")
        return code

    def refuse(self, text, **facts):
        """Say why nothing is done."""
        return self.end(PROBLEM, f"refused: {text}", **facts)


class Bar:
    """Progress on the error output: done, rate, time left; redrawn on a terminal, else a line a while.

    :param total: how many there are to do
    :param unit: what is counted
    """

    def __init__(self, total, unit="persons", stream=None, every=10):
        self.total, self.unit, self.stream = total, unit, stream or sys.stderr
        self.terminal = self.stream.isatty()
        self.every = 0.2 if self.terminal else every
        self.began = self.told = time.monotonic()
        self.first = None

    def show(self, done, last=False):
        """Draw the state after ``done``."""
        now = time.monotonic()
        if self.first is None:
            self.first = done
        if not last and now - self.told < self.every:
            return
        self.told = now
        line = self.line(done, now - self.began)
        if self.terminal:
            filled = int(_WIDTH * done / self.total) if self.total else _WIDTH
            bar = "█" * filled + "░" * (_WIDTH - filled)
            self.stream.write(f"\r\x1b[K{bar} {line}" + ("\n" if last else ""))
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()

    def line(self, done, seconds):
        """Return the words: how many of how many, how fast, how long yet."""
        part = f"{100 * done / self.total:.0f} %" if self.total else "100 %"
        text = f"{part} · {done:,} of {self.total:,} {self.unit}"
        mine = done - (self.first or 0)
        if seconds > 0 and mine > 0:
            rate = mine / seconds
            text += f" · {rate:,.0f}/s"
            if done < self.total:
                text += f" · {duration((self.total - done) / rate)} left"
        return text


def duration(seconds):
    """Return a length of time as people say it."""
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"
