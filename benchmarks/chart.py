"""The chart: persons a second of each row, on a logarithmic scale, as SVG."""

import math
import re
from html import escape

from .rows import ROWS

WIDTH, LEFT, BAR, GAP = 760, 290, 22, 12


def draw(results):
    """Return the SVG of the rows."""
    found = sorted(results["rows"].items(), key=lambda pair: -pair[1]["rate"])
    top = max(one["rate"] for _name, one in found)
    decades = math.ceil(math.log10(top))
    height = len(found) * (BAR + GAP) + 70

    def x(rate):
        return LEFT + (WIDTH - LEFT - 80) * max(0.0, math.log10(max(rate, 1))) / decades

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="10" y="24" font-size="15" font-weight="bold">Persons erased a second (logarithmic), '
        f"{results['persons']:,} prospects</text>",
    ]
    for power in range(decades + 1):
        at = x(10**power)
        parts.append(
            f'<line x1="{at:.0f}" y1="40" x2="{at:.0f}" y2="{height - 24}" stroke="#ddd"/>'
        )
        parts.append(
            f'<text x="{at:.0f}" y="{height - 8}" text-anchor="middle" fill="#666">{10**power:,}</text>'
        )
    for number, (name, one) in enumerate(found):
        y = 46 + number * (BAR + GAP)
        ours = ROWS[name].workers
        weight = ' font-weight="bold"' if ours else ""
        title = escape(re.sub(r"[*`]", "", ROWS[name].title))
        parts.append(f'<text x="{LEFT - 10}" y="{y + 16}" text-anchor="end"{weight}>{title}</text>')
        parts.append(
            f'<rect x="{LEFT}" y="{y}" width="{max(1, x(one["rate"]) - LEFT):.0f}" height="{BAR}" rx="3"'
            f' fill="{"#1d6b8f" if ours else "#b8c4cc"}"/>'
        )
        rate = f"{one['rate']:,.0f}" if one["rate"] >= 20 else f"{one['rate']:.1f}"
        parts.append(f'<text x="{x(one["rate"]) + 6:.0f}" y="{y + 16}">{rate}</text>')
    return "\n".join([*parts, "</svg>", ""])
