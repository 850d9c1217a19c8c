"""H50: the timers on every page of the real window: they ring until somebody reads, under the lock too, and whoever sits there then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.domain.ids import new_id
from app.domain.skin_test import ArmSite, SkinReading, SkinResult
from app.services.skin_states import SkinState
from app.services.skin_tests import Begun, Seen
from app.store import skin_tests
from tests.ui.desktop_run import PATIENCE, Run
from tests.ui.pages.visits import the_nurse
from ui.pages.skin.strip import RING_EVERY, SkinStrip

DRUG = "benzylpenicillin-inj"
MINUTE, HOUR_MS = 60, 3_600_000


def strip_of(run: Run) -> SkinStrip:
    found = run.desktop.window.findChild(SkinStrip)
    assert isinstance(found, SkinStrip)
    found._second.setInterval(HOUR_MS)  # the test says when a second has passed
    return found


def begun(run: Run, number: int = 0, site: ArmSite = ArmSite.LEFT) -> str:
    who = run.grown()[number].id
    test = run.clinic.skin_tests.begin(who, None, Begun(DRUG, "250301", "青霉素皮试液 500 U/mL", site, "elsewhere"))
    return str(test.id)


def words(run: Run) -> list[str]:
    return [pill.text() for pill in strip_of(run).pills.values()]


def test_it_rings_on_every_page_under_the_lock_and_for_the_next_user_until_it_is_read(
    signed_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip, rings = strip_of(signed_in), list[int]()
    monkeypatch.setattr(strip, "_ring", lambda: rings.append(1))
    assert not strip.isVisible()
    first, second = begun(signed_in), begun(signed_in, 1, ArmSite.RIGHT)
    signed_in.qtbot.waitUntil(lambda: len(strip.pills) == 2, timeout=PATIENCE)
    assert strip.isVisible() and all("20:00" in each for each in words(signed_in)) and not rings
    signed_in.clock.forward(5 * MINUTE)
    strip.tick()
    signed_in.key(Qt.Key.Key_F10)
    assert strip.isVisible() and all("15:00" in each for each in words(signed_in))
    signed_in.lock_page()
    signed_in.clock.forward(15 * MINUTE)
    strip.tick()
    assert len(rings) == 1 and all("请判读" in each for each in words(signed_in)), "under the lock"
    for _ in range(RING_EVERY):
        strip.tick()
    assert len(rings) == 2, "again and again"
    with the_nurse(signed_in.clinic.desk):
        signed_in.clinic.skin_tests.read(first, Seen(SkinResult.NEGATIVE, "3"))
    strip.model.open(second)
    strip.form.result.set_value("positive")
    strip.form.flush.setChecked(True)
    strip.form.read.click()
    signed_in.qtbot.waitUntil(lambda: not strip.model.ringing and not strip.model.busy, timeout=PATIENCE)
    states = {row.key: row.state(signed_in.clock.now()) for row in strip.model.rows}
    assert states == {first: SkinState.READY, second: SkinState.REACTED}
    before = len(rings)
    strip.tick()
    assert len(rings) == before


def test_another_seat_reads_it_and_the_first_dose_is_observed_here(signed_in: Run) -> None:
    """What a peer tells of comes through the same changes as what is written here."""
    strip, clinic = strip_of(signed_in), signed_in.clinic
    key = begun(signed_in)
    signed_in.clock.forward(20 * MINUTE)
    who, at = signed_in.grown()[0].id, "2026-03-05T01:00:00.000Z"
    other = SkinReading(new_id(), who, key, SkinResult.NEGATIVE, clinic.desk.who.practitioner, at)
    clinic.desk.store.write(lambda uow: skin_tests.READINGS.take(uow, other)).result()
    signed_in.qtbot.waitUntil(lambda: any("阴性" in each for each in words(signed_in)), timeout=PATIENCE)
    strip.pills[key].pressed.emit()
    window = signed_in.desktop.window
    for page in (key for key in window.page_keys() if key in ("measuring", "counter", "today", "prescription")):
        window.open(page)
        assert window.minimumSizeHint().height() <= 768, "the page gives way, the window does not outgrow the screen"
    assert strip.form.isVisible() and strip.form.dosed.isVisible() and not strip.form.read.isVisible()
    strip.form.dosed.click()
    signed_in.qtbot.waitUntil(lambda: any("观察" in each and "30:00" in each for each in words(signed_in)), timeout=PATIENCE)
    assert strip.form.reacted.isVisible() and not strip.form.well.isVisible(), "that all is well is said at the end"
    strip.form.reacted.click()
    signed_in.qtbot.waitUntil(lambda: not strip.model.busy, timeout=PATIENCE)
    assert strip.notice.isVisible() and "什么反应" in strip.notice.accessibleName()
    strip.form.reaction.setText("皮疹")
    strip.form.reacted.click()
    signed_in.qtbot.waitUntil(lambda: strip.model.reacted, timeout=PATIENCE)
    assert "停药" in strip.notice.accessibleName() and "F12" in strip.notice.accessibleName()
    strip.form.note_it.click()
    signed_in.qtbot.waitUntil(lambda: strip.model.rows == (), timeout=PATIENCE)
    (allergy,) = (one for one in clinic.charting.chart(who).allergies if one.source == "皮试")
    assert "皮疹" in allergy.reaction and allergy.token == "penicillin"


def test_who_opens_no_charts_sees_no_timers_and_a_new_window_finds_them_again(signed_in: Run) -> None:
    begun(signed_in)
    strip = strip_of(signed_in)
    signed_in.qtbot.waitUntil(lambda: len(strip.pills) == 1, timeout=PATIENCE)
    may = strip.model._may
    strip.model._may = lambda _permission: False
    strip.model.load()
    signed_in.qtbot.waitUntil(lambda: not strip.pills, timeout=PATIENCE)
    assert not strip.isVisible()
    strip.model._may = may
    signed_in.desktop._make_anew()
    assert strip_of(signed_in) is not strip
    signed_in.qtbot.waitUntil(
        lambda: any(len(one.pills) == 1 for one in signed_in.desktop.window.findChildren(SkinStrip)), timeout=PATIENCE
    )
