"""What a device's own clock said, told in as few words as it takes and read back to the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import CLINIC_ZONE, iso
from app.domain.measurement import Measurement, TimeBasis
from sync.fhir import observation
from tests.sync.fhir import records, samples
from tests.sync.fhir.test_round_trips import wired

RECKONED = st.sampled_from([TimeBasis.DEVICE, TimeBasis.CORRECTED])
OFFSETS = st.just(0.0) | st.integers(-86_400_000, 86_400_000).map(lambda ms: ms / 1000) | st.floats(-1e6, 1e6)
BEGAN = datetime(1990, 1, 1, tzinfo=CLINIC_ZONE)
MORNING = datetime(2026, 3, 5, 8, 41, tzinfo=CLINIC_ZONE)
SHOWN = st.builds(
    lambda seconds, ms: BEGAN + timedelta(seconds=seconds, milliseconds=ms), st.integers(0, 3_000_000_000), st.just(0) | st.integers(0, 999)
)
"""On a device's display."""


def read_at(shown: datetime, offset: float, basis: TimeBasis) -> Measurement:
    """A reading whose moment was reckoned from its device's clock, as :func:`app.rules.acceptance.moment_of` does."""
    told = shown.replace(tzinfo=None).isoformat(timespec="milliseconds" if shown.microsecond else "seconds")
    at = shown + timedelta(seconds=offset)
    return replace(samples.first, measured_at=iso(at), time_basis=basis, clock_offset_s=offset, device_time=told)


def clock(body: dict[str, Any]) -> list[str]:
    return [part["url"] for one in body["extension"] if one["url"].endswith(":clock") for part in one["extension"]]


@given(SHOWN, OFFSETS, RECKONED)
def test_a_time_that_follows_is_not_told_and_comes_back(shown: datetime, offset: float, basis: TimeBasis) -> None:
    one = read_at(shown, offset, basis)
    body = observation.to_fhir(one)
    assert clock(body) == ["basis", "offset"]
    assert observation.from_fhir(wired(body)) == one


@given(SHOWN, OFFSETS, st.sampled_from(TimeBasis), records.instants, st.data())
def test_whatever_a_device_said_comes_back(shown: datetime, offset: float, basis: TimeBasis, other: str, data: st.DataObject) -> None:
    """H2: the device's words are evidence; nobody rounds them, nobody makes them up where it said none."""
    one = read_at(shown, offset, basis)
    exact = one.device_time or ""
    told = data.draw(st.sampled_from([None, exact, exact + "+08:00", exact + "Z", exact[:-2] + "??", exact[:16], exact + ".000", "--:--"]))
    one = replace(
        one,
        device_time=told,
        measured_at=data.draw(st.sampled_from([one.measured_at, other])),
        clock_offset_s=data.draw(st.sampled_from([one.clock_offset_s, None, 1e300, -1e12])),
    )
    assert observation.from_fhir(wired(observation.to_fhir(one))) == one


def test_what_the_version_before_wrote_is_read() -> None:
    one = read_at(MORNING, 12.5, TimeBasis.CORRECTED)
    body = wired(observation.to_fhir(one))
    body["extension"][0]["extension"].insert(1, {"url": "deviceTime", "valueString": "2026-03-05T08:41:00"})
    assert observation.from_fhir(body) == one


@pytest.mark.parametrize("offset", ["1e400", "9e99"])
def test_an_offset_that_leads_out_of_time_tells_no_time(offset: str) -> None:
    """T7: read from a stranger."""
    body = wired(observation.to_fhir(read_at(MORNING, 0.0, TimeBasis.DEVICE)))
    body["extension"][0]["extension"][1]["valueDecimal"] = Decimal(offset)
    assert observation.from_fhir(body).device_time is None
