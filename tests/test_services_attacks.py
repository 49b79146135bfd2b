"""Each service tries every door to whom it does not see: none of their data comes out of any."""

import base64
import json
import os

import pytest

from .residue.house import House
from .services import stage

# who must learn nothing of whom
UNSEEN = {
    "commercial": ("archived", "stranger", "elsewhere"),
    "logistique": ("prospect", "client", "archived", "stranger", "elsewhere"),
    "comptable": ("prospect", "stranger", "elsewhere"),
    "maintenance": ("prospect", "delivery", "client"),
    "double": ("archived", "stranger", "elsewhere"),
    "sans": ("prospect", "delivery", "archived"),
    "portail": ("prospect", "client"),
}
CASES = [(login, whose) for login, persons in UNSEEN.items() for whose in persons]
HIDDEN = {
    "commercial": ("prospect", ["birthdate_date"]),
    "logistique": ("delivery", ["birthdate_date", "comment", "function"]),
    "comptable": ("client", ["birthdate_date", "function"]),
}


@pytest.fixture(scope="module")
def scene():
    """A real server, everything on it, and one caller a user."""
    house = House(f"test_attacks_{os.getpid()}")
    try:
        with house.env() as env:
            ids = stage.build(env)
        with house.server() as address:
            yield ids, {login: stage.Caller(address, house, login) for login in UNSEEN}
    finally:
        house.drop()


def _texts(caller, model, rid, words):
    """Yield (name of the attack, what came back) for one record."""
    one = [["id", "=", rid]]
    rpc, names = caller.rpc, ["display_name", "name", "email", "phone", "street", "comment"]
    yield "read", rpc("res.partner", "read", [[rid], names])
    yield "read without fields", rpc("res.partner", "read", [[rid]])
    yield (
        "web_read",
        rpc("res.partner", "web_read", [[rid]], {"specification": {"name": {}, "email": {}}}),
    )
    yield "search_read", rpc("res.partner", "search_read", [one, names])
    yield (
        "archived too",
        rpc("res.partner", "search_read", [one, names], {"context": {"active_test": False}}),
    )
    yield (
        "other companies",
        rpc(
            "res.partner",
            "search_read",
            [one, names],
            {"context": {"allowed_company_ids": [1, 2, 3]}},
        ),
    )
    yield "search by name", rpc("res.partner", "search", [[["name", "=like", f"{words}%"]]])
    yield "name_search", rpc("res.partner", "name_search", [words])
    yield (
        "web_name_search",
        rpc("res.partner", "web_name_search", [words, {"display_name": {}, "email": {}}]),
    )
    yield "name_create and copy", rpc("res.partner", "copy_data", [[rid]])
    yield "export", rpc("res.partner", "export_data", [[rid], ["name", "email", "phone"]])
    yield (
        "group",
        rpc(
            "res.partner",
            "formatted_read_group",
            [one, ["name", "email"], ["__count"]],
            {"context": {"active_test": False}},
        ),
    )
    yield "web group", rpc("res.partner", "web_read_group", [one, ["name"], ["__count"]])
    yield (
        "children of a company",
        rpc("res.partner", "search_read", [[["id", "child_of", rid]], names]),
    )
    for link, comodel in (
        ("message_follower_ids", "mail.followers"),
        ("message_ids", "mail.message"),
        ("activity_ids", "mail.activity"),
    ):
        yield (
            f"nested {comodel}",
            rpc(
                "res.partner",
                "web_search_read",
                [one],
                {"specification": {link: {"fields": {"display_name": {}}}}},
            ),
        )
    yield (
        "messages",
        rpc(
            "mail.message",
            "search_read",
            [[["model", "=", "res.partner"], ["res_id", "=", rid]], ["body"]],
        ),
    )
    yield (
        "messages by word",
        rpc("mail.message", "search_read", [[["body", "ilike", words]], ["body"]]),
    )
    yield (
        "followers",
        rpc("mail.followers", "search_read", [[["partner_id", "=", rid]], ["name", "email"]]),
    )
    yield (
        "activities",
        rpc(
            "mail.activity",
            "search_read",
            [[["res_model", "=", "res.partner"], ["res_id", "=", rid]], ["summary", "res_name"]],
        ),
    )
    yield (
        "files",
        rpc(
            "ir.attachment",
            "search_read",
            [[["res_model", "=", "res.partner"], ["res_id", "=", rid]], ["name", "datas"]],
        ),
    )
    yield "mention", rpc("res.partner", "get_mention_suggestions", [words])
    yield "mention in a channel", rpc("res.partner", "search_for_channel_invite", [words])
    yield (
        "store",
        caller.post(
            "/mail/data",
            {"fetch_params": [["/mail/thread", {}]], "context": {}},
        ),
    )
    yield (
        "thread",
        caller.post("/mail/thread/messages", {"thread_model": "res.partner", "thread_id": rid}),
    )
    yield (
        "thread data",
        caller.post(
            "/mail/thread/data",
            {
                "thread_model": "res.partner",
                "thread_id": rid,
                "request_list": ["followers", "attachments", "activities", "suggestedRecipients"],
            },
        ),
    )
    yield (
        "avatar card",
        caller.post(
            "/mail/data",
            {"fetch_params": [["avatar_card", {"id": rid, "model": "res.partner"}]], "context": {}},
        ),
    )
    yield "address", rpc("res.partner", "address_get", [[rid]])
    yield (
        "quotations",
        rpc(
            "sale.order",
            "search_read",
            [[["partner_id", "=", rid]], ["name", "partner_id", "client_order_ref"]],
        ),
    )
    yield (
        "leads",
        rpc("crm.lead", "search_read", [[["partner_id", "=", rid]], ["name", "email_from"]]),
    )
    yield (
        "transfers",
        rpc("stock.picking", "search_read", [[["partner_id", "=", rid]], ["name", "partner_id"]]),
    )
    yield (
        "related in a transfer",
        rpc(
            "stock.picking",
            "web_search_read",
            [[["partner_id", "=", rid]]],
            {
                "specification": {
                    "monaco_address": {},
                    "monaco_phone": {},
                    "partner_id": {"fields": {"display_name": {}}},
                }
            },
        ),
    )
    yield (
        "nested below a transfer",
        rpc(
            "stock.picking",
            "web_search_read",
            [[["partner_id", "=", rid]]],
            {"specification": {"partner_id": {"fields": {"name": {}, "email": {}, "phone": {}}}}},
        ),
    )
    yield (
        "exported through a transfer",
        rpc("stock.picking", "search_read", [[["partner_id.name", "ilike", words]], ["name"]])
        | {"what": "by its name"},
    )
    yield "users", rpc("res.users", "search_read", [[["partner_id", "=", rid]], ["name", "login"]])
    yield "JSON-2 read", {"text": caller.json2("res.partner", "read", ids=[rid], fields=names)}
    yield (
        "JSON-2 search",
        {"text": caller.json2("res.partner", "search_read", domain=one, fields=names)},
    )
    for path in (
        f"/web/image/res.partner/{rid}/image_1920",
        f"/web/image/res.partner/{rid}/avatar_128",
        f"/web/content/res.partner/{rid}/image_1920",
        f"/report/html/base.report_partner/{rid}",
        f"/odoo/res.partner/{rid}",
        f"/web/partner/vcard?partner_ids={rid}",
        f"/web_enterprise/partner/{rid}/vcard",
        f"/json/1/contacts/{rid}",
    ):
        yield path, {"text": caller.get(path).text}


