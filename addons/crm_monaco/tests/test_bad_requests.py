import os
import random
import re
import statistics
import time
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.objection_token import objection_url
from .test_permission import PermissionCase

# Ten thousand take some minutes: MONACO_REQUESTS=10000.
REQUESTS = int(os.environ.get("MONACO_REQUESTS", 1000))
TABLES = (
    *("monaco_consent", "monaco_suppression", "monaco_consent_request", "mail_blacklist"),
    *("mail_mail", "mail_message", "monaco_run", "res_partner"),
)


@tagged("-at_install", "post_install")
class TestBadRequests(PermissionCase, HttpCase):
    """Links that are wrong, old, replayed or somebody else's: a clear page, nothing changed, nothing told."""

    def setUp(self):
        super().setUp()
        self.chance = random.Random(1565)
        self.someone = self.person("Someone", phone="+37799990001")
        self.other = self.person("Other", is_company=True)
        self.path = self.ask(self.someone)

    def ask(self, person):
        self.env["monaco.consent.request"]._ask(person)
        mail = self.env["mail.mail"].search([("email_to", "=", person.email_normalized)], limit=1)
        return re.search(r"/monaco/consent/[\w-]+", mail.body_html).group()

    def objection(self, email):
        return (
            "/monaco/objection" + objection_url(self.env, email).partition("/monaco/objection")[2]
        )

    def state(self):
        """Return what a change would show in: every row of these tables, the answers among them."""
        self.env.flush_all()
        found = []
        for table in TABLES:
            self.env.cr.execute(
                f"SELECT count(*), max(id), md5(string_agg(t::text, '' ORDER BY id)) FROM {table} t"
            )
            found.append((table, *self.env.cr.fetchone()))
        return found

    def send(self, method, path, **data):
        return self.opener.request(
            method, self.base_url() + path, data=data or None, allow_redirects=False, timeout=300
        )

    def body(self, page):
        """Return what the page says, without what differs from one page to the next by itself."""
        main = re.search(r"<main>.*</main>", page.text, re.DOTALL)
        return main and re.sub(r'csrf_token[^,>]*|data-[\w-]+="[^"]*"', "", main.group())

    def bad_request(self):
        """Return ``(method, path, data)`` of a request as somebody who tries would make it."""
        chance = self.chance
        letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
        guess = "".join(chance.choices(letters, k=chance.choice((1, 20, 43, 43, 43, 64, 300))))
        right = self.objection(self.someone.email_normalized)
        changed = list(right)
        changed[chance.randrange(len("/monaco/objection?d="), len(right))] = chance.choice("xyzXYZ")
        path = chance.choice(
            (
                f"/monaco/consent/{guess}",
                f"/monaco/consent/{guess}%00",
                self.path[: chance.randrange(17, len(self.path))],
                self.path + guess[:5],
                f"/monaco/objection?{urlencode({'d': guess, 't': guess})}",
                f"/monaco/objection?d={guess}&d={guess}&t[]=1",
                f"/monaco/objection?d={guess}&t=%C3%A9{guess}",
                f"/monaco/objection?d=%00%FF{guess}&t=%00%FF",
                f"/monaco/consent/%FF%FE{guess}",
                "".join(changed) if "".join(changed) != right else "/monaco/objection",
                right.partition("&t=")[0],
            )
        )
        data = {
            "answer": chance.choice(("agree", "withdraw", guess)),
            "channel": "email",
            "scope": "all",
        }
        return chance.choice((("GET", path, {}), ("HEAD", path, {}), ("POST", path, data)))

    @mute_logger("odoo.http", "werkzeug")
    def test_many_in_a_row(self):
        before, statuses, bodies, times = self.state(), set(), set(), {}
        for _number in range(REQUESTS):
            method, path, data = self.bad_request()
            start = time.perf_counter()
            page = self.send(method, path, **data)
            times.setdefault(method, []).append(time.perf_counter() - start)
            statuses.add(page.status_code)
            if method != "HEAD":
                bodies.add(self.body(page))
        self.assertEqual(statuses, {404})
        self.assertEqual(len(bodies), 1, "one page for all of them")
        self.assertIn("not valid", bodies.pop())
        self.assertEqual(self.state(), before, "nothing changed")

    @mute_logger("odoo.http", "werkzeug")
    def test_wrong_methods(self):
        before = self.state()
        for path in (self.path, self.objection(self.someone.email_normalized)):
            for method in ("PUT", "DELETE", "PATCH"):
                self.assertEqual(
                    self.send(method, path, answer="agree", scope="all").status_code, 405
                )
            self.assertIn(self.send("OPTIONS", path).status_code, (204, 405))
        self.assertEqual(self.state(), before)

    @mute_logger("odoo.http", "werkzeug")
    def test_large_and_broken_answers(self):
        """A yes is recorded once, whatever else is posted with it; broken forms change nothing."""
        child = self.person("Child", birthdate_date=self.today - relativedelta(years=12))
        paths = (self.path, self.ask(child), self.objection(self.other.email_normalized))
        before = self.state()
        for path in paths:
            for data in (
                {"answer": "x" * 4_000_000, "scope": "y" * 1000},
                {"answer": "agree", "text": "é\0", "channel": "\0", "guardian": "\0"},
                {"answer": "agree\0", "scope": "all\0"},
            ):
                self.assertEqual(self.send("POST", path, **data).status_code, 200)
        self.assertEqual(self.state(), before)
        text = re.search(r'name="text" value="(\w+)"', self.url_open(paths[1]).text).group(1)
        page = self.send(
            "POST", paths[1], answer="agree", channel="email", text=text, guardian="A\0 parent"
        )
        self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(child.monaco_consent_ids.guardian, "A parent")

    def test_somebody_elses_token(self):
        before = self.state()
        mine, theirs = (
            re.search(r"d=([^&]+)&t=(.+)", self.objection(one.email_normalized)).groups()
            for one in (self.someone, self.other)
        )
        for data, token in ((mine[0], theirs[1]), (theirs[0], mine[1])):
            page = self.send("POST", f"/monaco/objection?d={data}&t={token}", scope="all")
            self.assertEqual(page.status_code, 404)
        # a link of the one kind opens nothing of the other
        token = self.path.rpartition("/")[2]
        self.assertEqual(
            self.send("GET", f"/monaco/objection?d={token}&t={token}").status_code, 404
        )
        # in the portal one speaks for oneself, whatever the form says
        new_test_user(self.env, "tries", groups="base.group_portal", email="tries@example.com")
        before = self.state()
        self.authenticate("tries", "tries")
        page = self.url_open("/my/consents")
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        forged = {"partner_id": self.other.id, "user_id": 2, "email": self.other.email}
        for line in ("prospecting-email' OR 1=1", f"{self.other.id}-email", "", "loyalty-email"):
            data = {"line": line, "answer": "agree", "text": "x", **forged}
            self.url_open("/my/consents", data={"csrf_token": csrf, **data})
        self.assertEqual(self.state(), before)
        self.url_open("/my/consents", data={"csrf_token": csrf, "answer": "object", **forged})
        self.assertTrue(self.decide(self.other).allowed, "they objected for themselves alone")

    @mute_logger("odoo.http", "werkzeug")
    def test_replayed(self):
        text = re.search(r'name="text" value="(\w+)"', self.url_open(self.path).text).group(1)
        self.send("POST", self.path, answer="agree", channel="email", text=text)
        objection = self.objection(self.other.email_normalized)
        self.send("POST", objection, scope="email")
        self.env.invalidate_all()
        self.assertTrue(self.decide(self.someone).allowed)
        self.assertFalse(self.decide(self.other).allowed)
        before = self.state()
        for _time in range(20):
            self.send("POST", self.path, answer="agree", channel="email", text=text)
            self.send("POST", self.path, answer="refuse")
            page = self.send("POST", objection, scope="email")
            self.assertEqual(page.status_code, 200)
            self.assertIn("recorded", page.text)
        self.assertEqual(self.state(), before, "a replay adds nothing")
        # unless they agreed since: then it is their later word
        self.consent(self.other)
        self.send("POST", objection, scope="email")
        self.env.invalidate_all()
        self.assertFalse(self.decide(self.other).allowed)

    def test_known_and_unknown_look_alike(self):
        """Whoever holds a link learns nothing about whether its address is in the file."""
        known, unknown = (
            self.objection(email) for email in (self.other.email_normalized, "nobody@example.org")
        )
        work = {}
        for _round in range(15):
            for path in (known, unknown):
                queries, start = self.env.cr.sql_log_count, time.perf_counter()
                page = self.send("GET", path)
                spent = time.perf_counter() - start
                work.setdefault(path, []).append((spent, self.env.cr.sql_log_count - queries, page))
        pages = {path: done[-1][2] for path, done in work.items()}
        self.assertEqual({page.status_code for page in pages.values()}, {200})
        self.assertEqual(self.body(pages[known]), self.body(pages[unknown]))
        for index, most in ((0, 3), (1, 1.5)):
            first, second = (
                statistics.median(one[index] for one in done) for done in work.values()
            )
            self.assertLess(
                max(first, second), most * min(first, second), ("seconds", "queries")[index]
            )
        answers = [self.send("POST", path, scope="email") for path in (known, unknown)]
        self.assertEqual({page.status_code for page in answers}, {200})
        self.assertEqual(*map(self.body, answers))
