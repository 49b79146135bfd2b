"""After a prospect went, no table and no file holds them, and nothing of anybody else is lost."""

import os

import pytest

from odoo import fields

from .residue import search, story
from .residue.house import House
from .residue.persons import (
    ANNE,
    BUYER,
    BYSTANDER,
    CLIENT,
    FIRST,
    GONE,
    HOMONYM,
    JOANNE,
    LONE_LEAD,
    PROSPECT,
    READER,
    STAYING,
)
from .residue.story import IP

# What software forgets by itself within a day or so: its loss is no loss of anybody.
FLEETING = {
    "bus_bus",
    "mail_compose_message",
    "base_import_import",
    "portal_wizard_user",
    "survey_invite",
    "filestore",
}
FLEETING_ROWS = set()
# Where further apps, when they are there, hold words of the prospect.
OF_APPS = {
    "auditlog.log": "auditlog_log_line",
    "event.registration": "event_registration_answer",
    "im_livechat.channel": "discuss_channel",
    "loyalty.card": "loyalty_history",
    "mail.group": "mail_group_member",
    "payment.token": "payment_token",
    "pos.order": "pos_payment",
    "project.task": "project_task",
    "repair.order": "repair_order",
    "snailmail.letter": "snailmail_letter",
    "survey.survey": "survey_user_input_line",
}


def marks_of(who, others=()):
    """Return what tells that somebody is in the database."""
    return search.Marks(
        # a homonym's name is no mark; an address that another contains is one by itself
        [who.root, who.email] + ([IP[who]] if who in IP else []),
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
    # many apps at once, so that whatever they keep is searched too
    house = House(f"tmp_e_residue_{os.getpid()}", os.environ.get("MONACO_TEMPLATE", "t_wide"))
    try:
        ids = story.tell(house)
        house.backdate(800)
        with house.env("admin") as env:  # these are still in touch
            for who in (BYSTANDER, HOMONYM, JOANNE):
                partner = env["res.partner"].browse(ids[who])
                partner.message_post(body="Hello", message_type="comment", author_id=partner.id)
        marks = {
            PROSPECT: marks_of(PROSPECT, [BYSTANDER]),
            BYSTANDER: marks_of(BYSTANDER),
            CLIENT: marks_of(CLIENT),
            LONE_LEAD: marks_of(LONE_LEAD),
            READER: marks_of(READER),
            **{who: marks_of(who) for who in GONE + STAYING},
            ANNE: marks_of(ANNE, [JOANNE]),
        }
        before = look_for(house, marks)
        posted = books(house)
        for who in (PROSPECT, *GONE):
            FLEETING_ROWS.update(own_mails(house, ids[who]))
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
    house, _ids, before, _after, _posted = lived
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
    with house.env() as env:
        expected |= {table for model, table in OF_APPS.items() if model in env}
    assert expected <= tables


def test_nothing_of_the_prospect_is_left(lived):
    _house, _ids, _before, after, _posted = lived
    assert not after[PROSPECT], (
        f"{len(places(after[PROSPECT]))} places:\n{search.report(after[PROSPECT])}"
    )


@pytest.mark.parametrize("who", [BYSTANDER, CLIENT, *STAYING], ids=lambda who: who.root)
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


@pytest.mark.parametrize("who", GONE, ids=lambda who: who.root)
def test_nothing_of_those_whose_case_is_particular(lived, who):
    """A company and its three contacts, a homonym, a client's contact, an address within another."""
    _house, _ids, before, after, _posted = lived
    assert len(places(before[who])) > 20
    assert not after[who], search.report(after[who])


def test_who_stays_keeps_their_name(lived):
    """The homonym bears the name of somebody who is gone; the client is still a client."""
    house, ids, _before, _after, _posted = lived
    with house.env() as env:
        for who in STAYING:
            partner = env["res.partner"].browse(ids[who])
            assert (partner.name, partner.email, partner.active) == (who.name, who.email, True)
            assert partner.monaco_state == "active"
        assert env["res.partner"].browse(ids[FIRST]).monaco_state == "anonymised"
        assert env["res.partner"].browse(ids[BUYER]).monaco_kind == "client"


def test_what_is_shared_stays_for_the_others(lived):
    """The chat and the meeting of one who is gone are still the others', with their words."""
    house, ids, _before, _after, _posted = lived
    with house.env() as env:
        joanne = env["res.partner"].browse(ids[JOANNE])
        meeting = env["calendar.event"].search([("partner_ids", "in", joanne.ids)])
        assert len(meeting) == 1 and meeting.start
        chat = env["discuss.channel.member"].search([("partner_id", "=", joanne.id)]).channel_id
        assert len(chat) == 1
        said = " ".join(str(body) for body in chat.message_ids.mapped("body"))
        assert JOANNE.name in said


def test_the_prospect_is_journalled_once(lived):
    house, ids, _before, _after, _posted = lived
    with house.env() as env:
        lines = env["monaco.journal"].search(
            [("res_id", "=", ids[PROSPECT]), ("res_model", "=", "res.partner")]
        )
        assert lines.filtered(lambda line: line.action == "erase").mapped("ground") == ["prospect"]
        assert fields.Date.to_date(lines[0].at)
