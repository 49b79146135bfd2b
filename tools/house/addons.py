"""Which of our addons can be installed with the Odoo at hand."""

import ast

from house import surroundings
from house.paths import ADDONS
from house.ui import capture


def ours():
    """Our addons whose dependencies are on this machine, in the order to install them."""
    known = {}
    for manifest in sorted(ADDONS.glob("*/__manifest__.py")):
        values = ast.literal_eval(manifest.read_text())
        if values.get("installable", True):
            known[manifest.parent.name] = values.get("depends", [])
    theirs = set(_theirs())
    chosen = []
    while ready := [
        name
        for name, depends in known.items()
        if name not in chosen and all(d in chosen or d in theirs for d in depends)
    ]:
        chosen += ready
    return chosen


def their_dependencies():
    """What our addons depend on that is not ours."""
    chosen, found = set(ours()), set()
    for name in chosen:
        manifest = ast.literal_eval((ADDONS / name / "__manifest__.py").read_text())
        found.update(manifest.get("depends", []))
    return sorted(found - chosen)


def _theirs():
    """Every addon that Odoo finds, ours excepted: asked once for one set of packages."""
    script = (
        "import odoo.modules.module as m, odoo.tools as t;"
        "t.config.parse_config([], setup_logging=False);"
        "print('\\n'.join(x.name for x in m.Manifest.all_addon_manifests()))"
    )
    words = capture(
        [surroundings.python(), "-W", "ignore", "-c", script],
        env=surroundings.complete(),
        cwd=surroundings.odoo_folder(),
    )
    ours = {path.parent.name for path in ADDONS.glob("*/__manifest__.py")}
    return [name for name in words.split("\n") if name and name not in ours]
