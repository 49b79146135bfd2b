"""Tables whose columns depend on each other: settings, external numbers, attachments, filters, words of staff."""

import re

# Settings that open a door, or tell whose database it is.
_DOOR = re.compile(
    r"secret|token|password|api_?key|private|uuid|license|enterprise|credential|vapid|^iap|ledger"
)
_FILES = {
    "image": ("image/png", "image"),
    "application/pdf": ("application/pdf", "pdf"),
}
_CODE = re.compile(r"^[a-z0-9_]+$")


def setting(masks):
    """Return what becomes of a row of ``ir_config_parameter``; ``None`` when it goes."""

    def change(row):
        if _DOOR.search(row["key"]):
            return None
        row["value"] = masks.mention(row["value"] or "")
        return row

    return change


def external(modules):
    """Return what becomes of a row of ``ir_model_data``: the numbers of an import may be made of names.

    :param modules: names of the installed addons, whose own numbers stay
    """

    def change(row):
        if row["module"] not in modules:
            row["name"] = f"ligne_{row['id']}"
        return row

    return change


def reason(masks):
    """Return what becomes of a row of ``monaco_run_line``: a code stays, words of staff do not."""

    def change(row):
        if row["reason"] and not _CODE.match(row["reason"]):
            row["reason"] = masks.text(row["reason"])
        return row

    return change


def search(masks):
    """Return what becomes of a row of ``ir_filters``: what staff look for may be somebody's name."""

    def change(row):
        row["name"] = f"{masks.text(_english(row['name']))} {row['id']}"
        row["domain"], row["context"] = "[]", "{}"
        if "sort" in row:
            row["sort"] = "[]"
        return row

    return change


def attachment(masks, substitutes):
    """Return what becomes of a row of ``ir_attachment``.

    :param substitutes: ``{"image" | "pdf" | "text": (name, checksum, size)}`` of the files written instead
    """

    def change(row):
        row["access_token"] = row["index_content"] = row["db_datas"] = None
        if _is_software(row):
            return row
        for column in ("name", "description"):
            if row.get(column):
                row[column] = _file_name(masks, row[column])
        if row["url"]:
            row["url"] = masks.site(row["url"])
        if row["store_fname"]:
            mimetype = row["mimetype"] or ""
            whole = next(
                (v for k, v in _FILES.items() if mimetype.startswith(k)), ("text/plain", "text")
            )
            row["mimetype"] = whole[0]
            row["store_fname"], row["checksum"], row["file_size"] = substitutes[whole[1]]
        return row

    return change


def _is_software(row):
    model = row["res_model"] or ""
    if model in ("ir.ui.view", "ir.ui.menu", "ir.module.module", "res.lang", "res.country"):
        return True
    if model.startswith("payment.") and row["res_field"]:
        return True
    # what the addons bring: style sheets, scripts, pictures of the website
    return (
        not row["res_id"]
        and bool(row["url"])
        and row["url"].startswith(("/web/", "/website", "/theme"))
    )


def _file_name(masks, name):
    stem, dot, kind = name.rpartition(".")
    if dot and re.fullmatch(r"\w{1,5}", kind) and kind.isascii():
        return f"{masks.text(stem)}.{kind}" if len(kind) <= 4 else masks.text(name)
    return masks.text(name)


def _english(name):
    return (
        re.sub(r'^\{.*?:\s*"|".*$', "", name or "") if (name or "").startswith("{") else name or ""
    )
