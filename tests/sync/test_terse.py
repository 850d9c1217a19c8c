"""The shorter coding between a seat and our own hub."""

from __future__ import annotations

import base64
import json
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.terse import BadTerse, shortened, spoken

VISIT = (Path(__file__).parent.parent / "reference_visit.json").read_bytes()
NAME = "1d685d30-299e-561a-9cb3-40623f1dc6d3"
_words = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [NAME, f"Patient/{NAME}", NAME[:-1], f"{NAME}x", "2026-03-05T08:41:00", "2026-03-05T08:41:00.000+08:00", "a" * 64, "0" * 127]
    ),
    st.uuids().map(str),
    st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()),
    st.text(max_size=80).map(lambda text: base64.b64encode(f'"{NAME}" {text}'.encode()).decode()),
)


def said(body: bytes) -> bytes:
    short = shortened(body)
    assert short is not None
    return short


@given(st.lists(st.dictionaries(st.sampled_from(["data", "id", "a"]), _words)))
def test_json_comes_back_byte_for_byte(value: object) -> None:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    short = shortened(body)
    assert short is not None and spoken(short, len(body)) == body and shortened(body) == short


@given(st.binary(max_size=400))
def test_bytes_that_are_no_json_come_back_or_are_left(body: bytes) -> None:
    short = shortened(body)
    assert short is None or spoken(short, len(body)) == body


def test_what_was_said_before_is_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    one = f'{{"reference":"Patient/{NAME}"}}'.encode()
    assert len(said(one * 2)) - len(said(one)) == len(one) - 36 + 2
    document = base64.b64encode(f'{{"person":"{NAME}"}}'.encode()).decode()
    assert uuid.UUID(NAME).bytes in said(f'{{"id":"{NAME}","data":"{document}"}}'.encode())
    assert document.encode() not in said(f'{{"id":"{NAME}","data":"{document}"}}'.encode()), "a signed document names the same ids"


def test_a_visit_takes_an_eighth_less() -> None:
    assert len(said(VISIT)) < 0.875 * len(VISIT)


@pytest.mark.parametrize("wire", [b"\x01\x00", b"\x01", b"\x02abc", b"\x03\x20abc", b"\x04e", b"\x05T08", b"\x06\x00", b"\x03"])
def test_what_nobody_said_is_refused(wire: bytes) -> None:
    """T7."""
    with pytest.raises(BadTerse) as bad:
        spoken(wire, 1_000)
    assert not bad.value.too_large


@pytest.mark.parametrize("wire", [b"x" * 101, b"\x02" + bytes(16) + b"\x01\x00" * 3, b"\x04" + b"x" * 90 + b"\x04"])
def test_more_than_is_taken_is_refused(wire: bytes) -> None:
    """T7: two bytes that say 36, again and again."""
    with pytest.raises(BadTerse) as bad:
        spoken(wire, 100)
    assert bad.value.too_large


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_text_or_a_refusal(wire: bytes) -> None:
    try:
        assert len(spoken(wire, 10_000)) <= 10_000
    except BadTerse as bad:
        assert str(bad)
