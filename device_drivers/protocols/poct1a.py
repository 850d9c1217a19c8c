"""POCT1-A (CLSI POCT01-A2) messages of bedside meters: one XML document after another, no declaration, at most 32,768 bytes.

The XML is read hardened: no document type, no entities, no processing instructions, limited depth and size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.refusal import Refused

LONGEST = 32_768  # max_message_sz of the directive
DEEPEST = 16
_ROOT = re.compile(rb"<([A-Za-z][A-Za-z0-9_.\-]{0,30})(?=[\s/>])")
_ROOT_BEGUN = re.compile(rb"<(?:[A-Za-z][A-Za-z0-9_.\-]{0,30})?")
_DECLARATION, _DECLARATION_LONGEST = b"<?xml", 256  # some send one although the directive has none
_SPACE = b" \t\r\n"


@dataclass(slots=True)
class Element:
    """One element. Values are in attributes: V the value, U its unit, NULL why there is none."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, name: str) -> list[Element]:
        """All elements of a name below this one."""
        return [element for element in self.walk() if element.name == name]

    def value(self, name: str, attribute: str = "V") -> str:
        """The attribute of the first element of a name; '' where there is none."""
        return next((element.attributes.get(attribute, "") for element in self.all(name)), "")


@dataclass(frozen=True, slots=True)
class Space:
    """White space between messages, or an XML declaration."""

    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one whole message, not parsed yet."""

    raw: bytes


def stream() -> ByteStream[Document | Space]:
    """Whole messages of a line, cut by the end tag of their root."""
    return ByteStream(_cut, LONGEST, b"<" + _SPACE)


def size_of(token: Document | Space) -> int:
    """How many bytes a token took in the stream."""
    return token.size if isinstance(token, Space) else len(token.raw)


def parse(raw: bytes) -> Element:
    """The root of one message. Refused: too long ('length'), not well-formed or with a document type ('unknown')."""
    if len(raw) > LONGEST:
        raise Refused("length")
    if not raw.strip(_SPACE):
        raise Refused("short")
    tree = _Tree()
    try:
        tree.parser.Parse(raw, True)
    except (expat.ExpatError, _Forbidden, ValueError, LookupError) as error:
        missing = isinstance(error, expat.ExpatError) and error.code in _CUT_SHORT
        raise Refused("short" if missing else "unknown") from None
    if tree.root is None:
        raise Refused("short")
    return tree.root


def decode_observations(raw: bytes) -> Element:
    """One OBS.R01 (a patient's observations); any other message is refused as 'unknown'."""
    root = parse(raw)
    if root.name != "OBS.R01" or (root.value("HDR.message_type") or root.name) != "OBS.R01":
        raise Refused("unknown")
    return root


def encode(root: Element) -> bytes:
    """A message as bytes, without declaration."""
    return _spelled(root).encode()


def message(kind: str, control_id: str, wall: datetime, *bodies: Element) -> Element:
    """A message with its header; the time is local, without zone."""
    header = leaf_group(
        "HDR",
        ("HDR.message_type", kind),
        ("HDR.control_id", control_id),
        ("HDR.version_id", "POCT1"),
        ("HDR.creation_dttm", f"{wall:%Y-%m-%dT%H:%M:%S}"),
    )
    return Element(kind, children=[header, *bodies])


def leaf_group(name: str, *leaves: tuple[str, str]) -> Element:
    """An element whose children carry one value each."""
    return Element(name, children=[Element(leaf, {"V": value}) for leaf, value in leaves])


def acknowledge(control_id: str, wall: datetime, to: str, error: str = "") -> Element:
    """ACK.R01 for the message of control id `to`: AA, or AE where there is an error to tell."""
    leaves = [("ACK.type_cd", "AE" if error else "AA"), ("ACK.ack_control_id", to)]
    if error:
        leaves.append(("ACK.note_txt", error))
    return message("ACK.R01", control_id, wall, leaf_group("ACK", *leaves))


def _spelled(element: Element) -> str:
    marks = "".join(f" {name}={quoteattr(value)}" for name, value in element.attributes.items())
    inside = "".join(_spelled(child) for child in element.children)
    return f"<{element.name}{marks}>{inside}</{element.name}>" if inside else f"<{element.name}{marks}/>"


def _cut(data: bytes) -> tuple[Document | Space, int] | None:
    if data[0] in _SPACE:
        return Space(1), 1  # one by one: more of it may follow, which must not change the answer
    if data[:2] == _DECLARATION[:2] and _DECLARATION.startswith(data[: len(_DECLARATION)]):
        return _cut_declaration(data)
    root = _ROOT.match(data)
    if root is None:
        if _ROOT_BEGUN.fullmatch(data):
            return None
        raise Refused("unknown")
    start_end = data.find(b">")
    if start_end < 0:
        return None
    if data[start_end - 1] == ord("/"):
        return Document(data[: start_end + 1]), start_end + 1
    # a pattern that begins with one rare letter is looked for a hundred times as fast as one that begins as every tag does
    end = re.search(rb"/(?<=</)" + re.escape(root[1]) + rb"\s*>", data)
    return None if end is None else (Document(data[: end.end()]), end.end())


def _cut_declaration(data: bytes) -> tuple[Space, int] | None:
    end = data.find(b"?>")
    if end < 0 and len(data) < _DECLARATION_LONGEST:
        return None
    if not 0 <= end < _DECLARATION_LONGEST:
        raise Refused("unknown")
    return Space(end + 2), end + 2


class _Forbidden(Exception):
    """Something a message of a meter has no need of."""


_CUT_SHORT = frozenset(
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)


class _Tree:
    """Collects elements; character data between them is layout only."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = _forbid
        self.parser.EntityDeclHandler = _forbid
        self.parser.ProcessingInstructionHandler = _forbid
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise _Forbidden
        element = Element(name, dict(attributes))
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()


def _forbid(*_: object) -> None:
    raise _Forbidden
