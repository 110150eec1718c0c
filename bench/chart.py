# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

"""Draws the medians of a run as bars, in SVG: a group for each measure, the best peer at one in each."""

from xml.sax.saxutils import escape

BAR_HEIGHT = 16
ROW = 20
LABEL_WIDTH = 220
BAR_WIDTH = 480
GAP = 34
MARGIN = 16
FILL = {"troupe": "#2f6f9f", "floor": "#b9b9b9"}
OTHER_FILL = "#d9a441"


def is_peer(who):
    return who != "floor" and not who.startswith("troupe")


def scores(measure, medians):
    """How good each one is, best first: the best peer is 1. Fewer bytes are better."""
    values = {who: value for (name, who), value in medians.items() if name == measure}
    if measure == "idle":
        values = {who: 1 / value for who, value in values.items()}
    best = max((value for who, value in values.items() if is_peer(who)), default=max(values.values()))
    return sorted(((value / best, who) for who, value in values.items()), reverse=True)


def draw_group(label, bars, top):
    """The floor may be far ahead: the scale is that of the others, and a bar that leaves it is cut."""
    longest = max((score for score, who in bars if who != "floor"), default=1.0)
    lines = [f'<text x="{MARGIN}" y="{top + 12}" class="title">{escape(label)}</text>']
    for row, (score, who) in enumerate(bars):
        y = top + 20 + row * ROW
        width = BAR_WIDTH * min(score / longest, 1.0)
        fill = FILL.get(who.split(",")[0], OTHER_FILL)
        lines.append(f'<text x="{LABEL_WIDTH - 8}" y="{y + 12}" class="who">{escape(who)}</text>')
        lines.append(f'<rect x="{LABEL_WIDTH}" y="{y}" width="{width:.1f}" height="{BAR_HEIGHT}" fill="{fill}"/>')
        cut = " →" if score > longest else ""
        lines.append(f'<text x="{LABEL_WIDTH + width + 6:.1f}" y="{y + 12}">{score:.2f}{cut}</text>')
    return lines, top + 20 + len(bars) * ROW


def draw(measures, medians):
    lines, top = [], MARGIN
    for measure, unit in measures.items():
        group, top = draw_group(f"{measure} ({unit}), x best peer", scores(measure, medians), top)
        lines += group
        top += GAP
    width = LABEL_WIDTH + BAR_WIDTH + 90
    head = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}" viewBox="0 0 {width} {top}">',
            "<style>text { font: 12px sans-serif; fill: #222; } .title { font-weight: bold; } "
            ".who { text-anchor: end; }</style>",
            '<rect width="100%" height="100%" fill="#fff"/>']
    return "\n".join(head + lines + ["</svg>", ""])
