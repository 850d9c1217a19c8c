"""Everything the rules may answer has words in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from inspect import getsource

import pytest

from app.domain.filled_form import FormValue, ValueKind
from app.rules.forms.reading import library
from app.rules.public_health import follow_up
from app.rules.public_health.follow_up import Control, FollowUpVerdict, Reason, Step
from app.rules.public_health.policy import policy
from app.services.form_sources import Origin
from app.texts import LANGUAGES, load_texts
from ui import tokens as t
from ui.pages.follow_up import words


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_steps_and_target_sets_have_words(language: str) -> None:
    tables = load_texts(language).tables
    plain = set(re.findall(r'Reason\("(\w+)"', getsource(follow_up))) - {"target", "fasting_target"}
    signs = {f"sign_{sign}" for disease in ("hypertension", "diabetes") for sign in policy()["followup"][disease]["signs"]}
    assert plain | signs | {f"class_{one.value}" for one in Control} <= tables["follow_up"].keys()
    assert {one.value for one in Step} == tables["follow_up_step"].keys()
    assert {row["policy"] for row in policy()["pressure_target"]} <= tables["follow_up_policy"].keys()
    assert len(plain) > 4


def test_a_verdict_reads_as_people_say_it() -> None:
    reasons = (Reason("pressure_urgent", {"systolic": "184", "diastolic": "112"}),)
    urgent = FollowUpVerdict(True, None, Step.REFER_URGENTLY, 14, reasons, source="规范")
    assert (words.verdict_class(urgent), words.verdict_mark(urgent)) == ("危急，紧急转诊", t.Mark.DANGER)
    assert "184/112" in words.reasons(urgent)[0] and "2周内" in words.step(urgent)
    blank = FollowUpVerdict(False, None, None, None, (), missing=("fasting",))
    assert (words.verdict_class(blank), words.verdict_mark(blank), words.step(blank)) == ("没有空腹血糖，不能分类", t.Mark.WAITING, "")


def test_a_typed_and_a_taken_back_measurement_say_so() -> None:
    """H43."""
    now = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    typed = Origin("measurement", "m", "2026-03-05T00:40:00.000Z", "", "weight", by_hand=True, stands=False)
    assert words.source(typed, now) == "08:40 测量（手工）（已撤销）"
    assert words.told("收缩压", library().fields["systolic"], FormValue(ValueKind.NUMBER, ("138",))) == "收缩压 138 mmHg"
