"""A real browser on a real server: what a person sees, and what went wrong on the way."""

import contextlib
import itertools
import resource
import shutil

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = (390, 844)
DESK = (1366, 900)
# Tells whether a page has been at rest each time it was asked, since somebody began to ask: no call under way,
# nothing left to draw.  Begun before the page's own scripts.
REST = """(() => {
    const wheels = ".o_loading_indicator, .o_blockUI, .o_form_status_indicator .fa-spin";
    const send = XMLHttpRequest.prototype.send;
    let calls = 0, asking = null, calm = 0;
    XMLHttpRequest.prototype.send = function () {
        calls++;
        this.addEventListener("loadend", () => calls--, {once: true});
        return send.apply(this, arguments);
    };
    const drawing = () => {
        const owl = window.odoo?.loader?.modules?.get("@odoo/owl");
        return [...(owl?.App.apps || [])].some((app) => app.scheduler.tasks.size);
    };
    window.monacoAtRest = (who) => {
        const busy =
            calls || drawing() || document.readyState !== "complete" || document.querySelector(wheels);
        calm = busy || asking !== who ? 0 : calm + 1;
        asking = who;
        return calm >= 6;
    };
})()"""


def chromium():
    """The path of Chromium; its absence is an error, never a reason to skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise FileNotFoundError("Chromium is missing: apt-get install chromium")
    return found


class Visit:
    """One person at one window."""

    def __init__(self, page, address):
        self.page, self.address, self.problems = page, address, []
        self._asked = itertools.count()
        page.add_init_script(REST)
        page.on("pageerror", lambda error: self.problems.append(f"JavaScript: {error}"))
        page.on("console", self._listen)
        page.route(lambda url: not url.startswith(address), self._stay)

    def _listen(self, message):
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    @staticmethod
    def _stay(route):
        """Nothing is asked of other servers: fonts and the like are answered with nothing."""
        route.fulfill(status=200, body="")

    def log_in(self, login, password=None):
        self.page.goto(f"{self.address}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password or login)
        # not a click: the first button of the page belongs to the website's search
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_selector(".o_main_navbar")

    def go(self, path, wait=".o_view_controller"):
        self.page.goto(f"{self.address}/odoo/{path}")
        self.page.wait_for_selector(wait)
        self.settle()

    def settle(self):
        """Wait until Odoo has drawn what it was asked for, and note a dialog of error."""
        who = next(self._asked)
        self.page.wait_for_function("who => monacoAtRest(who)", arg=who, polling=25)
        for dialog in self.page.query_selector_all(".o_error_dialog"):
            self.problems.append(f"dialog: {dialog.inner_text()}")

    def open_tab(self, name):
        self.page.locator(".o_notebook .nav-link", has_text=name).first.click()
        self.settle()


@contextlib.contextmanager
def _all_memory():
    """Start programs without the limit Odoo puts on its own process: Chromium reserves more addresses than it uses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def launch():
    """Start Chromium and yield it."""
    from playwright.sync_api import sync_playwright

    with _all_memory(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def sit_down(browser, size=DESK):
    """Return a browser profile of somebody in Monaco: cookies and cache of its own, no page yet."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="fr-FR",
        timezone_id="Europe/Monaco",
        is_mobile=size == PHONE,
        has_touch=size == PHONE,
    )
    context.set_default_timeout(60_000)
    return context


@contextlib.contextmanager
def visit(address, login, size=DESK, password=None):
    """Log somebody in, in French, and yield their :class:`Visit`; ``None``: a visitor without a login."""
    with launch() as browser:
        seen = Visit(sit_down(browser, size).new_page(), address)
        if login:
            seen.log_in(login, password)
        yield seen
