"""Looks at printed pages the way a reader does: words with their boxes, and ink."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from app.printing.preview import PageImage

Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Word:
    """A run of text and its box in points (left, bottom, right, top)."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Word) -> bool:
        """Whether the boxes overlap by more than a hair."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0.8 and down > 0.8


def words(pdf: bytes) -> list[list[Word]]:
    """Per page, every run of text; a run struck twice counts once."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [list(dict.fromkeys(_words(page))) for page in document]
    finally:
        document.close()


def plain(pdf: bytes) -> str:
    """All text without blanks."""
    return "".join(word.text for page in words(pdf) for word in page).replace(" ", "")


def _words(page: pypdfium2.PdfPage) -> Iterator[Word]:
    reader = page.get_textpage()
    for n in range(reader.count_rects()):
        box = tuple(round(value, 1) for value in reader.get_rect(n))
        text = reader.get_text_bounded(*reader.get_rect(n)).strip()
        if text:
            yield Word(text, *box)
    reader.close()
    page.close()


def pixel(image: PageImage, x: int, y: int) -> Rgb:
    """One pixel."""
    at = y * image.stride + 3 * x
    return image.rgb[at], image.rgb[at + 1], image.rgb[at + 2]
