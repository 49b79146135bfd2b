"""What is left to look at on a screen from which fields were taken out: no empty tab, frame, icon or title."""

import ast

# what goes with the last thing it showed
FRAMES = {
    "button",
    "notebook",
    "page",
    "group",
    "div",
    "span",
    "p",
    "ul",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
}
DRAWN = {"field", "button", "widget", "label", "img", "a", "t", "chatter"}
# what one looks at in a tab: buttons alone keep none
CONTENT = {"field", "widget"}
ICONS = {"fa", "oi"}


def constant(expression):
    """Return what a condition always is, True or False; None where that depends on the record."""
    try:
        return _constant(ast.parse((expression or "False").strip(), mode="eval").body)
    except SyntaxError:
        return None


def _constant(node):
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        value = _constant(node.operand)
        return None if value is None else not value
    if isinstance(node, ast.BoolOp):
        deciding = isinstance(node.op, ast.Or)
        values = [_constant(value) for value in node.values]
        if deciding in values:
            return deciding
        return None if None in values else not deciding
    return None


def shows(node):
    """Return whether anything is left to look at in a frame."""
    if node.tag == "page":
        return any(_is_drawn(child, CONTENT) for child in node.iterdescendants())
    if node.tag == "button" and node.get("string"):
        return True
    return any(
        (child is not node and _is_drawn(child, DRAWN))
        or (child.text or "").strip()
        or (child is not node and (child.tail or "").strip())
        for child in node.iter()
        if isinstance(child.tag, str)
    )


def _is_drawn(node, tags):
    return node.tag in tags and constant(node.get("invisible")) is not True


def unseen_fields(node):
    """Return the fields in a frame that nobody looks at, and that conditions elsewhere may read."""
    return [
        field
        for field in node.iter("field")
        if field is not node and not any(parent.tag == "field" for parent in _up_to(node, field))
    ]


def _up_to(node, child):
    parent = child.getparent()
    while parent is not node:
        yield parent
        parent = parent.getparent()


def is_icon(node):
    """Return whether a node is a picture beside something, and nothing by itself."""
    classes = set((node.get("class") or "").split())
    return (
        node.tag in ("i", "span") and bool(classes & ICONS) and not node.xpath("string()").strip()
    )


def lonely_icon(field):
    """Return the icon before a field that is about to go, unless something else stands beside it; or None."""
    icon = field.getprevious()
    while icon is not None and not _is_drawn(icon, DRAWN) and not is_icon(icon):
        icon = icon.getprevious()
    if icon is None or not is_icon(icon) or (icon.tail or "").strip():
        return None
    following = field.getnext()
    while following is not None and not (isinstance(following.tag, str) and is_icon(following)):
        if isinstance(following.tag, str) and _is_drawn(following, DRAWN | FRAMES):
            return None
        following = following.getnext()
    return icon


def empty_titles(node):
    """Return the titles in a frame under which nothing is left."""
    titles = [child for child in node if child.tag == "separator" and child.get("string")]
    found = []
    for title in titles:
        following = title.getnext()
        while following is not None and following.tag != "separator":
            if isinstance(following.tag, str) and (
                _is_drawn(following, DRAWN) or following.tag == "notebook" or shows(following)
            ):
                break
            following = following.getnext()
        else:
            found.append(title)
    return found
