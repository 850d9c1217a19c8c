"""The strip on paper: true, dated, audited."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.person import Person
from app.errors import KnownError
from app.services.desk import Desk
from app.services.ecg import EcgRecorder
from app.services.ecg_report import EcgReports
from app.store.tables.log import audit
from device_drivers.readings import EcgBlock
from tests.app.printing.pages import plain

HZ = 125


@pytest.fixture
def recording(desk: Desk, make_person: Callable[..., Person]) -> str:
    recorder, person = EcgRecorder(desk), make_person()
    key = recorder.start(person.id, None, "", "ble:x")
    samples = tuple(400 if n % 100 < 2 else 0 for n in range(12 * HZ))
    recorder.heard(EcgBlock("ble:x", "I", float(HZ), 2467, 0, samples, 75))
    recorder.stop()
    return key


def test_the_strip_names_the_person_the_filter_and_what_it_cannot_exclude(desk: Desk, recording: str) -> None:
    """H38."""
    text = plain(EcgReports(desk).pdf(recording))
    for words in ("王秀英", "0.5–40Hz", "单导联不能排除心肌梗死", "信号清楚", "2026-03-05"):
        assert words in text, words


def test_a_print_stands_in_the_audit_trail(desk: Desk, recording: str) -> None:
    reports = EcgReports(desk)
    reports.printed(recording, reports.pdf(recording))
    with desk.store.reading() as conn:
        rows = [row for row in conn.execute(audit.select()) if row.action == "print"]
    assert [row.ref for row in rows] == [recording] and rows[0].person


def test_an_unknown_recording_is_said_to_be_unknown(desk: Desk) -> None:
    with pytest.raises(KnownError, match="record_unknown"):
        EcgReports(desk).pdf("nothing")
