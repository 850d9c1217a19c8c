"""A&D cabinet cuffs: commands, acknowledgements, results asked for or not, damaged lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import and_tm
from device_drivers.protocols.and_tm import Command, TmAcknowledge, TmError, TmFrame, TmResult
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

NUMBERS = st.integers(0, 999)
TIMES = st.builds(
    DeviceTime,
    st.integers(2000, 2099),
    st.integers(1, 12),
    st.integers(1, 31),
    st.integers(0, 23),
    st.integers(0, 59),
    st.none(),
)
MODELS = st.sampled_from(["TM2655", "TM2657P", "BPBIO320"])
RESULTS = st.builds(TmResult, MODELS, TIMES, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS)
ERRORS = st.builds(TmError, MODELS, TIMES, st.from_regex(r"E(0[1-9]|[1-9]\d)", fullmatch=True).filter(str.isascii))
TAKEN = DeviceTime(2026, 3, 9, 8, 30, None)
RESULT = TmResult("TM2655", TAKEN, 138, 105, 88, 72)
NOISE = st.lists(
    RESULTS.map(and_tm.encode_result)
    | st.sampled_from(Command).map(and_tm.encode_command)
    | st.booleans().map(and_tm.encode_acknowledge)
    | st.binary(max_size=10)
    | st.sampled_from([b"\x16", b"\x16\x16\x01", b"\x16\x16\x0100\x02ST\x03\xff", and_tm.encode_result(RESULT)[:20]]),
    max_size=6,
).map(b"".join)


@relaxed
@given(RESULTS | ERRORS)
def test_result_round_trip(result: TmResult | TmError) -> None:
    frame = and_tm.decode_frame(and_tm.encode_result(result))
    assert frame.address == "00"
    assert and_tm.parse_result(frame.text) == result


@pytest.mark.parametrize(("command", "wire"), [(Command.START, "16160130300253540307"), (Command.STOP, "16160130300253500303")])
def test_commands(command: Command, wire: str) -> None:
    assert and_tm.encode_command(command).hex() == wire
    assert and_tm.decode_command(bytes.fromhex(wire)) == TmFrame("00", command)


def test_an_address_may_hold_a_space() -> None:
    assert and_tm.decode_command(and_tm.encode_command(Command.READ_LAST, "0 ")) == TmFrame("0 ", "RB")
    with pytest.raises(ValueError, match="address"):
        and_tm.encode_command(Command.STOP, "0")
    with pytest.raises(ValueError, match="address"):
        and_tm.encode_command(Command.STOP, "0\x02")


@relaxed
@given(st.integers(0, 9), st.integers(1, 255))
def test_one_wrong_byte_is_no_command(at: int, flip: int) -> None:
    """H2: whatever byte the line damages, STOP never turns into another command (only the address is unprotected)."""
    wire = bytearray(and_tm.encode_command(Command.STOP))
    wire[at] ^= flip
    if at in (3, 4):
        return
    with pytest.raises(Refused):
        and_tm.decode_command(bytes(wire))


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("", "short"),
        ("161601303002", "short"),
        ("161601303002535403", "short"),
        ("1616013030025354030700", "length"),
        ("16160130300253540308", "checksum"),
        ("16160230300253540307", "unknown"),
        ("161601303006", "unknown"),
        ("16160130300253545003" + "57", "unknown"),
    ],
)
def test_refused_commands(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        and_tm.decode_command(bytes.fromhex(wire))
    assert refused.value.reason == reason


def _text(*fields: str) -> bytes:
    return "\x1e".join(fields).encode()


HEAD = ("00", "TM2655", "2603090830", "RB", "M")


def test_a_rejected_measurement_is_no_result() -> None:
    """H2: numbers that come with an error code stay numbers, they do not become a pressure."""
    result = and_tm.decode_result(_text(*HEAD, "E07", "S138", "M---", "D   ", "P  0"))
    assert result == TmError("TM2655", TAKEN, "E07", (("S", 138), ("P", 0)))


def test_address_and_trailing_separator_are_optional() -> None:
    fields = ("E00", "S138", "M105", "D 88", "P 72", "")
    assert and_tm.decode_result(_text(*HEAD, *fields)) == RESULT
    assert and_tm.decode_result(_text(*HEAD[1:], *fields[:-1])) == RESULT


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ((), "short"),
        ((*HEAD, "S138", "M105", "D 88", "P 72"), "short"),
        ((*HEAD, "E00", "S138", "M105", "D 88"), "short"),
        (("00", "TM2655", "26030908", "RB", "M", "E00"), "length"),
        (("00", "TM2655", "2603090830", "RP", "N  1", "157, 13"), "unknown"),
        (("00", "TM2655", "2603090830", "rb", "M", "E00"), "unknown"),
        ((*HEAD, "E00\x05"), "unknown"),
    ],
)
def test_refused_results(fields: tuple[str, ...], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        and_tm.decode_result(_text(*fields))
    assert refused.value.reason == reason


def test_an_impossible_date_goes_to_quarantine() -> None:
    with pytest.raises(Quarantine):
        and_tm.decode_result(_text("TM2655", "2613090830", "RB", "M", "E00", "S138", "M105", "D 88", "P 72"))


@relaxed
@given(NOISE, st.lists(st.integers(0, 400), max_size=8))
def test_fragmentation_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    assert fed(and_tm.stream(), pieces(data, cuts)) == fed(and_tm.stream(), [data])


def test_an_unasked_result_comes_through_behind_a_broken_one() -> None:
    """H11: a frame broken off in the middle does not swallow the next one, which nobody asked for."""
    broken = and_tm.encode_result(RESULT)[:30]
    found = and_tm.stream().feed(and_tm.encode_acknowledge(True) + broken + and_tm.encode_result(RESULT))
    assert found[0] == TmAcknowledge("00", True)
    assert found[1] == Refusal("unknown", broken)
    assert isinstance(found[2], TmFrame)
    assert and_tm.parse_result(found[2].text) == RESULT


def test_an_endless_text_is_given_up() -> None:
    stream = and_tm.stream()
    found = stream.feed(b"\x16\x16\x0100\x02" + b"9" * 3 * and_tm.LONGEST)
    assert any(isinstance(item, Refusal) and item.reason == "length" for item in found)
    assert stream.pending < and_tm.LONGEST
