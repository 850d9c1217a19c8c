"""Design tokens: colours with their contrast, type sizes, spacing. Plain values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

# Contrast against white (WCAG 2): text 14.8, secondary 7.4, border 3.7 (controls need 3), primary 5.7.
TEXT = "#1f2933"
SECONDARY = "#4a5763"
BORDER = "#7b8794"
HAIRLINE = "#d5dce3"
PRIMARY = "#0b6e99"
PRIMARY_DARK = "#095a7d"
PRIMARY_SOFT = "#e3f1f7"
SELECTION = "#cde7f2"
SELECTION_TEXT = "#102a43"
SURFACE = "#ffffff"
CANVAS = "#f3f5f7"
SUNKEN = "#eaeef2"
DISABLED = "#5f6b77"

RAIL = "#12303f"
RAIL_ACTIVE = "#1f5068"
RAIL_TEXT = "#e6eef3"
RAIL_QUIET = "#a9c0cd"
RAIL_ACCENT = "#6fc3e0"

SMALL, BODY, HEADING, NAME, VITAL = 13, 15, 18, 22, 34
"""Pixels at 100 %; SMALL is for what is not clinical."""

XS, S, M, L, XL = 4, 8, 12, 16, 24
"""Spacing; it does not grow with the text, so that 1024 px hold the same page at 140 %."""

RADIUS = 6
TARGET = 32
ROW = 30

SCALES = (1.0, 1.2, 1.4)
DEFAULT_SCALE = 1.2  # users are about fifty


@dataclass(frozen=True, slots=True)
class Shade:
    """Ink on its ground (contrast ≥ 5.7) and the line around it."""

    ink: str
    ground: str
    line: str


class Tone(Enum):
    """What a state means; never shown by colour alone."""

    NEUTRAL = Shade(SECONDARY, SUNKEN, "#b6c0ca")
    OK = Shade("#1a6b3c", "#e6f4ea", "#7fb795")
    WARN = Shade("#8a5300", "#fff4e0", "#d9a75a")
    DANGER = Shade("#b42318", "#fdecea", "#dd8d86")
    INFO = Shade("#1d4ed8", "#e8efff", "#93aef0")


class Mark(Enum):
    """Shape of a state, drawn by ui.icons, with the tone it comes in."""

    HIGH = ("high", Tone.WARN)
    LOW = ("low", Tone.WARN)
    CRITICAL_HIGH = ("high", Tone.DANGER)
    CRITICAL_LOW = ("low", Tone.DANGER)
    OK = ("dot", Tone.OK)
    ATTENTION = ("warn", Tone.WARN)
    DANGER = ("warn", Tone.DANGER)
    WAITING = ("waiting", Tone.NEUTRAL)
    FAILED = ("close", Tone.DANGER)
    INFO = ("info", Tone.INFO)
    NONE = ("", Tone.NEUTRAL)

    @property
    def icon(self) -> str:
        """The shape's name in ui.icons; '' for none."""
        return self.value[0]

    @property
    def tone(self) -> Tone:
        """The tone it comes in."""
        return self.value[1]
