"""Databases by copy: an install of minutes becomes a copy of a second.

Templates, each made when it is first needed and again when its inputs change:

    t_apps   Odoo's own apps with Odoo's demo data (English and French)
    t_house  a copy of t_apps plus every addon of addons/ that can be installed
    t_core   base, crm, contacts, portal and crm_monaco only, no demo data
    t_plain  Odoo's own apps without demo data, in French, for a company in Monaco
    t_many   a copy of t_apps plus many more of Odoo's apps (without their demo data)
    t_wide   a copy of t_many plus every addon of addons/: what must be declared there is

For tests: `copy("t_house", "mine")`, then `drop("mine")`. A database's attachments
(Odoo's filestore) go with it. The key of a template's inputs is the comment on the
database, so that one cannot be there without the other.
"""

import os
import shutil

from house import addons, odoo_package, odoo_run, stamps, surroundings
from house.paths import ADDONS, BIN, SCRIPTS, data_dir
from house.ui import capture, check_disk, run

APPS = [
    "crm",
    "sale_management",
    "stock",
    "account",
    "l10n_mc",
    "mass_mailing",
    "website",
    "contacts",
]
# Apps of every kind beside APPS, so that what they keep of persons is declared too.
MANY = [
    "calendar",
    "event",
    "event_sale",
    "hr",
    "hr_recruitment",
    "im_livechat",
    "loyalty",
    "mail_group",
    "mass_mailing_sms",
    "point_of_sale",
    "project",
    "purchase",
    "repair",
    "sms",
    "snailmail",
    "survey",
    "website_blog",
    "website_crm",
    "website_event",
    "website_forum",
    "website_livechat",
    "website_sale",
    "website_sale_wishlist",
    "website_slides",
]
CORE = ["base", "crm", "contacts", "portal"]
LANGUAGES = "en_US,fr_FR"
# as a file name spells the identity of a database: `demo` must not stand for `demo-shop`
_UUID = "-".join("?" * count for count in (8, 4, 4, 4, 12))
WATCHED = {".py", ".xml", ".csv", ".po", ".html", ".js", ".scss"}


def copy(template, name):
    """Make the database `name` as a copy of `template`, replacing one of that name."""
    if template in TEMPLATES:
        ensure(template)
    return copy_as_it_is(template, name)


def copy_as_it_is(source, name):
    """The same for any database, a template out of date included."""
    drop(name)
    _sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    folder = _filestore(source)
    if folder.exists():
        shutil.copytree(folder, _filestore(name), copy_function=_link)
    return name


def drop(name):
    """Drop a database and its attachments, whoever is connected."""
    _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(_filestore(name), ignore_errors=True)


def forget_ledgers(*names):
    """Delete what former databases of these names remembered of erasures: a new one would take itself for a
    restored backup.
    """
    for name in names:
        for ledger in (data_dir() / "crm_monaco").glob(f"{name}-{_UUID}.jsonl"):
            ledger.unlink()


def exists(name):
    return bool(_sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def names(prefix):
    """The databases whose name begins with `prefix`."""
    found = _sql("SELECT datname FROM pg_database").split("\n")
    return [name for name in found if name.startswith(prefix)]


def ensure(*names):
    """Make the templates that are missing or out of date."""
    stale = [name for name in names if comment(name) != TEMPLATES[name][0]()]
    if not stale:
        return
    with stamps.lock("templates.lock"):
        for name in stale:
            key, build = TEMPLATES[name][0](), TEMPLATES[name][1]
            if comment(name) != key:
                _make(name, key, build)


def _make(name, key, build):
    check_disk(2)
    fresh = f"{name}__new"
    drop(fresh)
    build(fresh)
    # Nobody connects to a template: a copy would fail, and an Odoo started without
    # -d would run the scheduled actions in it.
    _sql(f'ALTER DATABASE "{fresh}" WITH ALLOW_CONNECTIONS false IS_TEMPLATE true')
    if exists(name):
        _sql(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE false')
    rename(fresh, name, key)


def rename(fresh, name, key):
    """Put a finished database in the place of the one called `name`."""
    drop(name)
    if _filestore(fresh).exists():
        _filestore(fresh).rename(_filestore(name))
    set_comment(fresh, key)
    _sql(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')


def set_comment(name, key):
    _sql(f"COMMENT ON DATABASE \"{name}\" IS '{key}'")


def _build_apps(name):
    options = ("--with-demo", f"--load-language={LANGUAGES}")
    odoo_run.install(
        name, APPS, "installing Odoo's apps with Odoo's demo data (some minutes, once)", *options
    )


def _build_house(name):
    copy("t_apps", name)
    if ours := addons.ours():
        odoo_run.install(name, ours, f"installing {', '.join(ours)}")
    odoo_run.shell(name, SCRIPTS / "warm.py", "preparing the pages")


def _build_many(name):
    copy("t_apps", name)
    # Odoo gives demo data to an addon when those it depends on have some
    _sql("UPDATE ir_module_module SET demo = false", name)
    odoo_run.install(name, MANY, "installing many more of Odoo's apps (two minutes, once)")


def _build_wide(name):
    copy("t_many", name)
    if ours := addons.ours():
        odoo_run.install(name, ours, f"installing {', '.join(ours)} beside many apps")


def _build_core(name):
    wanted = CORE + [a for a in addons.ours() if a == "crm_monaco"]
    odoo_run.install(name, wanted, "installing the core alone", f"--load-language={LANGUAGES}")


def _build_plain(name):
    command = [BIN / "odoo", "db", "init", name, "--language", "fr_FR", "--country", "MC"]
    run(command, "creating a French database", f"install-{name}", env=surroundings.complete())
    odoo_run.install(name, APPS, "installing Odoo's apps (some minutes, once)")


def _apps_key():
    return stamps.key_of(_odoo_version(), *APPS, LANGUAGES)


def _many_key():
    return stamps.key_of(_apps_key(), *MANY)


def _wide_key():
    return stamps.key_of(addons_key(), _many_key())


def addons_key():
    """What the databases with our addons are made from."""
    files = sorted(f for f in ADDONS.rglob("*") if f.suffix in WATCHED and "tests" not in f.parts)
    names = [str(f.relative_to(ADDONS)) for f in files]
    return stamps.key_of(_apps_key(), *CORE, *names, *files)


def _house_key():
    return stamps.key_of(addons_key(), SCRIPTS / "warm.py")


def _odoo_version():
    own = surroundings.own_odoo()
    return f"{own} {os.stat(shutil.which(own)).st_mtime}" if own else odoo_package.version()


TEMPLATES = {
    "t_apps": (_apps_key, _build_apps),
    "t_house": (_house_key, _build_house),
    "t_core": (addons_key, _build_core),
    "t_plain": (_apps_key, _build_plain),
    "t_many": (_many_key, _build_many),
    "t_wide": (_wide_key, _build_wide),
}


def _link(source, target):
    """Attachments are named after their contents and never change: a link is a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _filestore(name):
    return data_dir() / "filestore" / name


def comment(name):
    """The key of the inputs that a database was made from."""
    return _sql(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
    )


def _sql(statement, name="postgres"):
    return capture(
        ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, name],
        env=surroundings.complete(),
    ).strip()
