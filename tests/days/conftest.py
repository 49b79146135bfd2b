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


@pytest.fixture
def at_screen(scene):
    """Return what logs somebody in: a context manager that fails when their screen showed an error."""
    _house, address, _ids = scene

    @contextlib.contextmanager
    def log_in(login, size=browser.DESK, password=stage.PASSWORD):
        with browser.visit(address, login, size, password) as seen:
            yield scenery.Person(seen)
            seen.settle()
            assert not seen.problems, login

    return log_in
