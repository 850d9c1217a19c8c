"""Lines of Ultra2, Optium, BGStar and Areo: sums hold, months are read, nothing else is a result."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import bgstar, freestyle_optium, glucomen_areo, onetouch_ultra2, text_lines
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.checksums import crc8_maxim
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import Quantity
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

CUTS = st.lists(st.integers(0, 400), max_size=12)
MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80)
DECODERS: list[Callable[[bytes], object]] = [
    freestyle_optium.decode_clock_line,
    freestyle_optium.decode_result_line,
    lambda data: freestyle_optium.check_memory(data.splitlines(keepends=True)),
    onetouch_ultra2.checked_text,
    lambda data: onetouch_ultra2.decode_clock(data.decode("latin-1")),
    lambda data: onetouch_ultra2.decode_count(data.decode("latin-1")),
    lambda data: onetouch_ultra2.decode_result(data.decode("latin-1")),
    bgstar.words,
    lambda data: bgstar.decode_clock(data.decode("latin-1").split(" ")),
    lambda data: bgstar.decode_count(data.decode("latin-1").split(" ")),
    lambda data: bgstar.decode_record(data.decode("latin-1").split(" "), "mg/dL"),
    glucomen_areo.decode_block,
    glucomen_areo.decode_result,
]


@relaxed
@given(st.binary(max_size=60) | TEXTS.map(str.encode), st.sampled_from(DECODERS))
def test_any_bytes_are_understood_or_refused(data: bytes, decode: Callable[[bytes], object]) -> None:
    try:
        assert decode(data) is not None
    except (Refused, Quarantine) as error:
        assert error.reason


# --- Ultra2 -----------------------------------------------------------------------------------------------------------
@relaxed
@given(MOMENTS, st.integers(0, 999), st.booleans(), st.sampled_from(sorted(onetouch_ultra2.MEALS.values())))
def test_ultra2_round_trip(moment: datetime, value: int, control: bool, meal: str) -> None:
    line = onetouch_ultra2.encode_line(onetouch_ultra2.encode_result(moment, f"{value:03}", control=control, meal=meal))
    result = onetouch_ultra2.decode_result(onetouch_ultra2.checked_text(line))
    assert result == onetouch_ultra2.Ultra2Result(Quantity(Decimal(value), "mg/dL"), DeviceTime.of(moment), control, meal)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"INVALID", "short"),
        (b".\r", "short"),
        (b"% 1337\r", "checksum"),
        (b"% 13AZ\r", "short"),
        (b'T "SAT","08/03/13","22:12:00   " 0609\r\n', "checksum"),
    ],
)
def test_ultra2_lines_that_do_not_hold(line: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        onetouch_ultra2.checked_text(line)
    assert refused.value.reason == reason


def test_ultra2_published_line() -> None:
    text = onetouch_ultra2.checked_text(b'T "SAT","08/03/13","22:12:00   " 0608\r\n')
    assert onetouch_ultra2.decode_clock(text).text() == "2013-08-03T22:12:00"


def test_ultra2_a_result_the_meter_doubts_is_none() -> None:
    """H2: '?' says that the memory was damaged."""
    text = onetouch_ultra2.encode_result(datetime(2026, 3, 5), "123").replace("123 ", "123?")
    with pytest.raises(Refused) as refused:
        onetouch_ultra2.decode_result(text)
    assert refused.value.reason == "reserved"


# --- Optium -----------------------------------------------------------------------------------------------------------
@relaxed
@given(MOMENTS, st.integers(0, 999), st.booleans())
def test_optium_round_trip(moment: datetime, value: int, control: bool) -> None:
    """All twelve months, June and July in full."""
    line = freestyle_optium.encode_result_line(f"{value:03}", DeviceTime.of(moment), control=control)
    result = freestyle_optium.decode_result_line(line)
    assert result.value == Quantity(Decimal(value), "mg/dL") and result.control is control
    assert result.taken.text() == f"{moment:%Y-%m-%dT%H:%M}:??"
    clock = freestyle_optium.decode_clock_line(freestyle_optium.encode_clock_line(DeviceTime.of(moment)))
    assert clock.local() == moment


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"Clock:\tSept 29 2013\t17:35:34", "2013-09-29T17:35:34"),
        (b"Clock:\tJune 29 2013\t17:35:34", "2013-06-29T17:35:34"),
        (b"Clock:\tJul  10 2013\t14:26:44", "2013-07-10T14:26:44"),
    ],
)
def test_optium_month_variants(line: bytes, text: str) -> None:
    assert freestyle_optium.decode_clock_line(line).text() == text


@pytest.mark.parametrize(
    "line",
    [
        b"Apr 22 2014 02:14:37",
        b"Clock:\tXxx  10 2013\t14:26:44",
        b"Clock:\tXxx  10 2013\t14:26",
        b"Clock:\tSep  29 2013\t17:35:22.34",
        b"Clock:\tMayy 29 2013\t17:35:22",
        b"Clock:\tSep  29 2013\t17:35:2\xb2",
        b"Foo",
    ],
)
def test_optium_lines_that_are_no_clock(line: bytes) -> None:
    with pytest.raises(Refused):
        freestyle_optium.decode_clock_line(line)


def test_optium_marks_nobody_knows_are_no_result() -> None:
    with pytest.raises(Refused) as refused:
        freestyle_optium.decode_result_line(b"118  Sep  09 2025 17:35 G 0x04")
    assert refused.value.reason == "reserved"


def test_optium_a_count_that_does_not_fit_is_no_memory() -> None:
    """H11: a line lost together with its weight in the sum would go unseen."""
    whole = freestyle_optium.encode_memory("S", "2.25", DeviceTime.of(datetime(2026, 3, 5)), [])
    body = whole.split(b"0x")[0].replace(b"Log Empty", b"001")
    lines = (body + f"0x{sum(body) & 0xFFFF:04X}  END\r\n".encode()).splitlines(keepends=True)
    with pytest.raises(Refused) as refused:
        freestyle_optium.check_memory(lines)
    assert refused.value.reason == "length"


# --- BGStar -----------------------------------------------------------------------------------------------------------
@relaxed
@given(MOMENTS, st.integers(0, 999))
def test_bgstar_round_trip(moment: datetime, value: int) -> None:
    said = bgstar.words(bgstar.encode_record(value, "postprandial", DeviceTime.of(moment)).encode())
    assert bgstar.decode_record(said, "mg/dL") == bgstar.BgStarRecord(
        Quantity(Decimal(value), "mg/dL"), DeviceTime.of(moment), "postprandial"
    )


@pytest.mark.parametrize("said", ["glucount 17", "glucount17"])
def test_bgstar_count(said: str) -> None:
    assert bgstar.decode_count(said.split(" ")) == 17


# --- Areo -------------------------------------------------------------------------------------------------------------
def test_areo_crc_is_the_catalogue_s() -> None:
    assert crc8_maxim(b"123456789") == 0xA1


BLOCKS = st.lists(TEXTS.filter(bool).map(str.encode), max_size=4).map(glucomen_areo.encode_block)


@relaxed
@given(st.lists(BLOCKS | st.binary(max_size=6), max_size=4).map(b"".join), CUTS)
def test_areo_blocks_cut_anywhere(data: bytes, cuts: list[int]) -> None:
    assert fed(glucomen_areo.stream(), pieces(data, cuts)) == fed(glucomen_areo.stream(), [data])


@relaxed
@given(BLOCKS, st.integers(0, 400), st.integers(1, 255))
def test_areo_one_changed_byte_is_refused(block: bytes, at: int, flip: int) -> None:
    wire = bytearray(block)
    wire[at % len(wire)] ^= flip
    with pytest.raises(Refused):
        glucomen_areo.decode_block(bytes(wire))


def test_areo_refuses_a_unit_it_does_not_know() -> None:
    """H2."""
    with pytest.raises(Refused) as refused:
        glucomen_areo.decode_result(b"Glu,5.6,g/L,00,260304,0841")
    assert refused.value.reason == "reserved"


# --- lines ------------------------------------------------------------------------------------------------------------
@relaxed
@given(st.binary(max_size=300), CUTS)
def test_lines_cut_anywhere_give_every_byte_once(data: bytes, cuts: list[int]) -> None:
    stream = text_lines.line_stream()
    found = [one for piece in pieces(data, cuts) for one in stream.feed(piece)] + stream.reset()
    assert b"".join(raw for _, raw in found) == data
    assert all(isinstance(one, Refusal) or one.endswith(b"\n") for one, _ in found)
