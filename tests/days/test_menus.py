"""What is hidden is absent, never a box of error: every menu of every service, opened."""

import pytest

from . import scene as scenery

# at least so many screens: a crawl that opens nothing finds nothing
LEAST = {"commercial": 50, "logistique": 30, "comptable": 40, "maintenance": 4, "gestion": 40}


@pytest.mark.parametrize("login", LEAST)
def test_every_menu_opens(at_screen, login):
    """Lists, cards, the first record and all its tabs; calls refused behind the screen count too."""
    with at_screen(login) as person:
        person.open("", ".o_main_navbar")
        found = person.page.evaluate(scenery.CRAWL)
        assert not found["problems"]
        assert len(found["opened"]) >= LEAST[login]
