"""JSON text taken apart without losing a byte of it: a pull reader that knows where each value begins and ends.

FHIR gives meaning to ``1.00`` as against ``1.0``, and a stranger's resource is kept as received, so resources
are cut out of bundles as text. Input is hostile: size, depth, duplicate keys, NaN, NUL and lone surrogates are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from typing import Any

import simplejson

MAX_DEPTH = 64
MAX_BYTES = 32 * 1024 * 1024

_space = re.compile(r"[ \t\r\n]*").match
_plain_key = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\r\n]*:[ \t\r\n]*').match
_strings = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
_plain_strings = re.compile(rb'"[^"]*"')
_NOT_SHAPE = bytes(set(range(256)) - set(b'{}[]"'))
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_nul = re.compile(r"(?<!\\)(?:\\\\)*\\u0000").search
_surrogate = re.compile(r"\\u[dD][89a-fA-F]").search


class BadJson(ValueError):
    """Text that is not JSON we take; ``reason`` is a short fixed English phrase, never the content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise BadJson("duplicate key")
    return members


def _no_constant(name: str) -> Any:
    raise BadJson(f"{name} is not JSON")


_scan = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_object).raw_decode


def too_deep(body: bytes) -> bool:
    """Whether objects and arrays nest beyond :data:`MAX_DEPTH`, found without building anything."""
    return not _plainly_shallow(body) and _is_too_deep(body)


def _plainly_shallow(body: bytes) -> bool:
    """The quick answer for nearly every body: brackets in pairs, gone after few enough rounds of taking pairs away.

    Without the escaped ones, quotation marks open and close in turn, also after two that stand side by side are taken away.
    """
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    left = _plain_strings.sub(b"", body.translate(None, _NOT_SHAPE).replace(b'""', b""))
    for _ in range(MAX_DEPTH // 2):  # one round takes away two levels at most
        left = left.replace(b"{}", b"").replace(b"[]", b"")
    return not left


def _is_too_deep(body: bytes) -> bool:
    brackets = _strings.sub(b"", body).translate(None, _NOT_BRACKETS)
    return any(map(MAX_DEPTH.__lt__, accumulate(map(_STEP.__getitem__, brackets))))


def decode(body: bytes, max_bytes: int = MAX_BYTES) -> str:
    """The text of a JSON body, its limits checked: size, UTF-8 without mark, depth, no NUL, no lone surrogate.

    Raises :class:`BadJson`.
    """
    text = decode_page(body, max_bytes)
    check_characters(text)
    return text


def decode_page(body: bytes, max_bytes: int = MAX_BYTES) -> str:
    """As :func:`decode`, but the characters are still to be checked, part by part. Raises :class:`BadJson`."""
    if len(body) > max_bytes:
        raise BadJson("too large")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadJson("not UTF-8") from None
    if too_deep(body):
        raise BadJson("nested too deep")
    return text


def check_characters(text: str) -> None:
    """No NUL and no lone surrogate, which neither a database nor a printer takes. Raises :class:`BadJson`."""
    if "\x00" in text:
        raise BadJson("NUL character")
    if "\\u" not in text:
        return
    if _nul(text):
        raise BadJson("NUL character")
    if not _surrogate(text):
        return
    try:
        json.dumps(loads(text), ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        raise BadJson("lone surrogate") from None


def loads(text: str) -> Any:
    """The value of a whole JSON text; decimals stay :class:`~decimal.Decimal`. Raises :class:`BadJson`."""
    reader = Reader(text)
    value = reader.value()
    reader.end()
    return value


def dumps(value: object) -> str:
    """JSON without spaces, in Unicode; a Decimal is written as its own digits, ``1.00`` stays ``1.00``. No NaN."""
    numbers: list[str] = []

    def place(number: object) -> str:
        if not isinstance(number, Decimal):
            raise TypeError(f"{type(number).__name__} has no JSON form")
        if not number.is_finite():
            raise ValueError("NaN is not JSON")
        numbers.append(str(number))
        return _PLACE

    text = json.JSONEncoder(**_COMPACT, default=place).encode(value)
    if not numbers:
        return text
    first, *parts = text.split(f'"{_PLACE}"')
    if len(parts) != len(numbers):  # somebody wrote the mark itself
        return simplejson.dumps(value, use_decimal=True, **_COMPACT)
    return first + "".join(map(str.__add__, numbers, parts))


# The encoder in C knows no Decimal: it leaves a mark, a noncharacter of Unicode, and the digits are put in afterwards;
# simplejson, which can, takes twice as long over Chinese.
_PLACE = "\ufdd0"
_COMPACT: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":"), "allow_nan": False, "check_circular": False}


class Reader:
    """Walks JSON text. After :meth:`members` or :meth:`elements` yields, the caller takes the value at :attr:`at`.

    >>> reader = Reader('{"a": [1, 2], "b": 1.00}')
    >>> [(key, reader.raw()) for key in reader.members()]
    [('a', '[1, 2]'), ('b', '1.00')]
    """

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self._skip()

    def _skip(self) -> None:
        match = _space(self.text, self.at)
        if match is not None:
            self.at = match.end()

    def _take(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            self._skip()
            return True
        return False

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise BadJson(f"expected {token}")

    def value(self) -> Any:
        """Parse the value here and move behind it."""
        try:
            found, self.at = _scan(self.text, self.at)
        except BadJson:
            raise
        except RecursionError:
            raise BadJson("nested too deep") from None
        except (ValueError, ArithmeticError):
            raise BadJson("malformed") from None
        self._skip()
        return found

    def raw(self) -> str:
        """The text of the value here, as it stands; moves behind it."""
        start = self.at
        self.value()
        return self.text[start : self.at].rstrip(" \t\r\n")

    def members(self) -> Iterator[str]:
        """The keys of the object here, in order; each time the value is next."""
        self._need("{")
        if self._take("}"):
            return
        seen: set[str] = set()
        while True:
            key = self._key()
            if key in seen:
                raise BadJson("duplicate key")
            seen.add(key)
            yield key
            if self._take("}"):
                return
            self._need(",")

    def _key(self) -> str:
        """The key here and the colon after it."""
        plain = _plain_key(self.text, self.at)
        if plain is not None:
            self.at = plain.end()
            return plain[1]
        if not self.text.startswith('"', self.at):
            raise BadJson("expected a key")
        key = str(self.value())
        self._need(":")
        return key

    def elements(self) -> Iterator[int]:
        """The elements of the array here by index; each time the element is next."""
        self._need("[")
        if self._take("]"):
            return
        index = 0
        while True:
            yield index
            index += 1
            if self._take("]"):
                return
            self._need(",")

    def end(self) -> None:
        """Nothing but white space may follow."""
        if self.at != len(self.text):
            raise BadJson("text after the value")


def strings(value: object, key: str) -> Iterator[str]:
    """Every string under ``key`` at any depth of a parsed value."""
    stack: list[object] = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            found = node.get(key)
            if isinstance(found, str):
                yield found
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
