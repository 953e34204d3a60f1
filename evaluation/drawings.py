"""From a drawing to a page or a file: SVG for a strict Content-Security-Policy, and plain downloads."""

import io
import re
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from evaluation import charts

UNDATED = {"Date": None, "Creator": None, "Format": None, "Type": None}


class WideAndNarrow(NamedTuple):
    """The same chart drawn twice, for a desk and for a phone; the stylesheet shows one of the two."""

    wide: SafeString
    narrow: SafeString


def trend_svgs(uid, title, description, lines, **options):
    """`charts.trend_figure` as SVG for the page, wide and narrow. `uid` is unlike any other on the page."""
    wide = charts.trend_figure(lines, **options)
    narrow = charts.trend_figure(lines, width=charts.NARROW, height=300, **options)
    return wide_and_narrow(uid, title, description, wide, narrow)


def small_trend_svg(uid, title, description, lines, **options):
    """`charts.trend_figure` as one small SVG for a tile, the same on a desk and on a phone."""
    drawing = charts.trend_figure(lines, width=charts.SMALL, height=150, small=True, **options)
    return page_svg(drawing, uid, title, description)


def ranked_svgs(uid, title, description, rows, *, columns=(), width=charts.WIDE, **options):
    """`charts.ranked_figure` as SVG for the page, wide with its columns of words and narrow without them."""
    wide = charts.ranked_figure(rows, columns=columns, width=width, **options)
    narrow = charts.ranked_figure(rows, width=charts.NARROW, **{"row_height": 21, **options})
    return wide_and_narrow(uid, title, description, wide, narrow)


def wide_and_narrow(uid, title, description, wide, narrow):
    """Two drawings of the same as SVG for the page. `uid` is unlike any other on the page."""
    return WideAndNarrow(
        page_svg(wide, f"{uid}w", title, description, css="fh-wide"),
        page_svg(narrow, f"{uid}n", title, description, css="fh-narrow"),
    )


def page_svg(drawing, uid, title, description, *, css=""):
    """The drawing as an SVG element for a page that forbids inline styles.

    Styles become attributes, ids get the prefix `uid`, and the picture gets a name and a description for
    those who cannot see it. Numbers are cut to a tenth of a pixel. The same drawing gives the same bytes.
    """
    out = io.StringIO()
    drawing.savefig(out, format="svg", metadata=UNDATED)
    svg = out.getvalue()
    svg = _own_ids(_styles_as_attributes(svg[svg.index("<svg") :]), uid)
    svg = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", svg)
    svg = re.sub(r"<[^>]+>", _to_tenths, re.sub(r"[ \n]+", " ", svg))
    head, _, rest = svg.partition(">")
    head = re.sub(r' id="[^"]*"| xmlns:xlink="[^"]*"', "", head).replace('pt"', '"')
    return mark_safe(  # noqa: S308 - matplotlib escapes what it draws; the rest is escaped here
        f'{head} class="{f"fh-chart {css}".strip()}" role="img" aria-labelledby="{uid}-t {uid}-d"'
        f' stroke-linejoin="round"><title id="{uid}-t">{escape(title)}</title>'
        f'<desc id="{uid}-d">{escape(description)}</desc>{rest.strip()}'
    )


def _to_tenths(tag):
    return re.sub(r"(\d+\.\d)\d+", r"\1", tag[0])


def _styles_as_attributes(svg):
    svg = re.sub(r"\s*<metadata>.*?</metadata>|\s*<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    svg = re.sub(r'style="([^"]*)"', _attributes, svg)
    # Markers take their colours from each <use>, not from their definition.
    return re.sub(r'(<path id="m[0-9a-f]+" d="[^"]*")[^/]*/>', r"\1/>", svg)


def _attributes(match):
    pairs = (part.split(":", 1) for part in match[1].split(";") if ":" in part)
    return " ".join(f'{name.strip()}="{value.strip()}"' for name, value in _spelt_out(pairs))


def _spelt_out(pairs):
    """The shorthand `font: bold 12px …` means nothing as an attribute: its parts do."""
    for name, value in pairs:
        if name.strip() != "font":
            yield name, value
            continue
        for word in value.split("'")[0].split():
            if word == "bold" or word.isdigit():
                yield "font-weight", word
            elif word.endswith("px"):
                yield "font-size", word


def _own_ids(svg, uid):
    svg = re.sub(r'\bid="', f'id="{uid}-', svg)
    return re.sub(r'(href="#|url\(#)', rf"\g<1>{uid}-", svg).replace("xlink:href", "href")


def plain_svg(drawing, title, source=""):
    """The drawing as the bytes of an SVG file that stands alone: its title above it, its source below, on white."""
    return _file(drawing, title, source, "svg", metadata={**UNDATED, "Title": title})


def plain_png(drawing, title, source="", *, scale=2):
    """The drawing as the bytes of a PNG file, as `plain_svg`, `scale` pixels to the CSS pixel."""
    return _file(drawing, title, source, "png", dpi=72 * scale, metadata={"Software": None, "Title": title})


def _file(drawing, title, source, kind, **options):
    drawing.suptitle(title, x=0.02, ha="left", fontsize=15, fontweight="bold", wrap=True)
    if source:
        drawing.supxlabel(source, x=0.02, ha="left", fontsize=10.5, color=charts.MUTED, wrap=True)
    out = io.BytesIO()
    drawing.savefig(out, format=kind, facecolor=charts.SURFACE, **options)
    return out.getvalue()
