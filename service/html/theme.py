"""One table of colours → the CSS variables of every page, and the look of every chart."""

from __future__ import annotations

import re
from typing import Any, Literal

Scheme = Literal["light", "dark"]

# name: (light, dark). Text on its ground keeps 4.5 : 1, the edge of a control 3 : 1 (WCAG 2.2 AA);
# the pairs are listed below and measured by a test.
COLOURS: dict[str, tuple[str, str]] = {
    "paper": ("#f7f8f6", "#111513"),
    "surface": ("#ffffff", "#1a1f1d"),
    "sunken": ("#eceeeb", "#232a27"),
    "line": ("#dde1dd", "#303835"),
    "edge": ("#7c8781", "#7d8a84"),
    "ink": ("#17201c", "#e9eeeb"),
    "muted": ("#55605a", "#a7b2ac"),
    "accent": ("#0b6355", "#76d3bf"),
    "on-accent": ("#ffffff", "#04201a"),
    "accent-soft": ("#e0f0eb", "#16342d"),
    "mark": ("#ffe9b0", "#4a3c12"),
    "on-mark": ("#4f3a00", "#fbe3a2"),
    "bad": ("#a1261d", "#ff9f96"),
    "bad-soft": ("#fdebe8", "#3a1c19"),
    "quiet": ("#8b968f", "#75827b"),
    "picture": ("#eef1ee", "#dfe4e0"),
}

READ_ON = [
    *((text, ground) for text in ("ink", "muted", "accent", "bad") for ground in ("paper", "surface")),
    *((text, "sunken") for text in ("ink", "muted", "accent")),
    ("on-accent", "accent"),
    ("ink", "accent-soft"),
    ("accent", "accent-soft"),
    ("on-mark", "mark"),
    ("ink", "bad-soft"),
    ("bad", "bad-soft"),
]
SEEN_ON = [("edge", "surface"), ("edge", "paper"), ("accent", "paper"), ("quiet", "surface")]

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'


def colours(scheme: Scheme) -> dict[str, str]:
    return {name: pair[scheme == "dark"] for name, pair in COLOURS.items()}


def variables() -> str:
    """The table as CSS: light, dark where the reader prefers it, and light again on paper."""
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_declared('dark')} }} }}"
    return f":root {{ --font: {FONT}; {_declared('light')} }}\n{dark}\n"


def _declared(scheme: Scheme) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours(scheme).items())


def darkened(svg: str) -> str:
    """A drawing in the light colours → the same in the dark ones."""
    return re.sub(r"#[0-9a-f]{6}", lambda found: _DARK.get(found[0], found[0]), svg)


_DARK = {light: dark for name, (light, dark) in COLOURS.items() if not name.startswith("on-")}


def chart_config(scheme: Scheme) -> dict[str, Any]:
    """Vega-Lite's `config` in the page's colours and type."""
    has = colours(scheme)
    words = {"labelColor": has["muted"], "titleColor": has["muted"], "labelFontSize": 13, "titleFontSize": 13}
    return {
        "background": None,
        "font": FONT.replace('"', "'"),
        "axis": {
            **words,
            "domainColor": has["line"],
            "gridColor": has["line"],
            "tickColor": has["line"],
            "titleFontWeight": "normal",
            "titlePadding": 10,
            "labelPadding": 6,
        },
        "legend": {"labelColor": has["ink"], "labelFontSize": 13, "symbolSize": 110, "rowPadding": 4},
        "text": {"color": has["ink"], "fontSize": 13},
        "view": {"stroke": None},
    }
