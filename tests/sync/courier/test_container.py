"""A file that is not exactly what the sender wrote for this site is refused, without a crash and within limits."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tracemalloc
from dataclasses import asdict, replace
from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KnownError
from sync.courier.container import FORMAT, ROWS, Heading, Manifest, Opened, pack_lines, seal, unseal
from sync.courier.keys import HUB, SEAT, Identity, card_file, read_card

SEAT_KEYS, HUB_KEYS, OTHER = Identity.make("卫生室", SEAT), Identity.make("卫生院", HUB), Identity.make("别处", HUB)
HEADING = Heading(ROWS, "e1", 1, "2026-03-05T08:00:00.000Z")
LINES = [b'{"a":1}', b'{"b":"\xe4\xb8\xad"}', b"{}"]
SENDERS = [SEAT_KEYS.card]


def sealed(lines: list[bytes] | None = None, also: tuple[str, ...] = ()) -> bytes:
    return seal(SEAT_KEYS, HUB_KEYS.card, also, HEADING, pack_lines(LINES if lines is None else lines))[1]


FILE = sealed()


def opened(data: bytes, keys: Identity = HUB_KEYS) -> Opened:
    return unseal(io.BytesIO(data), keys, SENDERS)


def wrapped(manifest: Manifest, body: bytes, signer: Identity = SEAT_KEYS, to: Identity = HUB_KEYS, form: str = FORMAT) -> bytes:
    """A file put together by whoever likes to."""
    head = json.dumps({"format": form, **asdict(manifest)}, sort_keys=True, separators=(",", ":")).encode()
    plain = b"\n".join((head, signer.sign(FORMAT.encode() + b"\n" + head).hex().encode(), body))
    return bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(to.card.recipient)]))


def parts() -> tuple[Manifest, bytes]:
    found = opened(FILE)
    return found.manifest, found.packed


def test_what_was_written_is_read_by_everybody_it_was_written_for() -> None:
    assert list(opened(FILE).lines()) == LINES
    data = sealed([b'{"line\r\n":\n1}'], (OTHER.card.recipient,))
    assert list(opened(data).lines()) == [b'{"line  ": 1}']
    assert b"recipients" in pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(OTHER.age_secret)])  # a supervisor can read …
    with pytest.raises(KnownError, match="courier_not_for_us"):
        opened(data, OTHER)  # … but a workstation of his does not take it for its own


def test_nobody_else_reads_it() -> None:
    assert b"rows" not in FILE and SEAT_KEYS.card.site.encode() not in FILE
    with pytest.raises(KnownError, match="courier_unreadable"):
        opened(FILE, OTHER)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_mutated_file_is_never_taken(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(("flip", "cut", "insert", "double", "junk")))
    at = data.draw(st.integers(0, len(FILE) - 1))
    match kind:
        case "flip":
            mutated = FILE[:at] + bytes([FILE[at] ^ data.draw(st.integers(1, 255))]) + FILE[at + 1 :]
        case "cut":
            mutated = FILE[:at]
        case "insert":
            mutated = FILE[:at] + data.draw(st.binary(min_size=1, max_size=40)) + FILE[at:]
        case "double":
            mutated = FILE + FILE[at:]
        case _:
            mutated = data.draw(st.binary(max_size=200))
    if mutated == FILE:
        return
    with pytest.raises(KnownError, match="courier_"):
        list(opened(mutated).lines())


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whoever_can_read_a_file_cannot_change_it(data: st.DataObject) -> None:
    """The mutation happens inside the encryption: only the signature is left to notice it."""
    manifest, body = parts()
    plain = pyrage.decrypt(FILE, [pyrage.x25519.Identity.from_str(HUB_KEYS.age_secret)])
    at = data.draw(st.integers(0, len(plain) - 1))
    mutated = plain[:at] + bytes([plain[at] ^ data.draw(st.integers(1, 255))]) + plain[at + 1 :]
    again = pyrage.encrypt(mutated, [pyrage.x25519.Recipient.from_str(HUB_KEYS.card.recipient)])
    try:
        found = opened(again)
    except KnownError as refused:
        assert refused.code.startswith("courier_")
    else:
        assert (found.manifest, found.packed) == (manifest, body), "hex in capitals says the same"


def test_forged_and_wrapped_anew() -> None:
    manifest, body = parts()
    with pytest.raises(KnownError, match="courier_forged"):
        opened(wrapped(manifest, body, signer=OTHER))
    with pytest.raises(KnownError, match="courier_unknown_sender"):
        opened(wrapped(replace(manifest, sender=OTHER.card.site), body, signer=OTHER))
    plain = pyrage.decrypt(FILE, [pyrage.x25519.Identity.from_str(HUB_KEYS.age_secret)])
    elsewhere = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(OTHER.card.recipient)])
    with pytest.raises(KnownError, match="courier_not_for_us"):
        opened(elsewhere, OTHER)
    with pytest.raises(KnownError, match="courier_damaged"):
        opened(wrapped(manifest, body + b"x"))
    with pytest.raises(KnownError, match="courier_newer"):
        opened(wrapped(manifest, body, form="xiangyi/courier/2"))


@pytest.mark.parametrize(
    "change", [{"seq": -1}, {"seq": True}, {"seq": "1"}, {"recipients": [1]}, {"recipients": None}, {"sha256": 5}, {"lines": 2.0}]
)
def test_an_odd_manifest(change: dict[str, Any]) -> None:
    manifest, body = parts()
    with pytest.raises(KnownError, match=r"courier_(damaged|not_for_us)"):
        opened(wrapped(replace(manifest, **change), body))


@pytest.mark.parametrize("plain", [b"", b"\n\n", b"{}\nzz\n", b"[" * 70_000, b"[" * 5_000 + b"\n00\nx", b"null\n00\n", b"1\n00\n"])
def test_what_is_no_manifest_at_all(plain: bytes) -> None:
    data = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(HUB_KEYS.card.recipient)])
    with pytest.raises(KnownError, match="courier_damaged"):
        opened(data)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not gzip",
        gzip.compress(b"{}", mtime=0)[:-3],
        gzip.compress(b"{}\nrest", mtime=0),
        gzip.compress(b"{}\n{}\n{}\n{}\n", mtime=0),
    ],
)
def test_lines_that_are_not_what_was_promised(body: bytes) -> None:
    manifest, _ = parts()
    said = replace(manifest, size=len(body), sha256=hashlib.sha256(body).hexdigest())
    with pytest.raises(KnownError, match="courier_damaged"):
        list(opened(wrapped(said, body)).lines())


def test_a_small_file_does_not_fill_the_memory() -> None:
    body = gzip.compress(b"{" + b" " * 200_000_000)
    manifest = replace(parts()[0], lines=1, size=len(body), sha256=hashlib.sha256(body).hexdigest())
    found = opened(wrapped(manifest, body))
    tracemalloc.start()
    with pytest.raises(KnownError, match="courier_damaged"):
        list(found.lines())
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_a_card_is_the_whole_card_or_none() -> None:
    data = card_file(SEAT_KEYS)
    assert read_card(data) == SEAT_KEYS.card and len(SEAT_KEYS.card.number.replace(" ", "")) == 16
    assert "AGE-SECRET" not in data.decode() + repr(SEAT_KEYS) and Identity.load(SEAT_KEYS.dump()) == SEAT_KEYS
    for at in range(0, len(data), 3):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            assert read_card(changed) == SEAT_KEYS.card
        except KnownError as refused:
            assert refused.code == "courier_card_bad"


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=100).map(str.encode),
        st.dictionaries(st.text(), st.text()).map(json.dumps).map(str.encode),
    )
)
def test_what_is_no_card(data: bytes) -> None:
    with pytest.raises(KnownError, match="courier_card_bad"):
        read_card(data)
