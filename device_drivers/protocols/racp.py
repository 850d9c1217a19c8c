"""Record Access Control Point (2A52): what a host asks of a meter's memory and what the meter answers.

The decoder knows every op code; the encoder for the host offers report, count and abort alone. Several meters delete
without asking back, so no function here can build a delete.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused


class Op(IntEnum):
    """Op codes of requests."""

    REPORT = 1
    DELETE = 2
    ABORT = 3
    COUNT = 4


class Operator(IntEnum):
    """Which records are meant."""

    NONE = 0
    ALL = 1
    LE = 2
    GE = 3
    RANGE = 4
    FIRST = 5
    LAST = 6


class Result(IntEnum):
    """Outcome of a request; other numbers are reserved."""

    SUCCESS = 1
    OP_CODE_NOT_SUPPORTED = 2
    INVALID_OPERATOR = 3
    OPERATOR_NOT_SUPPORTED = 4
    INVALID_OPERAND = 5
    NO_RECORDS_FOUND = 6
    ABORT_UNSUCCESSFUL = 7
    PROCEDURE_NOT_COMPLETED = 8
    OPERAND_NOT_SUPPORTED = 9


_RECORD_COUNT, _RESPONSE, _BY_SEQUENCE = 5, 6, 1
_OPS = {op.value: op for op in Op}
_OPERATORS = {operator.value: operator for operator in Operator}
_RESULTS = {result.value: result for result in Result}
_OPERANDS = {Operator.LE: 1, Operator.GE: 1, Operator.RANGE: 2}


@dataclass(frozen=True, slots=True)
class Request:
    """What a host asks; operands are sequence numbers: one for LE and GE, two (lowest, highest) for RANGE."""

    op: Op
    operator: Operator
    operands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordCount:
    """Answer to a count."""

    count: int


@dataclass(frozen=True, slots=True)
class Response:
    """Outcome of the request with op code `request_code`; result_code as sent."""

    request_code: int
    result_code: int

    @property
    def result(self) -> Result | None:
        """The outcome by name, None for a reserved number."""
        return _RESULTS.get(self.result_code)


def decode_request(data: bytes) -> Request:
    """A write to 2A52, as a meter reads it. Refuses unknown op codes, reserved operators and other filters than sequence."""
    octets = Octets(data)
    op, operator = _OPS.get(octets.uint(1)), _OPERATORS.get(octets.uint(1))
    if op is None:
        raise Refused("unknown")
    if operator is None:
        raise Refused("reserved")
    wanted = _OPERANDS.get(operator, 0)
    if wanted and octets.uint(1) != _BY_SEQUENCE:
        raise Refused("unknown")
    operands = tuple(octets.uint(2) for _ in range(wanted))
    octets.finish()
    return Request(op, operator, operands)


def decode_response(data: bytes) -> RecordCount | Response:
    """An indication of 2A52. Refuses everything but a count of 2 or 4 bytes and a response code."""
    octets = Octets(data)
    op, operator = octets.uint(1), octets.uint(1)
    if op not in (_RECORD_COUNT, _RESPONSE):
        raise Refused("unknown")
    if operator != Operator.NONE:
        raise Refused("reserved")
    return _record_count(octets) if op == _RECORD_COUNT else _response(octets)


def _record_count(octets: Octets) -> RecordCount:
    if octets.left not in (2, 4):
        raise Refused("short" if octets.left < 2 else "length")
    return RecordCount(octets.uint(octets.left))


def _response(octets: Octets) -> Response:
    response = Response(octets.uint(1), octets.uint(1))
    octets.finish()
    return response


def report_all() -> bytes:
    """Host: send every record."""
    return bytes((Op.REPORT, Operator.ALL))


def report_since(sequence: int) -> bytes:
    """Host: send the records from `sequence` on."""
    return bytes((Op.REPORT, Operator.GE, _BY_SEQUENCE)) + sequence.to_bytes(2, "little")


def report_last() -> bytes:
    """Host: send the newest record."""
    return bytes((Op.REPORT, Operator.LAST))


def count_all() -> bytes:
    """Host: how many records are there."""
    return bytes((Op.COUNT, Operator.ALL))


def count_since(sequence: int) -> bytes:
    """Host: how many records are there from `sequence` on."""
    return bytes((Op.COUNT, Operator.GE, _BY_SEQUENCE)) + sequence.to_bytes(2, "little")


def abort() -> bytes:
    """Host: stop sending."""
    return bytes((Op.ABORT, Operator.NONE))


def encode_record_count(count: int) -> bytes:
    """Virtual meter: the answer to a count, 2 bytes."""
    return bytes((_RECORD_COUNT, Operator.NONE)) + count.to_bytes(2, "little")


def encode_response(request_code: int, result: Result) -> bytes:
    """Virtual meter: the outcome of a request."""
    return bytes((_RESPONSE, Operator.NONE, request_code, result))
