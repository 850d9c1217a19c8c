"""The silent test: every dangerous prescription raises a finding, at most 5 % of the plausible ones interrupt (H17, H30, H52)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.rules.case_review import review_case
from app.rules.pack import Pack
from app.rules.shipped import json_decimal
from tests.app.rules.conftest import PROBES

INTERRUPTING_AT_MOST = 0.05


def _probes(kind: str) -> list[Mapping[str, Any]]:
    if not PROBES.exists():
        pytest.skip(f"no probe prescriptions: {PROBES.name} is not here")
    found: list[Mapping[str, Any]] = json_decimal(PROBES.read_bytes())[kind]
    return found


def test_no_dangerous_prescription_is_silent(pack: Pack, record_property: Callable[[str, object], None]) -> None:
    probes = _probes("dangerous")
    silent = [probe["name"] for probe in probes if not review_case(probe["given"], pack).objections]
    record_property("dangerous", f"{len(silent)} of {len(probes)} without a finding")
    assert silent == []


def test_plausible_prescriptions_are_seldom_interrupted(pack: Pack, record_property: Callable[[str, object], None]) -> None:
    probes = _probes("clean")
    reviews = {probe["name"]: review_case(probe["given"], pack) for probe in probes}
    interrupting = [name for name, review in reviews.items() if any(found.severity.interrupts for found in review.findings)]
    record_property("clean", f"{len(interrupting)} of {len(probes)} interrupt")
    assert len(interrupting) <= INTERRUPTING_AT_MOST * len(probes), interrupting


def test_no_check_fails_on_a_probe(pack: Pack) -> None:
    for kind in ("dangerous", "clean"):
        for probe in _probes(kind):
            assert "failed" not in {run.state.value for run in review_case(probe["given"], pack).checks}, probe["name"]
