"""POCT1-A messages: cut by their root, read without doctype or entities, bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import poct1a
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.poct1a import Document, Element, decode_observations, encode, parse
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

MESSAGE = b'<OBS.R01>\n <HDR><HDR.control_id V="1"/></HDR>\n <SVC><OBS><OBS.value V="5" U="mmol/L"/></OBS></SVC></OBS.R01>'
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><OBS.R01 V="&c;"/>'
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_.]{0,8}", fullmatch=True)
values = st.text(alphabet=st.characters(codec="utf-8", min_codepoint=0x20, exclude_characters="\ufffe\uffff"), max_size=8)


@relaxed
@given(names, st.dictionaries(st.sampled_from("VU"), values), st.lists(st.tuples(names, values), max_size=4))
def test_a_message_comes_back(name: str, attributes: dict[str, str], leaves: list[tuple[str, str]]) -> None:
    root = Element(name, attributes, [Element(leaf, {"V": value}) for leaf, value in leaves])
    assert parse(encode(root)) == root


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "short"),
        (b"  \n", "short"),
        (MESSAGE[:-5], "short"),
        (MESSAGE[:30], "short"),
        (MESSAGE + MESSAGE, "unknown"),
        (MESSAGE.replace(b"</SVC>", b""), "unknown"),
        (MESSAGE.replace(b"OBS.R01", b"EOT.R01"), "unknown"),
        (MESSAGE.replace(b"OBS.R01", b"OBS.R02"), "unknown"),
        (MESSAGE.replace(b"5", b"\xff"), "unknown"),
        (BOMB, "unknown"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'>" + MESSAGE, "unknown"),
        (b"<?x y?>" + MESSAGE, "unknown"),
        (b"<OBS.R01>" + b"<a>" * 40 + b"</a>" * 40 + b"</OBS.R01>", "unknown"),
        (b"<OBS.R01>" + b" " * 40_000 + b"</OBS.R01>", "length"),
        (b'<?xml version="1.0" encoding="nonsense"?>' + MESSAGE, "unknown"),
    ],
)
def test_what_is_no_observation(data: bytes, reason: str) -> None:
    """T4: no entity is ever resolved, nothing outside is read."""
    with pytest.raises(Refused) as caught:
        decode_observations(data)
    assert caught.value.reason == reason


@relaxed
@given(st.lists(st.integers(0, 600), max_size=8))
def test_cuts_make_no_difference(cuts: list[int]) -> None:
    data = b'\n<?xml version="1.0"?>\n' + MESSAGE + b"<END.R01/>" + b"junk\r\n" + MESSAGE + b"\n"
    whole = fed(poct1a.stream(), [data])
    assert fed(poct1a.stream(), pieces(data, cuts)) == whole
    assert [item.raw for item in whole if isinstance(item, Document)] == [MESSAGE, b"<END.R01/>", MESSAGE]


@relaxed
@given(st.binary(max_size=60) | st.text(alphabet="<>/?xmlOBS.R01 ", max_size=40).map(str.encode))
def test_any_bytes_are_told_once_and_in_full(data: bytes) -> None:
    found = fed(poct1a.stream(), [data])
    assert sum(len(item.raw) if isinstance(item, Refusal) else poct1a.size_of(item) for item in found) == len(data)


@relaxed
@given(st.binary(max_size=80))
def test_any_bytes_give_a_message_or_a_refusal(data: bytes) -> None:
    try:
        root = parse(data)
    except Refused as refused:
        assert refused.reason in {"short", "length", "unknown"}
    else:
        assert root.name


def test_a_message_without_end_is_bounded() -> None:
    stream = poct1a.stream()
    for _ in range(100):
        stream.feed(b"<OBS.R01>" + b"<a>" * 1000)
        assert stream.pending <= poct1a.LONGEST + 256
