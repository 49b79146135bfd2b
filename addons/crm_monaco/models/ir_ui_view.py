import ast
import re

from odoo import models

from ..engine import screens

# attributes that are expressions over the fields of the record
EXPRESSIONS = (
    "invisible",
    "readonly",
    "required",
    "column_invisible",
    "domain",
    "context",
    "options",
)
# {widget: fields that the web client reads with it, whether or not the view names them}
READ_ALONG = {
    "list_activity": {"activity_state", "activity_summary"},
    "kanban_activity": {"activity_state", "activity_summary"},
}
RECORD_PATTERN = r"record\.(%s)\b(?:\.(?:raw_value|value))?"


class _WithoutHidden(ast.NodeTransformer):
    """Replace the fields that do not exist for the user by False in an expression."""

    def __init__(self, names, parent_names):
        self.names, self.parent_names = names, parent_names
        self.changed = False

    def visit_Name(self, node):
        if node.id not in self.names:
            return node
        self.changed = True
        return ast.copy_location(ast.Constant(False), node)

    def visit_Attribute(self, node):
        if isinstance(node.value, ast.Name) and node.value.id == "parent":
            if node.attr not in self.parent_names:
                return node
            self.changed = True
            return ast.copy_location(ast.Constant(False), node)
        return self.generic_visit(node)


class IrUiView(models.Model):
    """What is hidden from a service is absent from its screens: never an error, never an empty place."""

    _inherit = "ir.ui.view"

    def _postprocess_access_rights(self, tree):
        """Take out the fields that do not exist for the user, and what only makes sense with them."""
        # Odoo takes the name off the root as soon as it has read it
        model_name = tree.get("model_access_rights")
        tree = super()._postprocess_access_rights(tree)
        services = self.env["monaco.service"]
        codes = services._get_user_codes(self.env.uid)
        if codes is not None and model_name in self.env:
            self._monaco_take_out(
                tree, self.env[model_name], services._get_absent(codes), frozenset()
            )
        return tree

    def _monaco_take_out(self, node, model, hidden, parent_names):
        """Take out of ``node``, a view of ``model``, what names a hidden field; embedded views too.

        :return: whether something that was drawn is gone
        """
        names = hidden.get(model._name, frozenset())
        called = names | {
            child.get("id") for child in node.iter("field") if child.get("name") in names
        }
        shortened = False
        for child in list(node):
            if not isinstance(child.tag, str):
                continue
            read = {child.get("name")} | READ_ALONG.get(child.get("widget"), set())
            if child.tag == "field" and read & names:
                icon = screens.lonely_icon(child)
                if icon is not None:
                    self._monaco_remove(icon)
                self._monaco_remove(child)
                shortened = True
                continue
            if (child.tag == "label" and child.get("for") in called) or (
                child.tag == "filter" and self._monaco_mentions(child, names)
            ):
                self._monaco_remove(child)
                continue
            self._monaco_clean(child, names, parent_names)
            field = model._fields.get(child.get("name")) if child.tag == "field" else None
            if field is not None and field.relational and len(child):
                self._monaco_take_out(child, self.env[field.comodel_name], hidden, names)
            elif self._monaco_take_out(child, model, hidden, parent_names):
                shortened = True
                self._monaco_remove_empty(child)
            elif child.tag == "group":
                # Odoo's own rights may have emptied it before, and left its title
                self._monaco_remove_empty(child)
        if shortened:
            for title in screens.empty_titles(node):
                self._monaco_remove(title)
        return shortened

    def _monaco_remove_empty(self, node):
        """Take out a button that counted, a tab that held one field: nothing is left to look at."""
        if node.tag in screens.FRAMES and not screens.shows(node):
            for field in screens.unseen_fields(node):
                node.addprevious(field)
                field.tail = None
            self._monaco_remove(node)

    def _monaco_remove(self, node):
        parent, tail = node.getparent(), node.tail
        if tail and tail.strip():
            previous = node.getprevious()
            if previous is not None:
                previous.tail = (previous.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
        parent.remove(node)

    def _monaco_mentions(self, node, names):
        """Return whether a filter asks for a hidden field."""
        words = set()
        for attribute in ("domain", "date", "context"):
            words.update(re.findall(r"[a-z_][a-z0-9_]*", node.get(attribute) or ""))
        return bool(words & names)

    def _monaco_clean(self, node, names, parent_names):
        """Rewrite the expressions of a node as if the hidden fields were empty."""
        if not (names or parent_names):
            return
        pattern = RECORD_PATTERN % "|".join(map(re.escape, sorted(names))) if names else None
        for attribute, text in node.attrib.items():
            if attribute in EXPRESSIONS or attribute.startswith("decoration-"):
                cleaned = self._monaco_clean_expression(text, names, parent_names)
                if cleaned != text:
                    node.set(attribute, cleaned)
            elif pattern and attribute.startswith("t-") and "record." in text:
                node.set(attribute, re.sub(pattern, "false", text))

    def _monaco_clean_expression(self, text, names, parent_names):
        if not any(name in text for name in names | parent_names):
            return text
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except SyntaxError:
            return text
        transformer = _WithoutHidden(names, parent_names)
        tree = transformer.visit(tree)
        return ast.unparse(tree) if transformer.changed else text
