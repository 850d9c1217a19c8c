"""The embedded typeface, registered once and only when something is printed (110 ms, 25 MB).

One face serves for both weights: the pen makes bold by striking twice. A second face would cost 25 MB of
memory, 110 ms and 10 kB in every document.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from app.errors import KnownError
from app.printing.text import GETA, SafeText

FACE = "XiangyiSans"
FILE = "NotoSansSC_400Regular.ttf"
FOLDER_VARIABLE = "XIANGYI_FONTS"

_lock = threading.Lock()
_widths: dict[int, float] = {}
_default_width = 0.0


class FontMissing(KnownError):
    """The typeface is not where the program was installed; nothing can be printed. Code ``font_missing``."""


def font_folder() -> Path:
    """Where the typeface lies: ``XIANGYI_FONTS``, beside a frozen program, or in the source tree.

    Raises FontMissing.
    """
    places = [Path(os.environ[FOLDER_VARIABLE])] if FOLDER_VARIABLE in os.environ else []
    places += [Path(getattr(sys, "_MEIPASS", sys.prefix)) / "fonts", Path(__file__).resolve().parents[2] / "packaging" / "fonts"]
    for place in places:
        if (place / FILE).is_file():
            return place
    raise FontMissing("font_missing", file=FILE)


def warm_up() -> None:
    """Register the face; later calls cost nothing. Raises FontMissing."""
    global _default_width
    with _lock:
        if _widths:
            return
        from reportlab.pdfbase import pdfmetrics, ttfonts

        font = ttfonts.TTFont(FACE, str(font_folder() / FILE), asciiReadable=False)  # only the letters used are embedded
        pdfmetrics.registerFont(font)
        _default_width = font.face.defaultWidth / 1000
        _widths.update((code, font.face.charWidths.get(code, font.face.defaultWidth) / 1000) for code in font.face.charToGlyph)


def has_glyph(char: str) -> bool:
    """Whether the face can draw the character."""
    warm_up()
    return ord(char) in _widths


def drawable(text: SafeText) -> SafeText:
    """The text with every character the face lacks made visible as 〓."""
    warm_up()
    return text if all(ord(char) in _widths for char in text) else SafeText("".join(c if ord(c) in _widths else GETA for c in text))


def ems(text: str) -> float:
    """Width as a multiple of the type size."""
    warm_up()
    total = 0.0
    for char in text:
        total += _widths.get(ord(char), _default_width)
    return total


def width(text: str, size: float) -> float:
    """Width in points."""
    return ems(text) * size
