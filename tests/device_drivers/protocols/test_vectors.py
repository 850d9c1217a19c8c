"""Every shared frame is answered as expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from device_drivers.protocols.decode import answer_hex, supported
from tests.device_drivers.protocols.device_vectors import difference, read_vectors, vectors_path

pytestmark = pytest.mark.vectors

OK = {"positive": True, "negative": False, "quarantine": None}
VECTORS = read_vectors()


def _parameter(vector: dict[str, Any]) -> Any:
    return pytest.param(vector, id=f"{vector['id']}-{vector['message']}")


@pytest.mark.skipif(not VECTORS, reason=f"no vectors at {vectors_path()}")
def test_every_protocol_of_the_file_is_decoded() -> None:
    asked = {(vector["protocol"], vector["message"]) for vector in VECTORS}
    unanswered = asked - set(supported())
    assert not unanswered


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


@pytest.mark.parametrize("text", ["", "{", "{}", '[{"id": "A"}]'])
def test_a_file_that_holds_no_vectors_is_called_by_its_name(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "others.json"
    monkeypatch.setenv("XIANGYI_DEVICE_VECTORS", str(other))
    assert read_vectors() == []
    other.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"others\.json"):
        read_vectors()


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
