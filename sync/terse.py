"""JSON of ours put shortly between a seat and our own hub: ids and hashes as bytes, what was said a moment ago by how long ago.

A visit of eleven resources says its resident's id eleven times, and to deflate a new id is 36 letters of no pattern. Here a new one
is its 16 bytes, and one that was said before is its place among those said last: the same places in every visit, so that deflate
meets a visit it has seen. Only bytes below 0x07 are added, which no JSON text holds.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

_AGAIN, _ID, _HASH, _TEXT, _TIME, _TIME_AGAIN = (bytes([mark]) for mark in range(1, 7))
"""What follows: a place; 16 bytes; a length and as many bytes; a text that stands as base64, up to the same mark; nine letters; a place
among times."""

_MARKS = re.compile(rb"[\x01-\x06]")
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CLOCK = re.compile(rb"T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]")
_DIGITS = re.compile(rb"[0-9a-f]+")
_HASHES = frozenset({64, 128})
_SHORTEST, _DOCUMENT = 19, 40
"""Letters of a string that may hold a word (a time with its day), and of base64 worth opening."""

_ID_BYTES, _UUID_BYTES, _DAY_BYTES, _TIME_BYTES = 16, 36, 10, 9
_PLACES = 250


class BadTerse(ValueError):
    """Bytes that are no such text, or a longer one than is taken (``too_large``)."""

    def __init__(self, reason: str, too_large: bool = False) -> None:
        super().__init__(reason)
        self.too_large = too_large


class _Lately:
    """What was said last, the newest first: both sides keep the same list."""

    def __init__(self) -> None:
        self._said: list[bytes] = []

    def place(self, word: bytes) -> int | None:
        """How many were said since ``word`` was, which now is the newest; None where it was not."""
        try:
            at = self._said.index(word)
        except ValueError:
            self.add(word)
            return None
        self.at(at)
        return at

    def at(self, place: int) -> bytes:
        """The word at a place, which now is the newest. Raises BadTerse."""
        if place >= len(self._said):
            raise BadTerse("nothing was said there")
        word = self._said.pop(place)
        self._said.insert(0, word)
        return word

    def add(self, word: bytes) -> None:
        """A word that was not said."""
        self._said.insert(0, word)
        del self._said[_PLACES:]


class _Speaker:
    def __init__(self) -> None:
        self._words, self._times = _Lately(), _Lately()

    def put(self, text: bytes) -> bytes:
        """Strings are looked at one by one: an id stands at the end of one, a time behind its day."""
        parts = text.split(b'"')
        for at, part in enumerate(parts):
            if len(part) < _SHORTEST:
                continue
            if _UUID.fullmatch(part, max(0, len(part) - _UUID_BYTES)):
                parts[at] = part[:-_UUID_BYTES] + self._named(bytes.fromhex(part[-_UUID_BYTES:].replace(b"-", b"").decode()), _ID)
            elif _CLOCK.match(part, _DAY_BYTES):
                parts[at] = part[:_DAY_BYTES] + self._timed(part[_DAY_BYTES:_SHORTEST]) + part[_SHORTEST:]
            elif len(part) in _HASHES and _DIGITS.fullmatch(part):
                raw = bytes.fromhex(part.decode())
                parts[at] = self._named(raw, _HASH + bytes([len(raw)]))
            elif len(part) >= _DOCUMENT and at > 1 and parts[at - 2] == b"data":
                parts[at] = self._document(part)
        return b'"'.join(parts)

    def _timed(self, time: bytes) -> bytes:
        place = self._times.place(time)
        return _TIME + time if place is None else _TIME_AGAIN + bytes([place])

    def _named(self, raw: bytes, mark: bytes) -> bytes:
        place = self._words.place(raw)
        return mark + raw if place is None else _AGAIN + bytes([place])

    def _document(self, data: bytes) -> bytes:
        """A document inside: what was signed names the same ids."""
        try:
            text = base64.b64decode(data, validate=True)
            text.decode("utf-8")
        except ValueError:
            return data
        if _MARKS.search(text) or base64.b64encode(text) != data:
            return data
        return _TEXT + self.put(text) + _TEXT


class _Listener:
    def __init__(self, wire: bytes, max_bytes: int) -> None:
        self._wire, self._left = wire, max_bytes
        self._words, self._times = _Lately(), _Lately()
        self._at = 0

    def whole(self) -> bytes:
        return b"".join(self._heard(inside=False))

    def _heard(self, inside: bool) -> Iterator[bytes]:
        """The text up to its end, or inside a document up to the mark that ends it."""
        while (mark := _MARKS.search(self._wire, self._at)) is not None:
            yield self._counted(self._wire[self._at : mark.start()])
            self._at = mark.end()
            if mark[0] != _TEXT:
                yield self._counted(self._word(mark[0]))
            elif inside:
                return
            else:
                document = b"".join(self._heard(inside=True))
                self._left += len(document)
                yield self._counted(base64.b64encode(document))
        if inside:
            raise BadTerse("cut")
        yield self._counted(self._wire[self._at :])

    def _counted(self, text: bytes) -> bytes:
        self._left -= len(text)
        if self._left < 0:
            raise BadTerse("too large", too_large=True)
        return text

    def _word(self, mark: bytes) -> bytes:
        if mark == _AGAIN:
            return _spelled(self._words.at(self._take(1)[0]))
        if mark == _TIME_AGAIN:
            return self._times.at(self._take(1)[0])
        if mark == _TIME:
            time = self._take(_TIME_BYTES)
            self._times.add(time)
            return time
        raw = self._take(_ID_BYTES if mark == _ID else self._take(1)[0])
        self._words.add(raw)
        return _spelled(raw)

    def _take(self, count: int) -> bytes:
        taken = self._wire[self._at : self._at + count]
        if len(taken) < count:
            raise BadTerse("cut")
        self._at += count
        return taken


def _spelled(raw: bytes) -> bytes:
    digits = binascii.hexlify(raw)
    if len(raw) != _ID_BYTES:
        return digits
    return b"-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def shortened(body: bytes) -> bytes | None:
    """``body`` in fewer bytes, the same for the same body; None for what holds bytes that JSON never does."""
    return None if _MARKS.search(body) else _Speaker().put(body)


def spoken(wire: bytes, max_bytes: int) -> bytes:
    """The body that was shortened. Raises :class:`BadTerse`."""
    return _Listener(wire, max_bytes).whole()
