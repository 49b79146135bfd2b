"""The checks of the source, the same for bin/test and for pre-commit."""

import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as xml

from house import stamps, surroundings
from house.paths import ADDONS, HOUSE, ROOT, TOOLS, VENV
from house.ui import Stop, run, say

SKIPPED = {".git", ".house", "node_modules", "__pycache__", ".ruff_cache", ".hypothesis"}
TEXT = {
    ".cfg",
    ".conf",
    ".css",
    ".csv",
    ".html",
    ".in",
    ".js",
    ".json",
    ".md",
    ".po",
    ".pot",
    ".py",
    ".rst",
    ".scss",
    ".sh",
    ".toml",
    ".txt",
    ".xml",
    ".yaml",
    ".yml",
}
BIGGEST = 2_000_000
# Letters' case in an XML declaration is a matter of taste.
OCA_OFF = "--disable=xml-header-wrong"
# The addons tell about themselves in readme/, one model may be built in several files, and the lists
# searched whole (companies, grounds, periods) are short.
PYLINT_OFF = (
    "--disable=missing-readme,consider-merging-classes-inherited,no-search-all,no-wizard-in-models"
)


def check(names):
    """Run the checks named, or all; returns how many failed."""
    failed = 0
    for name in names or CHECKS:
        if name not in CHECKS:
            raise Stop(f"no such check: {name} (there are {', '.join(CHECKS)})")
        problems = CHECKS[name]()
        say(f"• check {name}: {'failed' if problems else 'passed'}")
        failed += bool(problems)
    return failed


def _files():
    """What is wrong with a file whatever is in it."""
    problems = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in SKIPPED]
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                words = _look_at(path, name)
                problems += [f"{os.path.relpath(path, ROOT)}: {word}" for word in words]
    for line in problems:
        say(f"  {line}")
    return problems


def _look_at(path, name):
    if os.path.getsize(path) > BIGGEST:
        yield f"larger than {BIGGEST // 1_000_000} MB"
    kind = os.path.splitext(name)[1]
    if kind not in TEXT:
        return
    with open(path, "rb") as stream:
        content = stream.read()
    if b"\r\n" in content:
        yield "line ends of another system"
    if content and not content.endswith(b"\n"):
        yield "no newline at the end"
    lines = content.split(b"\n")
    if any(line.startswith((b"<<<<<<< ", b">>>>>>> ")) for line in lines):
        yield "marks of a merge conflict"
    if kind not in {".po", ".pot", ".csv"} and any(line[-1:] in (b" ", b"\t") for line in lines):
        yield "spaces at the end of a line"
    try:
        if kind == ".xml":
            xml.fromstring(content)
        elif kind == ".json":
            json.loads(content)
    except (ValueError, xml.ParseError) as problem:
        yield str(problem)


def _tool(*words):
    """Run a tool of the locked environment on the terminal; true if it complains."""
    path = os.path.dirname(surroundings.python()) if surroundings.own_odoo() else VENV / "bin"
    program = shutil.which(words[0], path=str(path)) or shutil.which(words[0])
    if not program:
        raise Stop(f"{words[0]} is not installed: see requirements-test.txt")
    done = subprocess.run([program, *words[1:]], cwd=ROOT, stdout=2, env=surroundings.complete())
    return done.returncode != 0


def _addons():
    return [f"addons/{path.parent.name}" for path in sorted(ADDONS.glob("*/__manifest__.py"))]


def _ruff():
    return _tool("ruff", "check", "--quiet", "--output-format=concise", ".")


def _format():
    return _tool("ruff", "format", "--check", "--quiet", ".")


def _pylint():
    return (
        _tool("pylint", "--rcfile=pyproject.toml", "--score=n", PYLINT_OFF, *_addons())
        if _addons()
        else 0
    )


def _oca():
    words = ["oca-checks-odoo-module", OCA_OFF, *_addons()]
    return _tool(*words) if _addons() else 0


def _prettier(mode="--list-different"):
    """XML, JavaScript and style sheets, where Node is installed."""
    if not shutil.which("node") or not shutil.which("npm"):
        say("  notice: no Node here, so the form of XML and JavaScript is not checked")
        return 0
    folder, locked = HOUSE / "node", TOOLS / "prettier"
    key = stamps.key_of(locked / "package-lock.json")
    if not stamps.is_done("prettier", key):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(locked / name, folder)
        words = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        run(words, "installing prettier", "prettier", cwd=folder)
        stamps.done("prettier", key)
    program = folder / "node_modules/prettier/bin/prettier.cjs"
    plugin = folder / "node_modules/@prettier/plugin-xml/src/plugin.js"
    words = ["node", program, "--plugin", plugin, mode, "--no-error-on-unmatched-pattern"]
    words.append("addons/**/*.{xml,js,scss,css}")
    done = subprocess.run([str(word) for word in words], cwd=ROOT, stdout=2)
    return done.returncode != 0


def fix():
    """Let the tools put right what they can."""
    _tool("ruff", "check", "--quiet", "--fix", ".")
    _tool("ruff", "format", "--quiet", ".")
    if _addons():
        _tool("oca-checks-odoo-module", "--fix", OCA_OFF, *_addons())
    _prettier("--write")


CHECKS = {
    "files": _files,
    "ruff": _ruff,
    "format": _format,
    "pylint": _pylint,
    "oca": _oca,
    "prettier": _prettier,
}
