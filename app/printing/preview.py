"""Pages of a PDF as pictures: the same bytes feed preview and printer, so what is seen is what is printed."""

from __future__ import annotations

import struct
import threading
import zlib
from dataclasses import dataclass

SCREEN_DPI = 108
PRINT_DPI = 300

_lock = threading.Lock()  # pdfium is not thread-safe


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: ``rgb`` holds 3 bytes a pixel, ``stride`` bytes a row, top row first."""

    width: int
    height: int
    stride: int
    rgb: bytes

    def png(self) -> bytes:
        """The page as PNG (8-bit RGB)."""
        rows = (self.rgb[y * self.stride : y * self.stride + 3 * self.width] for y in range(self.height))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        body = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def rasterise(pdf: bytes, dpi: int = SCREEN_DPI) -> tuple[PageImage, ...]:
    """All pages at ``dpi``. Raises ValueError when the bytes are no PDF."""
    import pypdfium2

    with _lock:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError("no PDF") from error
        try:
            return tuple(_page(document[n], dpi) for n in range(len(document)))
        finally:
            document.close()


def _page(page: object, dpi: int) -> PageImage:
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True)  # type: ignore[attr-defined]
    try:
        return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        bitmap.close()
        page.close()  # type: ignore[attr-defined]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
