"""急救 F12 (H27): no field stands in the way, nobody need be signed in, and it is completed with a name afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import SetClock, instant
from app.domain.encounter import EncounterStatus
from app.domain.measurement import MeasurementKind
from app.errors import KnownError
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.emergency_sheets import ACTS, FOLDER, EmergencySheet, EmergencySheets, stamp_words
from app.services.keeping import verify
from app.services.measuring import Typed
from app.store import encounters, measurements
from tests.app.services.measuring_table import MakePerson


@pytest.fixture
def sheets(desk: Desk) -> EmergencySheets:
    return EmergencySheets.of(desk)


def begun(sheets: EmergencySheets, clock: SetClock, *acts: str) -> EmergencySheet:
    sheet = sheets.begin()
    for act in acts:
        clock.forward(60)
        sheet = sheets.stamp(sheet, act)
    return sheet


def test_nothing_is_asked_and_a_stamp_outlives_a_power_cut(sheets: EmergencySheets, clock: SetClock, tmp_path: Path) -> None:
    alone = EmergencySheets(tmp_path / "elsewhere", clock)  # no desk: nobody is signed in
    sheet = begun(alone, clock, "called", "adrenaline")
    assert EmergencySheets(tmp_path / "elsewhere", clock).waiting() == [sheet]
    assert [instant(two.at) - instant(one.at) for one, two in zip(sheet.stamps, sheet.stamps[1:], strict=False)] == [timedelta(minutes=1)]
    assert sheets.waiting() == []


def test_a_sheet_without_a_stamp_leaves_nothing_behind(sheets: EmergencySheets) -> None:
    sheets.begin()
    assert sheets.waiting() == []


def test_completed_it_is_an_urgent_visit_at_its_own_time(
    sheets: EmergencySheets, desk: Desk, clock: SetClock, make_person: MakePerson
) -> None:
    sheet, who = begun(sheets, clock, *ACTS), make_person()
    clock.forward(3600)
    typed = (Typed(MeasurementKind.SPO2, "88"),)
    visit = sheets.complete(sheet.id, who.id, "胸痛1小时", [DiagnosisRow("R07.4", "胸痛")], typed)
    assert (visit.status, visit.urgent, visit.opened_at) == (EncounterStatus.FINISHED, True, sheet.opened_at)
    assert "肾上腺素" in visit.note and visit.note.endswith("胸痛1小时") and stamp_words(sheet) in visit.note
    assert sheets.waiting() == [] and verify(desk) == []
    (value,) = desk.store.read(lambda conn: measurements.of_encounter(conn, visit.id))
    assert value.measured_at == sheet.opened_at and len(desk.store.read(lambda conn: encounters.diagnoses(conn, visit.id))) == 1
    with pytest.raises(KnownError, match="emergency_gone"):
        sheets.complete(sheet.id, who.id)


def test_it_stays_until_the_visit_is_written(sheets: EmergencySheets, desk: Desk, clock: SetClock) -> None:
    sheet = begun(sheets, clock, "oxygen")
    with pytest.raises(KnownError, match="person_unknown"):
        sheets.complete(sheet.id, "nobody")
    assert sheets.waiting() == [sheet] and not sheet.is_late(clock.now())
    clock.forward(25 * 3600)
    assert sheet.is_late(clock.now())


def test_a_wrong_key_is_given_up_with_a_reason(sheets: EmergencySheets, desk: Desk, clock: SetClock) -> None:
    sheet = begun(sheets, clock, "called")
    with pytest.raises(KnownError, match="reason_needed"):
        sheets.discard(sheet.id, " ")
    sheets.discard(sheet.id, "演练")
    assert sheets.waiting() == []


@pytest.mark.expect_log("an emergency sheet could not be written")
def test_a_disk_that_refuses_does_not_stop_it(clock: SetClock, tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    sheet = begun(EmergencySheets(tmp_path, clock), clock, "called")
    assert len(sheet.stamps) == 1


@pytest.mark.parametrize("bad", ["", "{", "[]", '{"opened_at": "x", "stamps": []}', '{"opened_at": "2026-03-05T00:00:00.000Z"}'])
def test_a_torn_file_hides_no_other(sheets: EmergencySheets, desk: Desk, clock: SetClock, bad: str) -> None:
    sheet = begun(sheets, clock, "called")
    (desk.store.path.parent / FOLDER / "torn.json").write_text(bad)
    assert sheets.waiting() == [sheet]
