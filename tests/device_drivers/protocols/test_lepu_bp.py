"""What a BP2 keeps and says: the list, files of one result or one ECG, the state of this moment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import lepu_bp
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_bp import Now, Result, State
from device_drivers.protocols.lepu_er import Command, LepuFrame
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import relaxed, s16

# one record of a real LP-BP2W list: 114/62, mean 75, 64 per minute, user 218071
CAPTURED = bytes(10) + bytes.fromhex("66b40f69d7530300010000000072003e004b004000") + bytes(16)
NUMBERS = st.integers(1, 300)
RESULTS = st.builds(Result, st.none(), st.integers(0, 2**32 - 1), st.booleans(), NUMBERS, NUMBERS, NUMBERS, st.integers(1, 255))


def test_a_captured_record() -> None:
    [result] = lepu_bp.decode_list(CAPTURED)
    assert (result.systolic, result.diastolic, result.mean, result.pulse) == (114, 62, 75, 64)
    assert (result.user, result.irregular) == (218071, True)
    assert result.time == DeviceTime(2025, 11, 8, 21, 21, 42)


@relaxed
@given(st.lists(RESULTS, max_size=6))
def test_the_list_round_trip(results: list[Result]) -> None:
    assert lepu_bp.decode_list(lepu_bp.encode_list([(0, result) for result in results])) == tuple(results)


def test_empty_places_are_left_out_and_half_a_record_is_refused() -> None:
    empty = Result(None, 0, False, 0, 0, 0, 0)
    data = lepu_bp.encode_list([(0, empty)])
    assert lepu_bp.decode_list(data) == ()
    with pytest.raises(Refused):
        lepu_bp.decode_list(data[:-1])


@relaxed
@given(RESULTS)
def test_a_file_of_one_result(result: Result) -> None:
    decoded = lepu_bp.decode_file(lepu_bp.encode_result_file(1_762_636_902, result))
    assert isinstance(decoded, Result)
    assert (decoded.systolic, decoded.diastolic, decoded.mean, decoded.pulse) == (
        result.systolic,
        result.diastolic,
        result.mean,
        result.pulse,
    )
    assert decoded.irregular == result.irregular and decoded.time == DeviceTime(2025, 11, 8, 21, 21, 42)


@relaxed
@given(st.lists(s16.filter(lambda sample: sample != 0x7FFF), max_size=30))
def test_a_file_of_one_ecg(samples: list[int]) -> None:
    decoded = lepu_bp.decode_file(lepu_bp.encode_ecg_file(0, 30, 71, samples))
    assert isinstance(decoded, lepu_bp.StoredEcg)
    assert (list(decoded.samples), decoded.seconds, decoded.heart_rate, decoded.time) == (samples, 30, 71, None)


@pytest.mark.parametrize(
    "now",
    [
        Now(State.IDLE, 70),
        Now(State.MEASURING, 5),
        Now(State.ECG, 50, 71, False, (1, None, -3)),
        Now(State.ECG, 50, None, True, (None, None)),
    ],
)
def test_the_state_of_this_moment(now: Now) -> None:
    """H38: electrodes off is a gap."""
    assert lepu_bp.decode_now(LepuFrame(Command.GET_BP_DATA, 1, 0, lepu_bp.encode_now(now))) == now


def test_the_state_among_the_registers() -> None:
    frame = LepuFrame(Command.GET_BP_REGISTERS, 1, 0, lepu_bp.encode_registers(17))
    assert lepu_bp.decode_registers(frame).state == State.TRIPLE_RESULT


@relaxed
@given(st.binary(max_size=90))
def test_any_bytes(data: bytes) -> None:
    for decode in (
        lepu_bp.decode_list,
        lepu_bp.decode_file,
        lambda payload: lepu_bp.decode_now(LepuFrame(Command.GET_BP_DATA, 1, 0, payload)),
        lambda payload: lepu_bp.decode_registers(LepuFrame(Command.GET_BP_REGISTERS, 1, 0, payload)),
    ):
        try:
            assert decode(data) is not None
        except Refused as refused:
            assert refused.reason in {"short", "length", "unknown"}
