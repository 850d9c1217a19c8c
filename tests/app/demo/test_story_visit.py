"""A combined visit told through the real window with real services and virtual devices: what it leaves."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.demo import story
from app.demo.story_record import AUDIT, STEPS
from app.demo.story_visit_sheet import FORMS

RESIDENTS, SETTLE_S = 28, 0.02
"""As few as there must be for somebody of 65 with both diseases."""


@pytest.fixture(scope="module")
def told(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder. Some fifteen seconds: devices in the air, five forms by keyboard, a hub."""
    out = tmp_path_factory.mktemp("visit")
    assert story.tell("visit", out, lambda _: None, RESIDENTS, SETTLE_S) == 0
    return out


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as open_file:
        return list(csv.DictReader(open_file))


def test_every_picture_is_of_the_reference_screen(told: Path) -> None:
    """Nothing makes the window wider than the screen."""
    steps = table(told / STEPS)
    assert len(steps) > 20
    sizes = {one["截图"]: (image := QImage(str(told / one["截图"]))) and (image.width(), image.height()) for one in steps}
    assert {name: size for name, size in sizes.items() if size != (1366, 768)} == {}
    assert {one["谁"] for one in steps} == {"刘明远", "马红梅"}


def test_the_list_of_today_follows_by_itself(told: Path) -> None:
    """Due this morning, no longer once the sheet is saved, due again on the day that the sheet came to."""
    seen = [one["今日待办"] for one in table(told / STEPS) if one["谁"] == "刘明远"]
    assert [word for n, word in enumerate(seen) if n == 0 or word != seen[n - 1]] == ["今天", "", "今天"]


def test_every_form_leaves_on_paper_as_a_table_and_over_the_line(told: Path) -> None:
    papers = [one.read_bytes() for one in told.glob("*.pdf")]
    assert len(papers) == len(FORMS) + 3 and all(one.startswith(b"%PDF") for one in papers)
    assert len(list(told.glob("*.xlsx"))) == len(FORMS) + 1
    responses = [json.loads(one.read_text(encoding="utf-8")) for one in told.glob("*QuestionnaireResponse*.json")]
    assert {one["resourceType"] for one in responses} == {"QuestionnaireResponse"} and len(responses) == len(FORMS)
    assert len({one["subject"]["reference"] for one in responses}) == 1


def test_who_looked_at_her_chart_stands_in_the_trail(told: Path) -> None:
    acts = {(one["谁"], one["做了什么"], one["对象"]) for one in table(told / AUDIT)}
    assert ("刘明远", "查看", "病历") in acts
    assert not any(who == "马红梅" for who, _, _ in acts)
