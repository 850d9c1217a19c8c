"""The reading's key: the same for every repetition, different for every other result."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.readings import Kind, Quantity, Reading, key_of

READING = Reading(
    device="ble:C1:00:00:00:00:02",
    driver="ble-blood-pressure",
    kind=Kind.BLOOD_PRESSURE,
    values=(("systolic", Quantity(Decimal(120), "mmHg")), ("diastolic", Quantity(Decimal(80), "mmHg"))),
    device_time="2026-03-05T08:41:00",
    clock_offset_s=None,
    sequence=None,
    user_slot=1,
    flags=(),
    context=(),
    seen_taken=False,
    raw=b"\x00",
)


def test_key_ignores_what_differs_between_two_transfers() -> None:
    again = dataclasses.replace(READING, clock_offset_s=3.5, seen_taken=True, raw=b"\x01", driver="other", flags=("x",))
    assert again.key() == READING.key()
    assert re.fullmatch("[A-Za-z0-9_-]{16}", READING.key())


@given(st.text())
def test_key_is_the_beginning_of_a_sha_256(said: str) -> None:
    """RFC 4648 §5: letters that stand in an address as they are; 96 bits end at a letter, so nothing is padded."""
    assert base64.urlsafe_b64decode(key_of(said)) == hashlib.sha256(said.encode()).digest()[:12]


def test_key_has_one_spelling_per_number() -> None:
    values = (("systolic", Quantity(Decimal("1.20E+2"), "mmHg")), ("diastolic", Quantity(Decimal("80.0"), "mmHg")))
    assert dataclasses.replace(READING, values=values).key() == READING.key()


def test_key_does_not_depend_on_what_an_analyser_says_besides() -> None:
    """Label, judgement and range may be edited on the analyser between two transfers."""
    values = tuple((name, dataclasses.replace(q, label="x", flag="H", reference="1-2")) for name, q in READING.values)
    assert dataclasses.replace(READING, values=values, mark="").key() == READING.key()


@pytest.mark.parametrize(
    "change",
    [
        {"mark": "LAB-000101"},
        {"values": (("systolic", Quantity(Decimal(120), "mmHg", text="x")), READING.values[1])},
        {"device": "ble:C1:00:00:00:00:03"},
        {"user_slot": 2},
        {"user_slot": None},
        {"sequence": 7},
        {"device_time": "2026-03-05T08:42:00"},
        {"device_time": None},
        {"kind": Kind.GLUCOSE},
        {"values": (("systolic", Quantity(Decimal(120), "mmHg", ">")), ("diastolic", Quantity(Decimal(80), "mmHg")))},
        {"values": (("systolic", Quantity(Decimal(120), "kPa")), ("diastolic", Quantity(Decimal(80), "mmHg")))},
        {"values": (("systolic", Quantity(None, "mmHg")), ("diastolic", Quantity(Decimal(80), "mmHg")))},
    ],
)
def test_key_tells_results_apart(change: dict[str, object]) -> None:
    """H21, H22: another device, slot, time or value is another reading."""
    assert dataclasses.replace(READING, **change).key() != READING.key()  # type: ignore[arg-type]


def test_sequence_wins_over_time_because_meters_change_their_clock() -> None:
    numbered = dataclasses.replace(READING, sequence=7)
    assert dataclasses.replace(numbered, device_time="2026-03-05T09:41:00").key() == numbered.key()


def test_quantity_by_name() -> None:
    assert READING.quantity("diastolic") == Quantity(Decimal(80), "mmHg")
    assert READING.quantity("pulse") is None
