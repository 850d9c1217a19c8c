"""A prescription's whole way between two places, told through real windows: what it leaves, and that it can fail."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.cli.demo import STORIES
from app.demo import story
from app.demo.story_record import AUDIT, STEPS, Record
from app.errors import KnownError
from app.paths import DataFolder

RESIDENTS, SETTLE_S = 2, 0.02


@pytest.fixture(scope="module")
def told(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path, list[str]]:
    """Exit code, folder and what was said. Some twenty seconds: two windows, a hub, thirty steps."""
    out, said = tmp_path_factory.mktemp("story"), list[str]()
    return story.tell("prescription", out, said.append, RESIDENTS, SETTLE_S), out, said


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as open_file:
        return list(csv.DictReader(open_file))


def test_every_step_has_a_picture_of_the_reference_screen(told: tuple[int, Path, list[str]]) -> None:
    code, out, said = told
    assert code == 0 and said[-1].endswith("everything as told")
    steps = table(out / STEPS)
    assert len(steps) > 20 and [int(one["步骤"]) for one in steps] == list(range(1, len(steps) + 1))
    for one in steps:
        image = QImage(str(out / one["截图"]))
        assert (image.width(), image.height()) == (1366, 768), one
    assert {one["谁"] for one in steps} == {"刘明远", "高文静", "赵永康"}


def test_both_places_saw_the_sheet_go_its_way(told: tuple[int, Path, list[str]]) -> None:
    """The village signs while the hospital knows nothing; the verdicts and the new version reach both."""
    seen = [(one["处方状态(村卫生室)"], one["处方状态(县医院)"]) for one in table(told[1] / STEPS)]
    waits, returned, approved = "已签名，待药师审核", "药师已退回，请修改", "药师已审核通过"
    in_turn = [pair for n, pair in enumerate(seen) if n == 0 or pair != seen[n - 1]]
    assert in_turn == [("", ""), (waits, ""), (waits, waits), (waits, returned), (returned, returned), (waits, waits), (approved, approved)]


def test_the_papers_say_what_was_true_when_they_were_made(told: tuple[int, Path, list[str]]) -> None:
    papers = sorted(told[1].glob("*.pdf"))
    assert [one.stem.partition("-")[2] for one in papers][:3] == ["处方-已签名待审核", "处方-已退回", "处方-已作废"]
    assert {"急诊处方", "儿科处方", "精二处方", "麻精一处方", "饮片处方", "输液单", "用药说明", "药品标签"} <= {
        one.stem.partition("-")[2] for one in papers
    }
    assert all(one.read_bytes().startswith(b"%PDF") for one in papers)


def test_the_audit_table_tells_it_of_both_places(told: tuple[int, Path, list[str]]) -> None:
    rows = table(told[1] / AUDIT)
    acts = {(one["地点"], one["谁"], one["做了什么"]) for one in rows if one["居民"] == "王秀英"}
    assert {
        ("村卫生室", "刘明远", "签名"),
        ("县医院", "高文静", "审方：退回并建议修改"),
        ("村卫生室", "刘明远", "联系患者"),
        ("村卫生室", "刘明远", "采纳药师意见"),
        ("县医院", "高文静", "审方：通过"),
    } <= acts
    assert [one["时间"] for one in rows] == sorted(one["时间"] for one in rows)


def test_a_step_that_is_not_as_told_is_an_error(tmp_path: Path) -> None:
    record = Record(tmp_path, print)
    record.agree("state", "approved", "approved")
    with pytest.raises(KnownError, match="story_differs"):
        record.agree("state", "approved", "returned")
    with pytest.raises(KnownError, match="story_differs"):
        record.paper("处方", b"no paper")


def test_a_folder_of_somebody_else_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(KnownError, match="demo_folder_taken"):
        story.tell("prescription", tmp_path, print)


def test_the_command_knows_every_story() -> None:
    assert set(STORIES) == set(story.STORIES)


def test_nothing_readable_lies_beside_the_pictures(told: tuple[int, Path, list[str]]) -> None:
    """T1: what the two workstations and the hub keep is encrypted."""
    for file in (told[1] / "clinic", told[1] / "hospital", told[1] / "hub.db"):
        for each in [file] if file.is_file() else DataFolder(file).root.rglob("*"):
            assert not each.is_file() or "王秀英".encode() not in each.read_bytes(), each
