"""`python tools/icons/draw.py`: draw the icon of each addon, a file card behind a shield.

The shield wears the colours of Monaco; a bridge shows in a small disc what it bridges to.
Everything is drawn four times too large, then reduced.
"""

from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

ADDONS = Path(__file__).resolve().parents[2] / "addons"
SIZE, SCALE = 128, 4

RED = (206, 17, 38)
WHITE = (255, 255, 255)
INK = (52, 58, 78)
PAPER = (238, 241, 246)
LINE = (183, 192, 208)


def _box(*values):
    return [value * SCALE for value in values]


def _points(*pairs):
    return [(x * SCALE, y * SCALE) for x, y in pairs]


def _curve(start, control, end, steps=40):
    """A quadratic Bézier curve as points."""
    for i in range(steps + 1):
        t = i / steps
        yield tuple(
            (1 - t) ** 2 * a + 2 * (1 - t) * t * c + t**2 * b
            for a, c, b in zip(start, control, end, strict=True)
        )


def _shield(left, top, width, height):
    """The outline of a shield: straight shoulders, a point below."""
    right, middle = left + width, left + width / 2
    shoulder = top + height * 0.13
    waist = top + height * 0.52
    outline = [(middle, top)]
    outline += _curve((middle, top), (middle + width * 0.24, shoulder), (right, shoulder))
    outline += _curve(
        (right, waist), (right - width * 0.03, top + height * 0.82), (middle, top + height)
    )
    outline += _curve(
        (middle, top + height), (left + width * 0.03, top + height * 0.82), (left, waist)
    )
    outline += _curve((left, shoulder), (middle - width * 0.24, shoulder), (middle, top))
    return _points(*outline)


def _card(draw):
    draw.rounded_rectangle(
        _box(6, 18, 96, 102), 9 * SCALE, fill=PAPER, outline=INK, width=4 * SCALE
    )
    draw.rounded_rectangle(_box(6, 8, 46, 34), 7 * SCALE, fill=INK)
    draw.rounded_rectangle(_box(10, 22, 92, 98), 6 * SCALE, fill=PAPER)
    draw.ellipse(_box(20, 33, 40, 53), fill=INK)
    draw.pieslice(_box(14, 57, 46, 97), 180, 360, fill=INK)
    for row, width in enumerate((80, 72, 62)):
        top = 36 + 14 * row
        draw.rounded_rectangle(_box(52, top, width, top + 5), 2.5 * SCALE, fill=LINE)


def _paste_shield(image):
    around, inside = _shield(51, 39, 74, 87), _shield(57, 46.5, 62, 73)
    draw = ImageDraw.Draw(image)
    draw.polygon(around, fill=INK)
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).polygon(inside, fill=255)
    colours = Image.new("RGBA", image.size, (*WHITE, 255))
    ImageDraw.Draw(colours).rectangle(_box(0, 0, 128, 81), fill=RED)
    image.paste(colours, mask=mask)
    draw.line(
        _points((73, 82), (84, 94), (104, 70)), fill=INK, width=round(8.5 * SCALE), joint="curve"
    )
    for x, y in ((73, 82), (104, 70)):
        draw.ellipse(_box(x - 4.25, y - 4.25, x + 4.25, y + 4.25), fill=INK)


def _sale(draw):
    draw.polygon(_points((18, 99), (31, 93), (45, 107), (32, 120), (18, 106)), fill=WHITE)
    draw.ellipse(_box(23, 98, 28, 103), fill=RED)


def _account(draw):
    draw.arc(_box(20, 94, 45, 119), 50, 310, fill=WHITE, width=5 * SCALE)
    for y in (103, 109):
        draw.line(_points((16, y), (34, y)), fill=WHITE, width=round(3.5 * SCALE))


def _stock(draw):
    draw.rectangle(_box(18, 98, 44, 104), fill=WHITE)
    draw.rectangle(_box(20, 106, 42, 118), fill=WHITE)
    draw.line(_points((27, 109.5), (35, 109.5)), fill=RED, width=round(2.5 * SCALE))


def _envelope(draw):
    draw.rounded_rectangle(_box(17, 97, 45, 117), 2 * SCALE, fill=WHITE)
    draw.line(_points((18, 99), (31, 109), (44, 99)), fill=RED, width=round(2.8 * SCALE))


def _bubble(draw):
    draw.rounded_rectangle(_box(18, 96, 44, 113), 5 * SCALE, fill=WHITE)
    draw.polygon(_points((23, 111), (33, 111), (24, 120)), fill=WHITE)
    for x in (25, 31, 37):
        draw.ellipse(_box(x - 1.7, 102.8, x + 1.7, 106.2), fill=RED)


def _globe(draw):
    draw.ellipse(_box(19, 95, 43, 119), outline=WHITE, width=3 * SCALE)
    draw.ellipse(_box(26, 95, 36, 119), outline=WHITE, width=round(2.4 * SCALE))
    draw.line(_points((20, 107), (42, 107)), fill=WHITE, width=round(2.4 * SCALE))


def _star(draw):
    long, short = 14, 5.8
    spots = [(0, -1), (0.588, -0.809), (0.951, -0.309), (0.951, 0.309), (0.588, 0.809)]
    spots += [(-x, -y) for x, y in spots]
    sizes = [long if i % 2 == 0 else short for i in range(10)]
    star = [(31 + x * s, 107.5 + y * s) for (x, y), s in zip(spots, sizes, strict=True)]
    draw.polygon(_points(*star), fill=WHITE)


def _plug(draw):
    draw.rounded_rectangle(_box(22, 102, 40, 113), 3 * SCALE, fill=WHITE)
    for x in (26, 36):
        draw.line(_points((x, 96), (x, 104)), fill=WHITE, width=round(3.2 * SCALE))
    draw.line(_points((31, 112), (31, 119)), fill=WHITE, width=round(3.2 * SCALE))


BADGES = {
    "account": _account,
    "loyalty": _star,
    "mass_mailing": _envelope,
    "sale": _sale,
    "sms": _bubble,
    "stock": _stock,
    "website": _globe,
}


def icon(addon):
    """The icon of an addon; a bridge that has no sign of its own gets a plug."""
    image = Image.new("RGBA", (SIZE * SCALE, SIZE * SCALE), (*PAPER, 0))
    _card(ImageDraw.Draw(image))
    _paste_shield(image)
    if addon != "crm_monaco":
        _paste_badge(image, BADGES.get(addon.removeprefix("crm_monaco_"), _plug))
    return image.resize((SIZE, SIZE), Image.LANCZOS)


def _paste_badge(image, glyph):
    """A red disc with its sign, cut out of the card with a clear rim."""
    rim = Image.new("L", image.size, 255)
    ImageDraw.Draw(rim).ellipse(_box(4, 77, 58, 131), fill=0)
    image.putalpha(ImageChops.multiply(image.getchannel("A"), rim))
    badge = Image.new("RGBA", (SIZE * SCALE, (SIZE + 8) * SCALE), (*RED, 0))
    draw = ImageDraw.Draw(badge)
    draw.ellipse(_box(8, 84.5, 54, 130.5), fill=RED)
    glyph(draw)
    image.alpha_composite(badge.crop((0, 14, SIZE * SCALE, SIZE * SCALE + 14)))


def main():
    for manifest in sorted(ADDONS.glob("*/__manifest__.py")):
        path = manifest.parent / "static/description/icon.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        icon(manifest.parent.name).save(path, optimize=True)
        print(path.relative_to(ADDONS.parent))


if __name__ == "__main__":
    main()
