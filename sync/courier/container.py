"""The courier file: one age stream of a signed manifest and gzipped NDJSON. No archive: no paths, no links.

The manifest names sender, addressee, everybody who can read, number, kind and the hash of what follows; the signature over it
keeps anyone who may read a file from wrapping it anew for somebody else (reliability.md 5). Nothing is read out before it is verified.
"""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, BinaryIO

import pyrage

from app.errors import KnownError
from sync.courier.keys import Card, Identity
from sync.jsontext import MAX_BYTES

FORMAT = "xiangyi/courier/1"
ROWS, FEED, RECEIPT = "rows", "feed", "receipt"
MAX_FILE = 64 * 1024 * 1024
"""Bytes of a whole file: what is larger is not read."""

MAX_RATIO = 200
"""How much longer the lines may be than packed; clinical JSON packs 10 to 40 times."""

_MAX_MANIFEST = 64 * 1024
_CHUNK = 64 * 1024
_GZIP = 31
_SIGNED = FORMAT.encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says of itself.

    ``seq`` rises with every file of ``sender`` to ``to`` within ``epoch`` (another epoch: the sender's database is another one).
    ``heard``: up to where the sender has taken in the addressee's feed. ``place``: where a feed ends. ``made_at`` is
    for people only: no clock decides anything.
    """

    kind: str
    file: str
    sender: str
    to: str
    recipients: tuple[str, ...]
    epoch: str
    seq: int
    lines: int
    size: int
    sha256: str
    made_at: str
    heard: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the writer of a file decides about it."""

    kind: str
    epoch: str
    seq: int
    made_at: str
    heard: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified file."""

    manifest: Manifest
    packed: bytes

    def lines(self) -> Iterator[bytes]:
        """The lines one after the other. KnownError ``courier_damaged`` where they are not what the manifest says."""
        count = 0
        for line in _lines(self.packed):
            count += 1
            yield line
        if count != self.manifest.lines:
            raise KnownError("courier_damaged")


class Packer:
    """Lines on their way into a file."""

    def __init__(self) -> None:
        self._machine = zlib.compressobj(6, wbits=_GZIP)
        self._packed = bytearray()
        self.lines = 0

    @property
    def size(self) -> int:
        """Packed bytes so far, about."""
        return len(self._packed)

    def add(self, line: bytes) -> None:
        """One JSON text; line ends between its tokens become blanks."""
        self._packed += self._machine.compress(line.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n")
        self._packed += self._machine.flush(zlib.Z_SYNC_FLUSH)
        self.lines += 1

    def finish(self) -> bytes:
        """The packed lines."""
        return bytes(self._packed) + self._machine.flush()


def pack_lines(lines: Iterable[bytes]) -> Packer:
    """All of some lines."""
    packer = Packer()
    for line in lines:
        packer.add(line)
    return packer


def seal(identity: Identity, to: Card, also: Sequence[str], heading: Heading, packer: Packer) -> tuple[Manifest, bytes]:
    """The file. ``also``: age recipients who may read it beside the addressee. KnownError ``courier_recipient_bad``."""
    body = packer.finish()
    recipients = (to.recipient, *also)
    manifest = Manifest(
        **asdict(heading),
        file=uuid.uuid4().hex,
        sender=identity.card.site,
        to=to.site,
        recipients=recipients,
        lines=packer.lines,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    head = json.dumps({"format": FORMAT, **asdict(manifest)}, sort_keys=True, separators=(",", ":")).encode()
    plain = b"\n".join((head, identity.sign(_SIGNED + head).hex().encode(), body))
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError as bad:
        raise KnownError("courier_recipient_bad") from bad
    return manifest, pyrage.encrypt(plain, keys)


def unseal(stream: BinaryIO, identity: Identity, senders: Iterable[Card]) -> Opened:
    """Decrypt and verify.

    KnownError ``courier_unreadable`` (damaged, cut short, or not encrypted for this site: nobody can tell which), ``courier_newer``,
    ``courier_unknown_sender``, ``courier_forged``, ``courier_not_for_us``, ``courier_damaged``.
    """
    plain = _decrypted(stream, identity)
    head, signature, body = _parts(plain)
    manifest = _manifest(head)
    sender = next((one for one in senders if one.site == manifest.sender), None)
    if sender is None:
        raise KnownError("courier_unknown_sender")
    if not sender.signed_here(signature, _SIGNED + head):
        raise KnownError("courier_forged")
    if manifest.to != identity.card.site or identity.card.recipient not in manifest.recipients:
        raise KnownError("courier_not_for_us")
    if len(body) != manifest.size or hashlib.sha256(body).hexdigest() != manifest.sha256:
        raise KnownError("courier_damaged")
    return Opened(manifest, body)


class _Within(io.BytesIO):
    """A buffer that does not grow beyond the limit of a file."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > MAX_FILE:
            raise OSError("too large")
        return super().write(data)


def _decrypted(stream: BinaryIO, identity: Identity) -> bytes:
    into = _Within()
    try:
        pyrage.decrypt_io(stream, into, [pyrage.x25519.Identity.from_str(identity.age_secret)])
    except (pyrage.DecryptError, OSError, ValueError) as bad:
        raise KnownError("courier_unreadable") from bad
    return into.getvalue()


def _parts(plain: bytes) -> tuple[bytes, bytes, bytes]:
    end = plain.find(b"\n", 0, _MAX_MANIFEST)
    second = plain.find(b"\n", end + 1, end + 200)
    try:
        if end < 0 or second < 0:
            raise ValueError("no manifest")
        return plain[:end], bytes.fromhex(plain[end + 1 : second].decode("ascii")), plain[second + 1 :]
    except ValueError as bad:
        raise KnownError("courier_damaged") from bad


def _manifest(head: bytes) -> Manifest:
    try:
        found = json.loads(head)
        if isinstance(found, dict) and found.get("format") != FORMAT and str(found.get("format")).startswith("xiangyi/courier/"):
            raise KnownError("courier_newer")
        return _checked(found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as bad:
        raise KnownError("courier_damaged") from bad


def _checked(found: dict[str, Any]) -> Manifest:
    given = {one.name: found[one.name] for one in fields(Manifest)}
    given["recipients"] = tuple(given["recipients"])
    numbers = {"seq", "lines", "size"}
    texts = [*given["recipients"], *(value for name, value in given.items() if name not in numbers | {"recipients"})]
    if not all(isinstance(one, str) for one in texts) or not all(type(given[one]) is int and given[one] >= 0 for one in numbers):
        raise ValueError("not a manifest")
    return Manifest(**given)


def _lines(packed: bytes) -> Iterator[bytes]:
    """Unpacked piece by piece: a small file must not become a large one in memory."""
    machine, rest, total = zlib.decompressobj(wbits=_GZIP), bytearray(), 0
    waiting = packed
    try:
        while waiting and not machine.eof:
            piece = machine.decompress(waiting, _CHUNK)
            waiting = machine.unconsumed_tail
            total, start = total + len(piece), len(rest)
            rest += piece
            if len(rest) > MAX_BYTES or total > _CHUNK + MAX_RATIO * len(packed):
                raise KnownError("courier_damaged")
            while (end := rest.find(b"\n", start)) >= 0:
                yield bytes(rest[:end])
                del rest[: end + 1]
                start = 0
    except zlib.error as bad:
        raise KnownError("courier_damaged") from bad
    if not machine.eof or rest:
        raise KnownError("courier_damaged")
