"""Odoo 19 Community from Debian's package, unpacked beside the project.

The package exists in Debian's `sid` suite only. The system's own sources are left
alone: apt works here on a state of its own, with Debian's signature checked as
usual, and the packages are unpacked without being installed.
"""

import shutil
from pathlib import Path

from house import stamps
from house.paths import APT, HOUSE, ODOO
from house.ui import Stop, capture, check_disk, run, say, step

KNOWN_VERSION = "19.0.0+dfsg-1"
SUITE, BASE_SUITE = "sid", "bookworm"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

# The package's browser libraries and fonts are links into these packages.
COMPANIONS = {
    BASE_SUITE: [
        "fonts-font-awesome",
        "fonts-glyphicons-halflings",
        "fonts-inconsolata",
        "fonts-ocr-b",
        "fonts-roboto-unhinted",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
    ],
    SUITE: ["fonts-montserrat"],
}


def version():
    """The version that is unpacked, or None."""
    try:
        return (ODOO / "VERSION").read_text()
    except OSError:
        return None


def ensure():
    """Unpack Odoo unless it is there."""
    key = stamps.key_of(KNOWN_VERSION, COMPANIONS)
    if stamps.is_done("odoo", key) and version():
        return
    check_disk(4)
    if not shutil.which("apt-get"):
        raise Stop("Odoo 19 comes from Debian's packages; elsewhere, name yours in CRM_MONACO_ODOO")
    if not KEYRING.exists():
        raise Stop(f"Debian's archive keyring is missing: apt-get install {KEYRING.stem}")
    apt = Apt(APT)
    run(apt.command("apt-get", "update"), "reading Debian's package lists", "odoo", cwd=APT)
    found = apt.choose()
    wanted = [f"odoo-19={found}"]
    for suite, names in COMPANIONS.items():
        wanted += [f"{name}/{suite}" for name in names]
    debs = APT / "debs"
    debs.mkdir(exist_ok=True)
    run(
        apt.command("apt-get", "download", *wanted),
        f"downloading Odoo {found} (about 125 MB)",
        "odoo",
        cwd=debs,
    )
    unpack(sorted(debs.glob("*.deb")), found)
    stamps.done("odoo", key)
    shutil.rmtree(APT)


def unpack(debs, found):
    """Unpack into a folder of its own, look at it, then put it in place."""
    fresh = HOUSE / "odoo.new"
    stamps.remove(fresh)
    step(f"unpacking Odoo {found}")
    for deb in debs:
        capture(["dpkg-deb", "-x", deb, fresh])
    broken = capture(["find", fresh, "-xtype", "l"]).split("\n")[0]
    if broken:
        raise Stop(f"Odoo's package is incomplete: {broken} points at nothing")
    (fresh / "VERSION").write_text(found)
    stamps.undo("odoo")
    stamps.remove(ODOO)
    fresh.rename(ODOO)


class Apt:
    """apt with lists, cache and sources of its own."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        options = f"[signed-by={KEYRING}]"
        lines = [f"deb {options} {self._address()} {suite} main\n" for suite in (SUITE, BASE_SUITE)]
        (folder / "sources.list").write_text("".join(lines))

    def _address(self):
        """Debian's repository, as this machine's own configuration names it."""
        targets = capture(
            [
                "apt-get",
                "indextargets",
                "--format",
                "$(REPO_URI) $(CODENAME) $(LABEL) $(SUITE)",
                "Created-By: Packages",
            ]
        ).split("\n")
        addresses = [line.split(" ")[0] for line in targets if line]
        main = [a for a in addresses if "security" not in a and a.rstrip("/").endswith("/debian")]
        if not main:
            raise Stop(
                "this machine's apt sources name no Debian repository; "
                "if you have Odoo 19, name it in CRM_MONACO_ODOO"
            )
        return main[0]

    def command(self, program, *arguments):
        options = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Get::List-Cleanup": "false",
            "APT::Sandbox::User": "root",
            "APT::Update::Error-Mode": "any",
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return [program, *words, *arguments]

    def choose(self):
        """The version we know if it is offered, else the newest 19."""
        lines = capture(self.command("apt-cache", "madison", "odoo-19")).split("\n")
        offered = [line.split("|")[1].strip() for line in lines if "|" in line]
        if KNOWN_VERSION in offered:
            return KNOWN_VERSION
        if not offered:
            raise Stop("Debian no longer offers Odoo 19; name yours in CRM_MONACO_ODOO")
        say(f"  notice: Odoo {offered[0]} instead of {KNOWN_VERSION}, which Debian no longer has")
        return offered[0]
