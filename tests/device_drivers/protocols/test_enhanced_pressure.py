"""2B34, 2B35, 2B36 and the consent of the User Data Service: round trips, any bytes, segments in and out of order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import enhanced_pressure as bls
from device_drivers.protocols import user_data
from device_drivers.protocols.blood_pressure import PressureUnit
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.enhanced_pressure import EnhancedMeasurement, PressureRecord, Segments
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.user_data import Consent, ConsentResult
from tests.device_drivers.protocols.strategies import relaxed, sfloats, u8, u16

u32 = st.integers(0, 0xFFFFFFFF)
measurements = st.builds(
    EnhancedMeasurement,
    st.sampled_from(PressureUnit),
    sfloats,
    sfloats,
    sfloats,
    st.none() | u32,
    st.none() | sfloats,
    st.none() | u8,
    st.none() | u16,
    st.none() | u32,
    st.booleans(),
)


@given(measurements)
@relaxed
def test_a_measurement_comes_back_as_it_was(measured: EnhancedMeasurement) -> None:
    assert bls.decode_measurement(bls.encode_measurement(measured)) == measured


@given(st.binary(max_size=40), st.booleans())
@relaxed
def test_any_bytes_are_decoded_refused_or_quarantined(data: bytes, with_crc: bool) -> None:
    for decode in (
        bls.decode_measurement,
        lambda raw: bls.decode_record(raw, with_crc=with_crc),
        user_data.decode_response,
        user_data.decode_consent,
    ):
        try:
            decode(data)
        except (Refused, Quarantine) as refused:
            assert refused.reason in {"short", "length", "checksum", "reserved", "unknown"}


def test_the_time_shown_wins_over_the_base_time_and_knows_its_epoch() -> None:
    base = EnhancedMeasurement(PressureUnit.MMHG, Decimal(120), Decimal(80), Decimal(93), time=86400)
    assert base.shown == DeviceTime(2000, 1, 2, 0, 0, 0)
    old = EnhancedMeasurement(PressureUnit.MMHG, Decimal(120), Decimal(80), Decimal(93), time=86400, since_2000=False)
    assert old.shown == DeviceTime(1900, 1, 2, 0, 0, 0)
    facing = EnhancedMeasurement(PressureUnit.MMHG, Decimal(120), Decimal(80), Decimal(93), time=86400, facing=90000, user_id=255)
    assert facing.shown == DeviceTime(2000, 1, 2, 1, 0, 0) and facing.user_slot is None


def test_a_reserved_flag_and_left_over_bytes_are_quarantined() -> None:
    for frame in ("8078005000600000"[:14], "0078005000600000"):
        with pytest.raises(Quarantine):
            bls.decode_measurement(bytes.fromhex(frame))


def test_live_pressure_has_one_number() -> None:
    live = bls.decode_measurement(bls.encode_cuff_pressure(Decimal(150)))
    assert live.systolic == 150 and live.diastolic is Special.NAN


@given(st.builds(PressureRecord, u16, st.just("2B34"), st.binary(max_size=60)), st.booleans(), st.integers(2, 40), st.integers(0, 63))
@relaxed
def test_a_record_comes_back_from_its_segments(record: PressureRecord, with_crc: bool, size: int, start: int) -> None:
    parts = bls.segments(bls.encode_record(record, with_crc=with_crc), size, start)
    joining = Segments()
    *before, whole = [joining.take(part) for part in parts]
    assert set(before) <= {None} and whole is not None
    assert bls.decode_record(whole, with_crc=with_crc) == record


@given(st.lists(st.binary(max_size=30), max_size=30))
@relaxed
def test_any_segments_are_taken_or_refused(parts: list[bytes]) -> None:
    joining = Segments()
    for part in parts:
        try:
            whole = joining.take(part)
        except Refused:
            continue
        assert whole is None or len(whole) <= 512


def test_a_record_that_never_ends_is_dropped() -> None:
    joining = Segments()
    joining.take(bytes((0x01,)) + bytes(400))
    with pytest.raises(Refused):
        joining.take(bytes((0x04,)) + bytes(400))
    with pytest.raises(Refused):
        joining.take(bytes((0x08,)) + bytes(4))


@given(st.builds(Consent, u8, u16), st.sampled_from(ConsentResult))
@relaxed
def test_a_consent_and_its_answer_come_back_as_they_were(consent: Consent, result: ConsentResult) -> None:
    assert user_data.decode_consent(user_data.encode_consent(consent)) == consent
    assert user_data.decode_response(user_data.encode_response(result)) is result


def test_a_reserved_answer_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        user_data.decode_response(b"\x20\x02\x09")
    assert caught.value.reason == "reserved"
