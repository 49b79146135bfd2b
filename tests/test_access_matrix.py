"""Who may do what to whose record: what really happens, beside the committed file."""

import os

import pytest

from .residue.house import House
from .services import matrix, stage


@pytest.fixture(scope="module")
def found():
    house = House(f"test_matrix_{os.getpid()}")
    try:
        with house.env() as env:
            ids = stage.build(env)
        with house.server() as address:
            callers = {
                login: stage.Caller(address, house, login)
                for login in matrix.LOGINS
                if login != "public"
            }
            yield list(matrix.rows_of(house, ids, callers))
    finally:
        house.drop()


def test_matrix_is_the_committed_one(found):
    if os.environ.get("MONACO_MATRIX") == "write":
        matrix.write(found)
    expected = matrix.read()
    gained = [row for row in found if row not in expected]
    lost = [row for row in expected if row not in found]
    assert not gained and not lost, f"now: {gained}\nbefore: {lost}"


def test_all_doors_agree(found):
    """The ORM, the read of RPC and the web client's own calls give the same answer."""
    assert not [row for row in found if "/" in row[3]]


def test_two_services_are_never_more_than_their_union(found):
    rights = {(row[0], row[1], row[2]): row[3:] for row in found}
    for (service, model, whose), own in rights.items():
        if service != "sales+logistics" or whose == "own contact":
            continue
        parts = [rights.get((part, model, whose)) for part in ("sales", "logistics")]
        for index, answer in enumerate(own):
            if answer == "yes" and all(parts):
                assert any(part[index] in ("yes", "held") for part in parts), (model, whose, index)


def test_portal_and_website_read_none_of_the_added_fields(found):
    for row in found:
        if row[0] in ("portal", "website") and ".monaco_" in row[1]:
            assert row[3] == "no", row
