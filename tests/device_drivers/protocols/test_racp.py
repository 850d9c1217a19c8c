"""2A52: what a host may ask, what a meter answers, and that nothing of ours can delete."""

from __future__ import annotations

import pytest
from hypothesis import given

from device_drivers.protocols import racp
from device_drivers.protocols.racp import Op, Operator, RecordCount, Request, Response, Result
from device_drivers.protocols.refusal import Refused
from tests.device_drivers.protocols.strategies import relaxed, u8, u16


@pytest.mark.parametrize(
    ("wire", "request_"),
    [
        (racp.report_all(), Request(Op.REPORT, Operator.ALL)),
        (racp.report_since(0x0102), Request(Op.REPORT, Operator.GE, (0x0102,))),
        (racp.report_last(), Request(Op.REPORT, Operator.LAST)),
        (racp.count_all(), Request(Op.COUNT, Operator.ALL)),
        (racp.count_since(9), Request(Op.COUNT, Operator.GE, (9,))),
        (racp.abort(), Request(Op.ABORT, Operator.NONE)),
        (bytes.fromhex("0201"), Request(Op.DELETE, Operator.ALL)),
        (bytes.fromhex("01040105000900"), Request(Op.REPORT, Operator.RANGE, (5, 9))),
    ],
)
def test_requests(wire: bytes, request_: Request) -> None:
    assert racp.decode_request(wire) == request_


@relaxed
@given(u16)
def test_no_request_of_ours_deletes(sequence: int) -> None:
    """H11: a meter's memory is the only copy of a result until it is ours; some meters delete without asking back."""
    asked = [racp.report_all(), racp.report_last(), racp.count_all(), racp.abort()]
    asked += [racp.report_since(sequence), racp.count_since(sequence)]
    assert all(racp.decode_request(wire).op is not Op.DELETE for wire in asked)
    assert not [name for name in dir(racp) if "delete" in name.lower()]


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("", "short"),
        ("01", "short"),
        ("010301", "short"),
        ("0104010500", "short"),
        ("010100", "length"),
        ("0001", "unknown"),
        ("0600", "unknown"),
        ("0107", "reserved"),
        ("0103020500", "unknown"),
    ],
)
def test_refused_requests(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        racp.decode_request(bytes.fromhex(wire))
    assert refused.value.reason == reason


@relaxed
@given(u16)
def test_count_round_trip(count: int) -> None:
    assert racp.decode_response(racp.encode_record_count(count)) == RecordCount(count)


@pytest.mark.parametrize("result", Result)
def test_response_round_trip(result: Result) -> None:
    response = racp.decode_response(racp.encode_response(Op.REPORT, result))
    assert response == Response(Op.REPORT, result)
    assert isinstance(response, Response)
    assert response.result is result


@relaxed
@given(u8, u8)
def test_reserved_results_are_kept_as_numbers(request_code: int, result_code: int) -> None:
    response = racp.decode_response(bytes((6, 0, request_code, result_code)))
    assert response == Response(request_code, result_code)
    assert isinstance(response, Response)
    assert (response.result is None) == (result_code not in range(1, 10))


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        ("", "short"),
        ("06", "short"),
        ("0500", "short"),
        ("050001", "short"),
        ("0500010203", "length"),
        ("05000102030405", "length"),
        ("060001", "short"),
        ("0600010100", "length"),
        ("06010101", "reserved"),
        ("05010100", "reserved"),
        ("0101", "unknown"),
    ],
)
def test_refused_responses(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        racp.decode_response(bytes.fromhex(wire))
    assert refused.value.reason == reason
