"""The figure of enter-once: fields typed and keys pressed for a visit of hypertension, diabetes and the yearly service of somebody of
65 and over, on the page, against filling each form field by field: at least 60 % fewer."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import iso
from app.domain.encounter import Encounter
from app.domain.filled_form import FilledForm
from app.domain.measurement import MeasurementKind
from app.store import filled_forms
from tests.ui.pages.follow_up.conftest import cursor
from tests.ui.pages.keyboard import write
from ui.pages.follow_up.field_row import FieldRow
from ui.pages.follow_up.gallery import DM, HTN, before, measured
from ui.pages.follow_up.page import FollowUpPage
from ui.practice_desk import PracticeDesk

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
FORMS = (HTN, DM, "exam", "elderly", "constitution")
LEAST_SAVED = 0.6
LAST_EXAM = {
    "exercise": "2",
    "exercise_years": "5",
    "exercise_kind": "散步",
    "diet": "1",
    "smoking": "1",
    "drinking": "1",
    "job_exposure": "1",
    "dentition": "1",
}
ASKED = {
    "symptoms": "1",
    "danger_signs": "1",
    f"{HTN}.complication": "1",
    f"{DM}.complication": "1",
    f"{HTN}.adr": "1",
    f"{DM}.adr": "1",
    "adherence": "1",
    "hypoglycemia": "1",
    "psych": "1",
    "compliance": "1",
    "dorsalis_pedis": "1",
    "respiration": "18",
    "elder_self": "2",
    "adl_eating": "1",
    "adl_grooming": "1",
    "adl_dressing": "1",
    "adl_toilet": "1",
    "adl_moving": "1",
    "cognition_repeat": "1",
    "cognition_recall": "1",
    "mood_sad": "1",
    "evaluation": "2",
    "abnormal_1": "血压、空腹血糖控制中",
    "guidance": "1",
    "ecg": "1",
}
"""What the doctor asks and finds; everything else the records, last time or "the rest is normal" say."""


def field_by_field(forms: Iterable[FilledForm]) -> tuple[int, int]:
    """Fields and keys where every form is filled by itself: each character of each answer, and Enter."""
    values = [value for form in forms for value in form.values.values()]
    return len(values), sum(len("".join(value.told)) + 1 for value in values)


def in_front(page: FollowUpPage) -> FieldRow | None:
    """The field with the cursor."""
    now = QApplication.focusWidget()
    rows = (one for card in page.cards for one in card.rows.values())
    return next((one for one in rows if one.editor is now), None)


def fill(page: FollowUpPage, qtbot: QtBot) -> tuple[int, int]:
    """As a doctor does: the two keys of a section where they have something to say, an answer where one is asked, Enter. Fields and keys."""
    fields = keys = 0
    next(editor for card in page.cards for editor in card.order()).setFocus()
    while (one := in_front(page)) is not None:
        for act, button in ((Key.Key_D, page.before), (Key.Key_R, page.normal)):
            if button.isEnabled():
                qtbot.keyClick(page, act, Control)
                keys += 1
        one = in_front(page)
        if one is None:
            break
        answer = ASKED.get(one.key, "1" if one.key.startswith("tcm_") else "")
        if answer and page.model.sheet is not None and one.key not in page.model.sheet.values:
            write(qtbot, cursor(), answer)
            fields, keys = fields + 1, keys + len(answer)
        qtbot.keyClick(cursor(), Key.Key_Return)
        keys += 1
    return fields, keys


def test_a_combined_visit_takes_sixty_per_cent_fewer_entries(
    page: FollowUpPage, visit: Encounter, practice: PracticeDesk, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five forms typed through the real page: it takes its seconds."""
    desk, now = practice.desk, iso(practice.clock.now())
    kind = MeasurementKind
    measured(practice, visit.person, kind.TEMPERATURE, now, ("temperature", "36.5", "Cel"))
    measured(practice, visit.person, kind.HEART_RATE, now, ("heart_rate", "72", "/min"))
    measured(practice, visit.person, kind.WAIST, now, ("waist", "88", "cm"))
    measured(practice, visit.person, kind.BLOOD_PRESSURE, now, ("systolic", "146", "mm[Hg]"), ("diastolic", "86", "mm[Hg]"), arm="left")
    last = before(visit.person, "exam", LAST_EXAM, desk.who.practitioner, "2025-04-02")
    desk.store.write(lambda uow: filled_forms.add(uow, last), desk.actor).result()
    page.model.open(visit.person, visit.id, FORMS)
    fields, keys = fill(page, qtbot)
    assert page.save.hasFocus()
    qtbot.keyClick(page, Key.Key_F2)
    keys += 1
    assert {one.form for one in page.model.saved} == set(FORMS)
    all_fields, all_keys = field_by_field(page.model.saved)
    with capsys.disabled():
        print(f"\nfields typed {fields} instead of {all_fields}, keys {keys} instead of {all_keys}")
    assert fields <= (1 - LEAST_SAVED) * all_fields
    assert keys <= (1 - LEAST_SAVED) * all_keys
