"""What the combined visit counts for: the manager's number with its formula, the residents behind it, the year of one of them, the reports."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.demo.clinic import DOCTOR, PASSWORD
from app.domain.indicators import ASKED
from app.services.indicators import Side
from app.services.practice_clinic import MANAGER
from app.services.table_file import one_sheet
from app.store import trail
from sync.credentials import link_of
from ui.cockpit_pages import CHECKS, COCKPIT, NUMBERS, CockpitPages
from ui.pages.cockpit.checks_page import ChecksPage
from ui.pages.cockpit.model import CutOff
from ui.pages.cockpit.page import BoardPage
from ui.pages.plan.page import PlanPage
from ui.plan_pages import PLAN

if TYPE_CHECKING:
    from app.demo.story_visit import VisitStory

ASKED_FOR = ASKED["hypertension.controlled"]


def look_at_the_numbers(story: VisitStory) -> None:
    """The manager sees numbers and no names; the doctor sees who is behind them."""
    story.sitting.take_over(MANAGER, PASSWORD)
    story.record.agree("where the manager begins", COCKPIT, story.sitting.desktop.window.current)
    page = _board(story)
    story.step("管理人员登录就在统计：每个指标的值、分子分母、目标", "cockpit")
    seen = _ask(story, page, Side.MISSING)
    story.record.agree("names a manager sees", {""}, {one.name for one in page.model.behind.rows} if page.model.behind else None)
    story.step("点“控制率”：怎么算、分母、各月走势、没达到的人（不见姓名）", "number")
    _checks(story)
    _report(story, _quarter(story))
    _who_is_behind(story, seen)


def _board(story: VisitStory) -> BoardPage:
    page = story.seat.open(CockpitPages, COCKPIT).open(NUMBERS)
    assert isinstance(page, BoardPage)
    story.until(
        lambda: page.model.board is not None and page.model.behind is not None and bool(page.model.months) and not page.model.busy,
        "numbers",
    )
    return page


def _ask(story: VisitStory, page: BoardPage, side: Side) -> tuple[int, int]:
    """The share of patients with hypertension on target; gives both sides of the line."""
    page.ask(ASKED_FOR)
    page.model.ask(ASKED_FOR, side)
    story.until(
        lambda: (
            page.model.behind is not None
            and (page.model.behind.asked, page.model.behind.side) == (ASKED_FOR, side)
            and len(page.model.months) == 12
        ),
        "residents behind",
    )
    assert page.model.board is not None and page.model.behind is not None
    number = page.model.board.number(ASKED_FOR)
    story.record.agree("residents not on target", number.below - number.part, page.model.behind.total)
    return number.part, number.below


def _checks(story: VisitStory) -> None:
    page = story.sitting.page(CockpitPages, COCKPIT).open(CHECKS)
    assert isinstance(page, ChecksPage)
    story.until(lambda: page.model.checked is not None and not page.model.busy, "checks")
    story.step("核查与工作量：重复值、尾数偏好、设备读数占比、各环节用时", "checks")


def _quarter(story: VisitStory) -> BoardPage:
    """The quarter that is over: on paper and as Excel."""
    page = _board(story)
    page.model.choose(CutOff.QUARTER)
    story.until(
        lambda: page.model.cut_off is CutOff.QUARTER and page.model.board is not None and page.model.board.at.month == 12, "quarter"
    )
    story.until(lambda: not page.model.busy, "quarter")
    story.step("上季度末：打印就是季度报告", "quarter")
    paper = page.model.paper
    story.record.paper("季度报告", paper.pdf(page._paper_title(), page.tables(), page.notes()))
    with tempfile.TemporaryDirectory(prefix="xiangyi-quarter-") as folder:
        file = Path(folder) / "季度报告.xlsx"
        paper.save(file, one_sheet(page.notes()[:1], page.tables(), page.notes()[1:]))
        story.record.file(file.name, file.read_bytes())
    return page


def _report(story: VisitStory, page: BoardPage) -> None:
    """Upwards, as MeasureReports."""
    clinic = story.seat.clinic
    assert page.model.board is not None
    story.sitting.press("上报")
    story.until(lambda: page.model.reported is not None and not page.model.busy, "report")
    at = page.model.board.at
    told = clinic.indicators.reported(at)
    story.record.agree("numbers reported", len(page.model.board.numbers), len(told))
    clinic.sync.sync_now()
    story.until(lambda: clinic.sync.summary().delivered, "upload")
    one = next(each for each in told if each.measure == ASKED_FOR.key)
    link = clinic.desk.store.read(lambda conn: link_of(conn, "hub", clinic.desk.clock))
    try:
        body = json.loads(link.get(f"MeasureReport/{one.id}").body)
    finally:
        link.close()
    counted = {group["code"]["coding"][0]["code"]: group["count"] for group in body["group"][0]["population"]}
    number = page.model.board.number(ASKED_FOR)
    story.record.agree("MeasureReport", {"numerator": number.part, "denominator": number.below}, counted)
    story.record.file("MeasureReport.json", json.dumps(body, ensure_ascii=False, indent=2).encode())
    story.step("上报：本季度全部指标作为 MeasureReport 发出", "reported")
    story.record.proven(f"上季度末的{len(told)}个指标都在汇聚点，控制率 {number.part}/{number.below} 与屏幕相同")


def _who_is_behind(story: VisitStory, seen: tuple[int, int]) -> None:
    """The doctor at the same number: names, and a click to her year; both looks stand in the trail."""
    story.sitting.take_over(DOCTOR, PASSWORD)
    page = _board(story)
    page.model.choose(CutOff.TODAY)
    story.until(lambda: page.model.cut_off is CutOff.TODAY and not page.model.busy, "today")
    story.record.agree("the doctor's number", seen, _ask(story, page, Side.MISSING))
    story.until(lambda: any(one.id == story.person for one in page.residents.rows()), "her among them")
    story.step("医生看同一个数：没达到的人有姓名、村、上次的值", "behind")
    page.opened.emit(story.person)
    plan = story.sitting.page(PlanPage, PLAN)
    story.until(lambda: plan.model.person == story.person and plan.model.opened is not None and not plan.model.busy, "trend")
    story.step(f"点{story.name}：她的风险与一年趋势", "trend")
    desk = story.seat.clinic.desk
    rows = desk.store.read(lambda conn: trail.rows(conn, trail.Wanted(), None, 400))
    kinds = {(row.type, row.role) for row in rows if row.action == "read"}
    story.record.agree(
        "the list is in the trail, the doctor's alone", {("indicator", "doctor")}, {one for one in kinds if one[0] == "indicator"}
    )
    story.record.agree("her chart is in the trail", True, any(row.type == "chart" and row.person == story.person for row in rows))
    story.record.proven("看带姓名的名单、打开病历都在审计里；管理人员没有看到姓名")