@pytest.mark.parametrize(("login", "whose"), CASES)
def test_nothing_of_whom_one_does_not_see(scene, login, whose):
    ids, callers = scene
    rid, words = ids["res.partner"][whose], stage.PERSONS[whose]
    given = []
    for attack, answer in _texts(callers[login], "res.partner", rid, words):
        text = json.dumps(answer)
        if words in text and not _only_echo(text, words):
            given.append((attack, text[max(0, text.index(words) - 80) :][:200]))
    assert not given, f"{login} learns of {whose}: {given}"


def _only_echo(text, words):
    """Whether the word is only the caller's own question, given back in an error."""
    return "error" in json.loads(text) and f"{words}%" in text


@pytest.mark.parametrize(("login", "whose"), CASES)
def test_files_and_pictures_by_number(scene, login, whose):
    ids, callers = scene
    attachment = ids["ir.attachment"][whose]
    for path in (
        f"/web/content/{attachment}",
        f"/web/image/{attachment}",
        f"/web/content/{attachment}?download=1",
    ):
        assert stage.word(whose, "contenu") not in callers[login].get(path).text
    answer = callers[login].rpc("ir.attachment", "read", [[attachment], ["name", "raw", "datas"]])
    assert stage.word(whose, "fichier") not in json.dumps(answer)
    mark = base64.b64encode(stage.word(whose, "contenu").encode()).decode()
    assert mark not in json.dumps(answer)
    message = ids["mail.message"][whose]
    answer = callers[login].rpc("mail.message", "read", [[message], ["body", "record_name"]])
    assert stage.PERSONS[whose] not in json.dumps(answer)
    activity = ids["mail.activity"][whose]
    answer = callers[login].rpc("mail.activity", "read", [[activity], ["summary", "res_name"]])
    assert stage.PERSONS[whose] not in json.dumps(answer)


