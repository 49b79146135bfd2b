"""The same person, waiting for a delivery, as each service sees them."""

from ..services.stage import word

# service: (what stands on their screen, what does not)
WANTED = {
    "commercial": (("rue", "mail", "metier", "note"), ()),
    "logistique": (("rue",), ("mail", "metier", "note")),
    "comptable": (("rue", "mail", "note"), ("metier",)),
    "protection": (("rue", "mail", "metier", "note"), ()),
}
BORN = {"protection"}
CONSENTS = {"commercial", "protection"}


def test_same_contact(scene, at_screen):
    """Fields that a service has no need of are absent, with their labels."""
    _house, _address, ids = scene
    for login, (shown, absent) in WANTED.items():
        with at_screen(login) as person:
            person.open(f"contacts/{ids['res.partner']['delivery']}")
            text = person.tabs()
            assert not [kind for kind in shown if word("delivery", kind) not in text], login
            assert not [kind for kind in absent if word("delivery", kind) in text], login
            assert ("Date de naissance" in text) == (login in BORN), login
            assert ("Permissions" in text) == (login in CONSENTS), login
