"""The copy's filestore: what stands in for people's files, and the files of the software."""

import hashlib
import io
import os
import shutil
from pathlib import Path

from PIL import Image

_TEXT = "Contenu retiré : copie anonymisée.\n"


def substitutes():
    """Return ``{kind: bytes}`` of what is there instead of a picture, a PDF, anything else."""
    stream = io.BytesIO()
    Image.new("RGB", (256, 256), (176, 196, 222)).save(stream, "PNG")
    return {"image": stream.getvalue(), "pdf": _pdf(), "text": _TEXT.encode()}


def write(folder, contents):
    """Write the substitutes as Odoo stores files; return ``{kind: (name, checksum, size)}``."""
    found = {}
    for kind, data in contents.items():
        checksum = hashlib.sha1(data).hexdigest()
        name = f"{checksum[:2]}/{checksum}"
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        found[kind] = (name, checksum, len(data))
    return found


def bring(source, target, names):
    """Bring the files ``names`` along; by a link where both lie on one disk. A file that is missing stays missing."""
    for name in names:
        here, there = Path(source, name), Path(target, name)
        if not here.exists() or there.exists():
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(here, there)
        except OSError:
            shutil.copy2(here, there)


def _pdf():
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    page = canvas.Canvas(stream, invariant=True)
    page.drawString(72, 760, _TEXT.strip())
    page.save()
    return stream.getvalue()
