"""TaiDoc frames: what is sent is what is read, noise is skipped, nothing but a refusal is ever raised."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import taidoc
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taidoc import BpResult, Command, RecordTime, ScaleResult, TaiDocFrame
from device_drivers.protocols.taidoc_results import of_dual, of_pressure, of_strip, of_temperature
from device_drivers.readings import Kind, Quantity
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed, u8, u16

NOON = RecordTime(DeviceTime(2026, 3, 5, 12, 0, None), is_pressure=False, irregular=False)
PLAIN_COMMANDS = st.integers(0, 0xFF).filter(lambda command: command not in (0x71, 0x77))
frames = st.builds(TaiDocFrame, PLAIN_COMMANDS, st.binary(min_size=4, max_size=4), st.booleans())


@given(frames)
@relaxed
def test_a_frame_comes_back(frame: TaiDocFrame) -> None:
    assert taidoc.decode_frame(taidoc.encode_frame(frame)) == frame


@given(st.integers(1, 999), u8, u8)
@relaxed
def test_a_pressure_comes_back(systolic: int, diastolic: int, pulse: int) -> None:
    result = BpResult(systolic, diastolic, pulse)
    frame = taidoc.encode_frame(TaiDocFrame(Command.READ_RESULT_VALUE, taidoc.encode_pressure(result), from_meter=True))
    assert taidoc.decode_bp_result(frame) == result


@given(st.datetimes(datetime(2000, 1, 1), datetime(2127, 12, 31)), st.booleans(), st.booleans())  # noqa: DTZ001
@relaxed
def test_a_time_comes_back_to_the_minute(moment: datetime, is_pressure: bool, irregular: bool) -> None:
    time = DeviceTime(moment.year, moment.month, moment.day, moment.hour, moment.minute, None)
    word = taidoc.encode_date_word(time, is_pressure=is_pressure, irregular=irregular)
    assert taidoc.record_time(word) == RecordTime(time, is_pressure, irregular)
    assert taidoc.decode_date_word(word) == time


@pytest.mark.parametrize("size", [34, 40])
def test_a_weighing_comes_back(size: int) -> None:
    fat = Decimal("21.5") if size == 40 else None
    result = ScaleResult(DeviceTime(2026, 3, 5, 8, 41, None), 3, Decimal("61.6"), 167, Decimal("22.0"), fat)
    assert taidoc.decode_scale(taidoc.encode_scale(result, size)) == result
    assert taidoc.decode_scale(taidoc.encode_scale(None, size)) is None


def test_the_frame_of_a_real_scale() -> None:
    """A FORA W310b: 61.6 kg, 167 cm, BMI 22.0, on 18 November 2016 at 18:33."""
    frame = bytes.fromhex("51711d15100b12122104 00a702911d00 0268054e00dc 00000000000000000000a5ed".replace(" ", ""))
    weighing = taidoc.decode_scale(frame)
    assert weighing is not None
    assert weighing.time.text() == "2016-11-18T18:33:??" and weighing.user == 4
    assert (weighing.weight, weighing.height_cm, weighing.bmi) == (Decimal("61.6"), 167, Decimal("22.0"))


@given(st.binary(max_size=45))
@relaxed
def test_any_bytes_are_a_frame_or_a_refusal(data: bytes) -> None:
    for decode in (taidoc.decode_frame, taidoc.decode_bp_result, taidoc.decode_date_word, taidoc.decode_scale):
        with suppress(Refused, Quarantine):
            decode(data)
    assert sum(one.size if isinstance(one, TaiDocFrame) else len(one.raw) for one in fed(taidoc.meter_stream(), [data])) == len(data)


@given(st.lists(frames, max_size=5), st.lists(u16, max_size=8))
@relaxed
def test_however_the_stream_is_cut_the_frames_are_the_same(sent: list[TaiDocFrame], cuts: list[int]) -> None:
    weighing = taidoc.encode_scale(ScaleResult(DeviceTime(2026, 3, 5, 8, 41, None), 3, Decimal(70), 0))
    line = b"".join(map(taidoc.encode_frame, sent)) + weighing
    found = fed(taidoc.meter_stream(), pieces(line, cuts))
    assert [frame for frame in found if isinstance(frame, TaiDocFrame)][:-1] == sent
    assert isinstance(found[-1], TaiDocFrame) and taidoc.encode_frame(found[-1]) == weighing


def test_after_noise_the_next_frame_is_found() -> None:
    frame = TaiDocFrame(Command.READ_COUNT, bytes((3, 0, 0, 0)), from_meter=True)
    line = b"\x00\x51\x26" + taidoc.encode_frame(frame) * 2
    found = fed(taidoc.meter_stream(), [line])
    assert frame in found and any(isinstance(one, Refusal) for one in found)


def test_no_encoder_clears_the_memory() -> None:
    assert 0x52 not in set(Command)


@pytest.mark.parametrize(
    ("raw", "test", "name", "shown", "unit"),
    [
        (38, 6, "haematocrit", "38", "%"),
        (45, 7, "ketone", "1.5", "mmol/L"),
        (62, 8, "uric_acid", "6.2", "mg/dL"),
        (199, 9, "cholesterol", "199", "mg/dL"),
        (134, 11, "haemoglobin", "13.4", "g/dL"),
        (20, 12, "lactate", "2.2", "mmol/L"),
    ],
)
def test_other_strips_are_laboratory_results(raw: int, test: int, name: str, shown: str, unit: str) -> None:
    """A ketone filed beside glucose is never a glucose."""
    finding = of_strip(raw.to_bytes(2, "little") + bytes((20, test << 2)), NOON)
    assert finding.kind is Kind.LABORATORY and finding.values == ((name, Quantity(Decimal(shown), unit)),)


@pytest.mark.parametrize(("raw", "comparator", "limit"), [(601, ">", 600), (19, "<", 20), (600, "", 600), (20, "", 20)])
def test_beyond_its_range_the_meter_says_hi_or_lo(raw: int, comparator: str, limit: int) -> None:
    finding = of_strip(raw.to_bytes(2, "little") + bytes(2), NOON)
    assert finding.values == (("glucose", Quantity(Decimal(limit), "mg/dL", comparator)),)


@pytest.mark.parametrize(("note", "meal", "flags"), [(0, {}, ()), (1, {"meal": "preprandial"}, ()), (3, {}, ("control_solution",))])
def test_meal_and_control_solution(note: int, meal: dict[str, str], flags: tuple[str, ...]) -> None:
    """H24, H39."""
    finding = of_strip(b"\x64\x00\x16" + bytes((note << 6,)), NOON)
    assert dict(finding.context) == meal and finding.flags == flags


@pytest.mark.parametrize("payload", ["0000", "ffff"])
def test_no_value_is_none(payload: str) -> None:
    with pytest.raises(Quarantine):
        of_strip(bytes.fromhex(payload) + bytes(2), NOON)


@pytest.mark.parametrize("test", [1, 2, 3, 4, 5, 10, 13, 14, 15])
def test_a_strip_nobody_knows_gives_no_value(test: int) -> None:
    with pytest.raises(Quarantine):
        of_strip(b"\x64\x00\x16" + bytes((test << 2,)), NOON)


@pytest.mark.parametrize(("raw", "shown"), [(365, "36.5"), (3650, "36.5")])
def test_tenths_and_hundredths_of_a_degree(raw: int, shown: str) -> None:
    finding = of_temperature(raw.to_bytes(2, "little") + bytes(2), NOON)
    assert finding.values == (("temperature", Quantity(Decimal(shown), "Cel")),)


def test_a_dual_meter_says_in_the_time_what_it_measured() -> None:
    pressed = RecordTime(NOON.time, is_pressure=True, irregular=True)
    payload = taidoc.encode_pressure(BpResult(128, 82, 71))
    assert of_dual(payload, pressed) == of_pressure(payload, pressed)
    assert of_dual(payload, pressed).flags == ("irregular_pulse",)
    assert of_dual(b"\x64\x00\x16\x00", NOON).kind is Kind.GLUCOSE


def test_an_error_of_the_cuff_is_no_pressure() -> None:
    with pytest.raises(Quarantine):
        of_pressure(bytes(4), NOON)