@pytest.mark.parametrize(("login", "whose"), CASES)
def test_right_and_wrong_guesses_look_alike(scene, login, whose):
    """A question about somebody hidden has one answer, whatever is asked: searching is no oracle."""
    ids, callers = scene
    rid, rpc = ids["res.partner"][whose], callers[login].rpc
    context = {"context": {"active_test": False}}
    for field, right in (("email", stage.word(whose, "mail")), ("name", stage.PERSONS[whose])):
        for prefix in ("", "parent_id.", "child_ids.", "commercial_partner_id."):
            answers = []
            for guess in (right, "nobody-is-called-so"):
                domain = [["id", "=", rid], [f"{prefix}{field}", "ilike", guess]]
                answer = rpc("res.partner", "search_count", [domain], context)
                answers.append(answer.get("result", "refused"))
            assert answers[0] == answers[1] and answers[0] in (0, "refused"), (
                prefix + field,
                answers,
            )
    for model, link in (
        ("stock.picking", "partner_id"),
        ("sale.order", "partner_id"),
        ("account.move", "partner_id"),
        ("crm.lead", "partner_id"),
        ("mail.message", "author_id"),
        ("res.users", "partner_id"),
        ("stock.move", "picking_id.partner_id"),
    ):
        answers = []
        for guess in (stage.word(whose, "mail"), "nobody-is-called-so"):
            domain = [[f"{link}.email", "ilike", guess]]
            answers.append(rpc(model, "search_count", [domain], context).get("result", "refused"))
        assert answers[0] == answers[1], (model, answers)


@pytest.mark.parametrize("login", HIDDEN)
def test_hidden_field_of_somebody_seen(scene, login):
    """The person is seen, the field is not: not read, filtered, sorted, grouped, exported nor imported."""
    ids, callers = scene
    whose, names = HIDDEN[login]
    rid, rpc = ids["res.partner"][whose], callers[login].rpc
    one = [["id", "=", rid]]
    assert rpc("res.partner", "search_count", [one])["result"] == 1, "they are seen"
    for name in names:
        refused = {
            "read": rpc("res.partner", "read", [[rid], [name]]),
            "web_read": rpc("res.partner", "web_read", [[rid]], {"specification": {name: {}}}),
            "filter": rpc("res.partner", "search", [[*one, [name, "!=", False]]]),
            "filter of a link": rpc("crm.lead", "search", [[[f"partner_id.{name}", "!=", False]]]),
            "filter of a user": rpc("res.users", "search", [[[name, "!=", False]]]),
            "order": rpc("res.partner", "search", [one], {"order": name}),
            "group": rpc("res.partner", "formatted_read_group", [one, [name], ["__count"]]),
            "aggregate": rpc("res.partner", "formatted_read_group", [one, [], [f"{name}:max"]]),
            "export": rpc("res.partner", "export_data", [[rid], ["name", name]]),
            "write": rpc("res.partner", "write", [[rid], {name: False}]),
            "filtered domain": rpc(
                "res.partner", "filtered_domain", [[rid], [[name, "!=", False]]]
            ),
            "read of a user": rpc("res.users", "search_read", [[], [name]]),
            "mapped": rpc("res.partner", "mapped", [[rid], name]),
        }
        given = [door for door, answer in refused.items() if "error" not in answer]
        assert not given, (name, given)
        assert name not in rpc("res.partner", "fields_get", [])["result"]
        everything = rpc("res.partner", "read", [[rid]])
        assert name not in json.dumps(everything)
        assert name not in callers[login].json2("res.partner", "search_read", domain=one)
        views = rpc(
            "res.partner", "get_views", [[[False, "form"], [False, "search"], [False, "list"]]]
        )
        for view in views["result"]["views"].values():
            assert f'name="{name}"' not in view["arch"]


@pytest.mark.parametrize("login", UNSEEN)
def test_documents_of_the_trade(scene, login):
    """Salespeople and accountants work with documents; others find none, not even its number."""
    _ids, callers = scene
    found = {
        whose
        for whose, reference in stage.REFERENCES.items()
        if callers[login]
        .rpc("sale.order", "search_count", [[["client_order_ref", "=", reference]]])
        .get("result")
    }
    everything = {"prospect", "delivery", "client", "archived"}
    confirmed = everything - {"prospect"}
    seen = {
        "commercial": everything,
        "double": everything,
        "comptable": confirmed,
        "logistique": confirmed,  # without its amounts, nor the name of whom they do not see
    }
    assert found == seen.get(login, set())


