"""Every shared frame is answered as expected; a protocol without decoder is named here and reported as skipped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from device_drivers.protocols.decode import answer_hex, supported
from tests.device_drivers.protocols.device_vectors import difference, read_vectors, vectors_path

pytestmark = pytest.mark.vectors

NOT_YET = frozenset(
    {
    }
)
OK = {"positive": True, "negative": False, "quarantine": None}
PROTOCOLS = {protocol for protocol, _ in supported()}
VECTORS = read_vectors()


def _parameter(vector: dict[str, Any]) -> Any:
    protocol = vector["protocol"]
    skip = [pytest.mark.skip(reason=f"{protocol}: no decoder yet")] if protocol in NOT_YET else []
    return pytest.param(vector, id=f"{vector['id']}-{vector['message']}", marks=skip)


@pytest.mark.skipif(not VECTORS, reason=f"no vectors at {vectors_path()}")
def test_every_protocol_of_the_file_is_decoded_or_named() -> None:
    asked = {(vector["protocol"], vector["message"]) for vector in VECTORS}
    unanswered = {pair for pair in asked if pair[0] not in NOT_YET} - set(supported())
    assert not unanswered


def test_no_decoded_protocol_is_named_as_missing() -> None:
    assert not NOT_YET & PROTOCOLS


@pytest.mark.skipif(not VECTORS, reason=f"no vectors at {vectors_path()}")
@pytest.mark.parametrize("vector", [_parameter(vector) for vector in VECTORS])
def test_frame(vector: dict[str, Any]) -> None:
    """H2: numbers and units as the device sent them; a damaged frame never becomes a value."""
    given = json.loads(json.dumps(answer_hex(vector["protocol"], vector["message"], vector["hex"]), allow_nan=False))
    assert given["ok"] is OK[vector["kind"]], given
    if given["ok"]:
        assert difference(vector["expected"], given["value"]) is None
    else:
        assert given["reason"] in {"short", "length", "checksum", "reserved", "unknown"}


@pytest.mark.parametrize(
    ("want", "got"),
    [
        (1, True),
        (True, 1),
        (None, 0),
        ("1", 1),
        (1.5, "1.5"),
        (1.5, 1.6),
        ([1], [1, 2]),
        ([2, 1], [1, 2]),
        ({"a": 1}, {}),
        ({"a": {"b": 1}}, {"a": {"b": 2}}),
        ({"a": 1}, [1]),
    ],
)
def test_comparison_sees_a_difference(want: object, got: object) -> None:
    assert difference(want, got) is not None


@pytest.mark.parametrize(
    ("want", "got"), [(1, 1), (138, 138.0), (25.0, 25), (1.5, 1.5 + 1e-12), ({"a": [1]}, {"a": [1], "b": 2}), (None, None)]
)
def test_comparison_allows_what_the_rule_allows(want: object, got: object) -> None:
    assert difference(want, got) is None
