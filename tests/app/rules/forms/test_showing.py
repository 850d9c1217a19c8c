"""Filled forms in words, known or not."""

from __future__ import annotations

from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.rules.forms.reading import library
from app.rules.forms.showing import view

VALUES = {
    "control": FormValue(ValueKind.CHOICE, ("2",), "computed"),
    "systolic": FormValue(ValueKind.NUMBER, ("152",), "measurement:m1"),
    "htn_symptoms": FormValue(ValueKind.CHOICES, ("2", "6")),
    "of_2031": FormValue(ValueKind.TEXT, ("看不懂的",)),
}


def filled(form: str = "htn_followup", version: int = 1) -> FilledForm:
    return FilledForm("f", "p", None, form, version, "2026-03-05", VALUES, "d", "2026-03-05T00:41:00.000Z")


def test_a_form_reads_in_its_own_order_with_units_and_sources() -> None:
    shown = view(library(), filled())
    assert (shown.title, shown.known) == ("高血压患者随访服务记录表", True)
    assert [(line.label, line.words, line.unit, line.source) for line in shown.lines] == [
        ("症状", "头痛头晕、心悸胸闷", "", ""),
        ("收缩压", "152", "mmHg", "measurement:m1"),
        ("此次随访分类", "控制不满意", "", "computed"),
        ("of_2031", "看不懂的", "", ""),
    ]
    assert not shown.lines[-1].known


def test_a_version_of_a_newer_program_is_shown_whole_and_marked() -> None:
    shown = view(library(), filled(version=99))
    assert not shown.known
    assert {line.code for line in shown.lines} == set(VALUES)


def test_a_form_nobody_here_knows_is_still_readable() -> None:
    shown = view(library(), filled("tuberculosis"))
    assert (shown.title, shown.known) == ("tuberculosis", False)
    assert [line.words for line in shown.lines] == ["控制不满意", "152", "头痛头晕、心悸胸闷", "看不懂的"]
