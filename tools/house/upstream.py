"""Odoo's own tests of the apps our addons touch: no more of them fail with our addons than without.

They run on two databases at the same time: one with our addons, and one with the same apps of
Odoo and nothing of ours.  Only what fails in the first alone is ours to answer for.
"""

import os
import re

from house import addons, databases, odoo_run, surroundings
from house.paths import LOG
from house.ui import Stop, beside, say, short

APPS = [
    "contacts",
    "crm",
    "sale",
    "sale_crm",
    "sale_management",
    "account",
    "stock",
    "mass_mailing",
    "mass_mailing_crm",
    "mass_mailing_sale",
    "loyalty",
    "sale_loyalty",
    "portal",
    "phone_validation",
    "privacy_lookup",
    "data_recycle",
]
# What our addons change on purpose, and the test that cannot know it.
_CONSENT = "nobody whom these mailings are for gave a consent"
_QUERIES = "counts Odoo's own queries exactly; services and the file of persons add some, below 3 %"
ON_PURPOSE = {
    "TestMailingABTesting.test_mailing_ab_testing_auto_flow": _CONSENT,
    "TestMailingABTesting.test_mailing_ab_testing_auto_flow_cron": _CONSENT,
    "TestMailingABTesting.test_mailing_ab_testing_manual_flow": _CONSENT,
    "TestMailingABTesting.test_mailing_ab_testing_minimum_participants": _CONSENT,
    "TestLeadConvertMass.test_mass_convert_performances": _QUERIES,
    "TestLeadAssignPerf.test_assign_perf_duplicates": _QUERIES,
    "TestLeadAssignPerf.test_assign_perf_populated": _QUERIES,
    "TestUsersHttp.test_deactivate_portal_user": "closing one's account is a request to be erased, with its holds",
}
_FAILED = re.compile(r" (?:ERROR|CRITICAL) \S+ (\S+): (?:FAIL|ERROR): (?:Subtest )?([\w.]+)")


def upstream(arguments):
    """python3 tools/house upstream [APP...]: Odoo's own tests with our addons and without."""
    surroundings.ensure(tests=True)
    apps = arguments or APPS
    databases.ensure("t_apps", "t_house")
    with_ours, without = (f"upstream_{side}_{os.getpid()}" for side in ("with", "without"))
    try:
        databases.copy("t_house", with_ours)
        databases.copy("t_apps", without)
        odoo_run.install(
            without, addons.their_dependencies(), "installing what our addons build on"
        )
        with _runner(with_ours, apps) as one, _runner(without, apps) as other:
            for child in (one, other):
                child.wait()
        found = {name: _read(name) for name in (with_ours, without)}
    finally:
        for name in (with_ours, without):
            databases.drop(name)
    return _tell(found[with_ours], found[without])


def _runner(name, apps):
    (LOG / f"{name}.log").unlink(missing_ok=True)
    title = f"Odoo's own tests of {', '.join(apps)}: {name}"
    command = odoo_run.tests_command(name, apps)
    return beside(command, title, name, env=surroundings.complete())


def _read(name):
    """Return how many tests ran, and the names of those that failed."""
    log = LOG / f"{name}.log"
    text = log.read_text(errors="replace")
    totals = re.findall(r"error\(s\) of (\d+) tests", text)
    if not totals or not int(totals[-1]):
        raise Stop(f"Odoo ran no test on {name} (see {short(log)})")
    failed = {
        f"{module.removeprefix('odoo.addons.')} {test}" for module, test in _FAILED.findall(text)
    }
    return int(totals[-1]), failed


def _tell(ours, theirs):
    (count, failed), (count_without, failed_without) = ours, theirs
    say(f"• {count} tests with our addons, {len(failed)} failed")
    say(f"• {count_without} tests without them, {len(failed_without)} failed")
    more = sorted(failed - failed_without)
    wrong = [test for test in more if test.split()[1] not in ON_PURPOSE]
    for test in more:
        why = ON_PURPOSE.get(test.split()[1])
        say(f"  {test}: {f'on purpose: {why}' if why else 'FAILS WITH OUR ADDONS ALONE'}")
    return 1 if wrong else 0
