"""One server with strictly separated services for all the days; who is at the screen works in French."""

import contextlib
import os

import pytest

from ..residue.house import House
from ..services import stage
from . import scene as scenery

from demo import browser  # isort: skip  # found through the path that the house adds


@pytest.fixture(scope="package")
def scene():
    """Yield ``(house, address, ids)``: a copy of the house of its own, and its real server."""
    browser.chromium()
    house = House(f"test_days_{os.getpid()}")
    try:
        with house.env() as env:
            ids = scenery.build(env)
        with house.server() as address:
            yield house, address, ids
    finally:
        house.drop()


@pytest.fixture(scope="package")
def desks(scene):
    """Return what gives the desk of a login: one browser, one profile a person, logged in once."""
    _house, address, _ids = scene
    known = {}
    with browser.launch() as chromium:

        def sit_down(login, password):
            if login not in known:
                known[login] = browser.sit_down(chromium)
                page = known[login].new_page()
                browser.Visit(page, address).log_in(login, password)
                page.close()
            return known[login]

        yield sit_down


@pytest.fixture
def at_screen(scene, desks):
    """Return what opens a window to somebody: a context manager that fails when it showed an error."""
    _house, address, _ids = scene

    @contextlib.contextmanager
    def open_window(login, password=stage.PASSWORD):
        seen = browser.Visit(desks(login, password).new_page(), address)
        try:
            yield scenery.Person(seen)
            seen.settle()
            assert not seen.problems, login
        finally:
            seen.page.close()

    return open_window
