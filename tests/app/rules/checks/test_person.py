"""Pregnancy, age and sex."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.clinical import Answer
from app.rules.facts import DatedAnswer
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import NO, TODAY, YES, line, patient, sheet


@pytest.mark.parametrize(
    ("drug", "pregnant", "found"),
    [
        ("enalapril-tab", YES, [("RX-APP-06", "block")]),
        ("metronidazole-tab", YES, [("RX-APP-06", "override")]),
        ("amlodipine-tab", YES, [("RX-APP-06", "warn")]),
        ("enalapril-tab", NO, []),
        ("enalapril-tab", DatedAnswer(Answer.NO, TODAY - timedelta(30)), []),
        ("enalapril-tab", DatedAnswer(Answer.NO, TODAY - timedelta(31)), [("RX-SAF-08", "warn")]),
        ("enalapril-tab", DatedAnswer(Answer.NO), [("RX-SAF-08", "warn")]),
        ("enalapril-tab", DatedAnswer(Answer.YES, TODAY - timedelta(301)), [("RX-SAF-08", "warn")]),
        ("enalapril-tab", DatedAnswer(), [("RX-SAF-08", "warn")]),
        ("valproate-tab", DatedAnswer(), [("RX-SAF-08", "override")]),
        ("amlodipine-tab", DatedAnswer(), []),
    ],
)
def test_pregnancy(drug: str, pregnant: DatedAnswer, found: list[tuple[str, str]]) -> None:
    context = sheet(line(drug), who=patient("30", "2", pregnant=pregnant))
    assert [one for one in codes(context) if one[0] in {"RX-APP-06", "RX-SAF-08"}] == found


@pytest.mark.parametrize(
    ("age", "sex", "asked"),
    [("11.9", "2", False), ("12", "2", True), ("50.9", "2", True), ("51", "2", False), ("30", "1", False), ("30", "9", True)],
)
def test_whom_pregnancy_is_asked(age: str, sex: str, asked: bool) -> None:
    context = sheet(line("enalapril-tab"), who=patient(age, sex, pregnant=DatedAnswer()))
    assert (("RX-SAF-08", "warn") in codes(context)) == asked


@pytest.mark.parametrize(
    ("herbs", "pregnant", "found"),
    [
        (("三棱", "当归"), YES, [("RX-APP-06", "block")]),
        (("桃仁", "白术"), YES, [("RX-APP-06", "override")]),
        (("白术", "黄芪"), YES, []),
        (("三棱",), NO, []),
    ],
)
def test_herbs_told_by_name_alone(herbs: tuple[str, ...], pregnant: DatedAnswer, found: list[tuple[str, str]]) -> None:
    context = replace(sheet(who=patient("30", "2", pregnant=pregnant)), herbs=herbs)
    assert codes(context, "RX-APP-06") == found


def test_running_therapy_of_a_newly_pregnant_woman_is_bridged_not_blocked() -> None:
    """H27."""
    context = sheet(line("valproate-tab", "200", continuing=True), who=patient("30", "2", pregnant=YES))
    assert codes(context, "RX-APP-06") == [("RX-APP-06", "override")]


@pytest.mark.parametrize(
    ("drug", "age", "found"),
    [
        ("levofloxacin-tab", "17.9", [("RX-APP-05", "override")]),
        ("levofloxacin-tab", "18", []),
        ("doxycycline-tab", "7.9", [("RX-APP-05", "block")]),
        ("gentamicin-inj", "3", [("RX-APP-05", "block")]),
        ("ceftriaxone-inj", "0.07", [("RX-APP-05", "block")]),
        ("ceftriaxone-inj", "0.09", []),
    ],
)
def test_age_limits(drug: str, age: str, found: list[tuple[str, str]]) -> None:
    assert codes(sheet(line(drug), who=patient(age)), "RX-APP-05") == found


def test_sex_limits() -> None:
    assert codes(sheet(line("finasteride-tab"), who=patient("60", "2")), "RX-APP-12") == [("RX-APP-12", "block")]
    assert codes(sheet(line("finasteride-tab"), who=patient("60", "1")), "RX-APP-12") == []
    assert codes(sheet(line("finasteride-tab"), who=patient("60", "9")), "RX-APP-12") == []
