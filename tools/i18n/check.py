"""`python tools/i18n/check.py [--database NAME]`: fail on a term without sound French."""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from i18n import database, terms  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", help="one with our addons (default: a copy of t_house)")
    options = parser.parse_args()
    with database.environment(options.database) as env:
        addons, found = terms.installed(env), terms.judge(env)
    for line in found:
        print(line)
    print(f"{len(addons)} addons, {len(found)} faults")
    return 1 if found or not addons else 0


if __name__ == "__main__":
    sys.exit(main())
