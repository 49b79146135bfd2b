"""`python tools/i18n/update.py [--database NAME] [--words FILE…]`: bring each `fr.po` up to date.

The terms are exported anew; a translation that exists stays; new terms are looked up in the
other addons' `fr.po` and in the files given (a term, a tabulator, its French, one a line) and
otherwise left empty, which `check.py` then names.  Terms that are gone are dropped.
"""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

import polib  # noqa: E402

from i18n import database, markup, terms, typography  # noqa: E402

# No dates: an update that changes no term changes no file.
METADATA = {
    "Project-Id-Version": "crm_monaco 19.0",
    "Language": terms.LANG,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}


def words_of(files):
    """Translations in plain files: a term, a tabulator, its French; ``\\n`` is a line end."""
    found = {}
    for file in files:
        for line in Path(file).read_text().splitlines():
            term, tab, french = line.partition("\t")
            if tab and french.strip():
                found[term.replace("\\n", "\n")] = french.replace("\\n", "\n")
    return found


def known_translations():
    """Every translation of every addon, for terms that several of them use."""
    found = {}
    for addon in terms.addons():
        path = terms.po_path(addon)
        if path.exists():
            found |= {
                entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if entry.msgstr
            }
    return found


def merge(template, own, words):
    """The template with French: the addon's own first, unless the words say otherwise."""
    merged = polib.POFile(wrapwidth=100)
    merged.metadata = dict(METADATA)
    known = markup.pieces(words | own)
    for entry in template:
        french = (
            own.get(entry.msgid) or words.get(entry.msgid) or markup.translate(entry.msgid, known)
        )
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=typography.french(french),
                comment=entry.comment,
                occurrences=entry.occurrences,
            )
        )
    return merged


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="one with our addons (default: a copy of t_house)")
    parser.add_argument("--words", nargs="*", default=[], help="files of term, tabulator, French")
    parser.add_argument("--override", action="store_true", help="the words win over what is there")
    options = parser.parse_args()
    given = words_of(options.words)
    with database.environment(options.database) as env:
        for addon in terms.installed(env):
            path = terms.po_path(addon)
            own = {e.msgid: e.msgstr for e in polib.pofile(str(path))} if path.exists() else {}
            words = known_translations() | given
            own |= given if options.override else {}
            merged = merge(terms.exported(env, addon), own, words)
            path.parent.mkdir(exist_ok=True)
            merged.save(str(path))
            empty = [entry.msgid for entry in merged if not entry.msgstr]
            print(f"{addon}: {len(merged)} terms, {len(empty)} without French")
            for term in empty:
                print("  " + term.replace("\n", "\\n"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
