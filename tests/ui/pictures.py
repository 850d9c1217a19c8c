"""Golden images: small palette PNGs, compared by luminance; how to renew them is in docs/development.md."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter

FOLDER = Path(__file__).parent / "golden"
ARTIFACTS = Path(__file__).resolve().parents[1] / "artifacts"

DIFFERS = 32  # of 255 in luminance: another freetype moves edges by less
MAY_DIFFER = 0.001  # part of all pixels

Pixels = NDArray[np.uint8]


def writing() -> bool:
    """XIANGYI_GOLDEN=write renews the pictures instead of comparing."""
    return os.environ.get("XIANGYI_GOLDEN") == "write"


def difference(ours: QImage, golden: QImage) -> float:
    """The part of the pixels that differ visibly; 1.0 for another size."""
    if ours.size() != golden.size():
        return 1.0
    one, other = words(ours), words(golden)
    unequal = one != other  # few are, and only those are weighed
    apart = np.abs(luminance(parts(one[unequal])) - luminance(parts(other[unequal])))
    return float((apart > DIFFERS).sum() / unequal.size)


def words(image: QImage) -> NDArray[np.uint32]:
    """One word per pixel, 0xffRRGGBB."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), np.uint32).copy()


def parts(code: NDArray[Any]) -> NDArray[Any]:
    """Red, green and blue of pixels, each a word."""
    return np.stack([code >> 16 & 255, code >> 8 & 255, code & 255], axis=-1)


def pixels(image: QImage) -> Pixels:
    """height × width × (red, green, blue)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    raw: Pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return raw[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def luminance(rgb: NDArray[Any]) -> NDArray[np.float64]:
    """ITU-R BT.601 luma."""
    weighted: NDArray[np.float64] = rgb.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    return weighted


def save(image: QImage, file: Path) -> None:
    """Write as an 8-bit palette of its 256 most frequent colours, the others moved to the nearest of them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rgb = pixels(image)
    codes = rgb.reshape(-1, 3).astype(np.int32) @ np.array([65536, 256, 1], np.int32)
    colours, place, count = np.unique(codes, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-count, kind="stable")[:256]]
    nearest = np.array([_nearest(colour, kept) for colour in colours], np.uint8)
    indexed = np.ascontiguousarray(nearest[place].reshape(rgb.shape[:2]))
    height, width = indexed.shape
    small = QImage(indexed.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    small.setColorTable([int(colour) | 0xFF000000 for colour in kept])
    writer = QImageWriter(str(file), QByteArray(b"png"))
    writer.setQuality(0)  # the strongest compression
    assert writer.write(small), writer.errorString()


def _nearest(colour: int, kept: NDArray[np.int32]) -> int:
    apart = parts(kept) - parts(np.array(colour, np.int32))
    return int(np.argmin((apart * apart).sum(axis=1)))
