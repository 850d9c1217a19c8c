"""Every record of ours that a Communication carries: how each is read and written; the mark in it says which one it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.fhir import communication, contract, critical_step, device_check, health_education, skin_test, trip
from sync.fhir.build import Json

MESSAGES: tuple[tuple[Callable[[Any], Any], Callable[[Any], Json]], ...] = (
    (communication.from_fhir, communication.to_fhir),
    (critical_step.from_fhir, critical_step.to_fhir),
    (contract.step_from_fhir, contract.step_to_fhir),
    (health_education.from_fhir, health_education.to_fhir),
    (trip.return_from_fhir, trip.return_to_fhir),
    (skin_test.step_from_fhir, skin_test.step_to_fhir),
    (device_check.from_fhir, device_check.to_fhir),
)
