"""After a prospect went, no table and no file holds them, and nothing of anybody else is lost."""

import os

import pytest

from odoo import fields

from .residue import search, story
from .residue.house import House
from .residue.persons import BYSTANDER, CLIENT, LONE_LEAD, PROSPECT, READER
from .residue.story import IP

# What software forgets by itself within a day or so: its loss is no loss of anybody.
FLEETING = {
    "bus_bus",
    "mail_compose_message",
    "base_import_import",
    "portal_wizard_user",
    "filestore",
}
FLEETING_ROWS = set()


def marks_of(who, others=()):
    """Return what tells that somebody is in the database."""
    return search.Marks(
        [who.root] + ([IP[who]] if who in IP else []),
        [who.digits],
        [who.picture()],
        [text for o in others for text in (o.email, o.email.split("@")[1])],
    )


def look_for(house, persons):
    """Search tables and files; return the traces of each person."""
    found = {who: [] for who in persons}
    with house.env() as env:
        for who, trace in search.in_tables(env.cr, persons):
            found[who].append(trace)
    for who, trace in search.in_files(house.filestore, persons, house.files_before):
        found[who].append(trace)
    return found


def books(house):
    """Return a fingerprint of posted entries."""
    with house.env() as env:
        env.cr.execute(
            """SELECT md5(string_agg(m::text, '|' ORDER BY m.id)) FROM account_move m WHERE state = 'posted'
                UNION ALL SELECT md5(string_agg(l::text, '|' ORDER BY l.id)) FROM account_move_line l
                 WHERE parent_state = 'posted'"""
        )
        return env.cr.fetchall()


@pytest.fixture(scope="module")
def lived():
    """The story told, grown old and swept by the scheduled action; what was there before and after."""
    house = House(f"tmp_e_residue_{os.getpid()}")
    try:
        ids = story.tell(house)
        house.backdate(800)
        with house.env("admin") as env:  # the bystander is still in touch
            partner = env["res.partner"].browse(ids[BYSTANDER])
            partner.message_post(body="Hello", message_type="comment", author_id=partner.id)
        marks = {
            PROSPECT: marks_of(PROSPECT, [BYSTANDER]),
            BYSTANDER: marks_of(BYSTANDER),
            CLIENT: marks_of(CLIENT),
            LONE_LEAD: marks_of(LONE_LEAD),
            READER: marks_of(READER),
        }
        before = look_for(house, marks)
        posted = books(house)
        FLEETING_ROWS.update(own_mails(house, ids[PROSPECT]))
        house.run_retention()
        after = look_for(house, marks)
        yield house, ids, before, after, posted
    finally:
        house.drop()


def own_mails(house, pid):
    """Return the ids of queued mails whose only recipient is ``pid``: they go, whoever they quote."""
    with house.env() as env:
        mails = env["mail.mail"].search([("recipient_ids", "in", pid)])
        return {("mail_mail", mail.id) for mail in mails if mail.recipient_ids.ids == [pid]}


def places(traces):
    return {(t.place, t.column, t.row) for t in traces}


def test_the_story_was_rich(lived):
    """The seeds work: without them, a green residue test would say nothing."""
    _house, _ids, before, _after, _posted = lived
    tables = {t.place for t in before[PROSPECT]}
    print(f"{len(places(before[PROSPECT]))} places in {len(tables)} tables before")
    assert len(places(before[PROSPECT])) > 134
    expected = {
        "res_partner",
        "crm_lead",
        "mail_message",
        "res_users",
        "calendar_event",
        "mailing_trace",
        "sms_sms",
        "ir_attachment",
        "discuss_channel",
        "mail_tracking_value",
        "ir_filters",
        "ir_logging",
        "filestore",
    }
    assert expected <= tables


def test_nothing_of_the_prospect_is_left(lived):
    _house, _ids, _before, after, _posted = lived
    assert not after[PROSPECT], (
        f"{len(places(after[PROSPECT]))} places:\n{search.report(after[PROSPECT])}"
    )


@pytest.mark.parametrize("who", [BYSTANDER, CLIENT], ids=["bystander", "client"])
def test_nothing_of_the_others_is_lost(lived, who):
    _house, _ids, before, after, _posted = lived
    lost = places(before[who]) - places(after[who])
    assert not {
        place for place in lost if place[0] not in FLEETING and place[::2] not in FLEETING_ROWS
    }


def test_posted_invoices_are_the_same_byte_for_byte(lived):
    house, _ids, _before, _after, posted = lived
    assert books(house) == posted


@pytest.mark.parametrize("who", [LONE_LEAD, READER], ids=["lead", "mailing contact"])
def test_nothing_of_those_without_a_contact(lived, who):
    _house, _ids, before, after, _posted = lived
    assert before[who]
    assert not after[who], search.report(after[who])


def test_the_prospect_is_journalled_once(lived):
    house, ids, _before, _after, _posted = lived
    with house.env() as env:
        lines = env["monaco.journal"].search(
            [("res_id", "=", ids[PROSPECT]), ("res_model", "=", "res.partner")]
        )
        assert lines.filtered(lambda line: line.action == "erase").mapped("ground") == ["prospect"]
        assert fields.Date.to_date(lines[0].at)