def test_no_amount_for_logistics(scene):
    ids, callers = scene
    rid, rpc = ids["sale.order"]["delivery"], callers["logistique"].rpc
    for model, name in (
        ("sale.order", "amount_total"),
        ("sale.order", "tax_totals"),
        ("sale.order.line", "price_unit"),
        ("sale.order.line", "price_subtotal"),
    ):
        field = name if model == "sale.order" else f"order_line.{name}"
        for answer in (
            rpc(model, "search_read", [[], [name]]),
            rpc(model, "search", [[[name, ">", 0]]]),
            rpc("sale.order", "search", [[[field, ">", 0]]]),
            rpc("stock.picking", "search", [[[f"sale_id.{field}", ">", 0]]]),
            rpc(model, "formatted_read_group", [[], [], [f"{name}:sum"]]),
        ):
            assert "error" in answer, (model, name, answer)
    for answer in (
        rpc("sale.order", "read", [[rid]]),
        rpc("sale.order.line", "search_read", [[["order_id", "=", rid]]]),
        rpc("stock.picking", "read", [[ids["stock.picking"]["delivery"]]]),
        rpc("stock.move", "search_read", [[["picking_id", "=", ids["stock.picking"]["delivery"]]]]),
    ):
        assert "1234.56" not in json.dumps(answer)
    assert (
        "error" in rpc("sale.report", "search_read", [[], []])
        or not rpc("sale.report", "search", [[]])["result"]
    )


def test_bank_account_only_for_accounting(scene):
    ids, callers = scene
    bank, number = ids["res.partner.bank"]["client"], stage.IBANS["client"]
    for login, caller in callers.items():
        answers = [
            caller.rpc("res.partner.bank", "read", [[bank], ["acc_number", "display_name"]]),
            caller.rpc(
                "res.partner.bank",
                "search_read",
                [[["acc_number", "like", "MC58"]], ["acc_number"]],
            ),
            caller.rpc("res.partner.bank", "name_search", ["MC58"]),
            caller.rpc(
                "res.partner",
                "web_search_read",
                [[["id", "=", ids["res.partner"]["client"]]]],
                {"specification": {"bank_ids": {"fields": {"acc_number": {}, "display_name": {}}}}},
            ),
        ]
        found = number in json.dumps(answers).replace(" ", "")
        assert found == (login == "comptable"), login


def test_maintenance_sees_no_name_anywhere(scene):
    _ids, callers = scene
    caller = callers["maintenance"]
    for model in ("res.users", "ir.module.module", "ir.attachment", "res.company", "ir.filters"):
        answer = caller.rpc(model, "search_read", [[], ["display_name", "create_uid", "write_uid"]])
        text = json.dumps(answer)
        assert not [name for name in stage.PERSONS.values() if name in text], model
        assert "Usager commercial" not in text, model
    for login in ("commercial", "comptable"):
        answer = caller.rpc("res.users", "search_read", [[["login", "=", login]], ["name"]])
        assert answer.get("result") in ([], None), "colleagues neither"


@pytest.mark.parametrize("login", UNSEEN)
def test_nobody_opens_their_own_doors(scene, login):
    """No public method gives a service, a window or a flag to who asks."""
    ids, callers = scene
    rid, rpc = ids["res.partner"]["stranger"], callers[login].rpc
    for model, method, args in (
        ("monaco.service.assignment", "create", [{"user_id": 2, "service": "dpo"}]),
        ("monaco.service.assignment", "search_read", [[]]),
        ("monaco.window", "create", [{"res_model": "res.partner", "res_ids": [rid]}]),
        ("monaco.window", "search_read", [[]]),
        ("res.company", "write", [[1], {"monaco_services_strict": False}]),
        ("res.partner", "write", [[rid], {"monaco_for_sales": True}]),
        ("res.partner", "create", [{"name": "x", "monaco_for_sales": True}]),
        ("res.partner", "search", [[["monaco_for_sales", "=", True]]]),
        ("ir.rule", "search_read", [[]]),
        ("monaco.service", "_get_rows", [1, "res.partner"]),
    ):
        answer = rpc(model, method, args)
        # a maintenance provider reads the windows opened to them: here none
        own = login == "maintenance" and answer.get("result") == []
        assert "error" in answer or own, (model, method)
