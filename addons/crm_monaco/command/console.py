"""What a command says: lines for people, or one JSON object for programs."""

import json
import sys
import time
from datetime import date

from odoo.tools.translate import get_translation

FINE, PROBLEM = 0, 1
MODULE, ENGLISH = "crm_monaco", "en_US"
_WIDTH = 30


class Console:
    """The output of one command, in the language of whoever reads it.

    :param as_json: print nothing but one object at the end
    :param lang: code of a language; our own words need no database to be said in it
    """

    def __init__(self, as_json=False, lang=ENGLISH):
        self.as_json, self.lang, self.facts = as_json, lang, {}

    def _(self, source, /, **values):
        """Return ``source`` in the console's language, with ``values`` in its places."""
        return get_translation(MODULE, self.lang, source, values)

    def number(self, value):
        """Return a whole number as the language groups its figures."""
        text = f"{value:,}"
        return text.replace(",", "\u202f") if self.lang.startswith("fr") else text

    def day(self, value):
        """Return a date as the language writes it; a dash where there is none."""
        if not value:
            return "-"
        value = date.fromisoformat(str(value)[:10])
        return f"{value:%d/%m/%Y}" if self.lang.startswith("fr") else str(value)

    def duration(self, seconds):
        """Return a length of time as people say it."""
        seconds = round(seconds)
        if seconds < 60:
            return f"{seconds} s"
        minutes, seconds = divmod(seconds, 60)
        if minutes < 60:
            return f"{minutes} min {seconds:02d} s"
        hours, minutes = divmod(minutes, 60)
        return f"{hours} h {minutes:02d} min"

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
                cell.rjust(width) if _is_number(cell) else cell.ljust(width)
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
        return self.end(PROBLEM, self._("refused: %(why)s", why=text), **facts)


class Bar:
    """Progress on the error output: done, rate, time left; redrawn on a terminal, else a line a while.

    :param console: :class:`Console`, for its language
    :param total: how many there are to do
    """

    def __init__(self, console, total, stream=None, every=10):
        self.console, self.total, self.stream = console, total, stream or sys.stderr
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
        console, number = self.console, self.console.number
        part = f"{100 * done / self.total:.0f} %" if self.total else "100 %"
        told = console._(
            "%(done)s of %(total)s persons", done=number(done), total=number(self.total)
        )
        text = f"{part} · {told}"
        mine = done - (self.first or 0)
        if seconds > 0 and mine > 0:
            rate = mine / seconds
            text += f" · {number(round(rate))}/s"
            if done < self.total:
                left = console.duration((self.total - done) / rate)
                text += " · " + console._("%(duration)s left", duration=left)
        return text


def _is_number(cell):
    return cell.replace(",", "").replace("\u202f", "").isdigit()
