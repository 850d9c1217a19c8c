"""What leaves the clinic after the combined visit: official sheets, tables, what the exchange carries, the plan of care; the close of the day."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import local_day
from app.demo.story_visit_sheet import FORMS
from app.domain.care_plan import PlanPart
from app.services.care_plans import CarePlans
from app.services.day_board import LEAVE
from app.services.form_export import FormExport
from app.services.form_papers import FormPapers
from app.services.year_sheets import YearSheets
from app.store import filled_forms
from sync.credentials import link_of
from ui.day_pages import CLOSING, DAY, DayPages
from ui.follow_up_pages import FOLLOW_UP
from ui.keymap import Act
from ui.pages.day.lines_page import ClosingPage
from ui.pages.encounter.page import EncounterPage
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.plan.model import View
from ui.pages.plan.page import PlanPage
from ui.plan_pages import PLAN, open_plan

if TYPE_CHECKING:
    from app.demo.story_visit import VisitStory
    from app.domain.filled_form import FilledForm

PEER = "hub"


def hand_out(story: VisitStory) -> None:
    """Ctrl+P: the official sheets; each form as Excel and as it goes over the line."""
    page = story.sitting.page(FollowUpPage, FOLLOW_UP)
    story.sitting.strike_act(Act.PRINT)
    story.until(lambda: page.printable.currentIndex() == 1 and page.printable.preview.page_count() > 0, "preview")
    story.step("打印（Ctrl+P）：五张规范表单的预览", "preview")
    page.printable.preview.leave()
    desk = story.seat.clinic.desk
    saved = desk.store.read(lambda conn: filled_forms.of_visit(conn, story.told.visit))
    story.record.agree("forms of the visit", FORMS, {one.form for one in saved})
    papers, titles = FormPapers(desk), page.model.library.form
    for one in sorted(saved, key=lambda each: each.form):
        story.record.paper(titles(one.form).title, papers.pdf(story.person, [one]).pdf)
    _tables(story)
    _on_the_wire(story, saved)
    _end_the_visit(story)


def _tables(story: VisitStory) -> None:
    day = local_day(story.place.clock.now())
    with tempfile.TemporaryDirectory(prefix="xiangyi-forms-") as folder:
        written = FormExport(story.seat.clinic.desk).save(Path(folder), day, day)
        story.record.agree("tables", FORMS, {one.form for one in written})
        for one in written:
            story.record.file(one.file.name, one.file.read_bytes())


def _on_the_wire(story: VisitStory, saved: list[FilledForm]) -> None:
    """The hub's own answer to this seat, form by form."""
    clinic = story.seat.clinic
    clinic.sync.sync_now()
    story.until(lambda: clinic.sync.summary().delivered, "upload")
    link = clinic.desk.store.read(lambda conn: link_of(conn, PEER, clinic.desk.clock))
    try:
        for one in saved:
            body = json.loads(link.get(f"QuestionnaireResponse/{one.id}").body)
            story.record.agree(f"{one.form}: on the wire", (len(one.values), "completed"), (len(body["item"]), body["status"]))
            story.record.file(f"QuestionnaireResponse-{one.form}.json", json.dumps(body, ensure_ascii=False, indent=2).encode())
    finally:
        link.close()
    story.record.proven(f"汇聚点收到 {len(saved)} 份 QuestionnaireResponse，每份的项数与表单相同")


def _end_the_visit(story: VisitStory) -> None:
    page = story.seat.open(EncounterPage, "encounter")
    story.until(lambda: page.model.current is not None and not page.model.busy, "visit")
    story.sitting.strike_act(Act.FINISH)
    story.until(lambda: page.model.current is None or page.model.error is not None, "end of the visit")
    story.record.agree("ending the visit", None, page.model.error)


def plan_care(story: VisitStory) -> None:
    """The template filled with her own numbers; two sheets to take home."""
    pages = story.sitting.desktop.pages
    assert pages is not None
    open_plan(lambda key: story.sitting.desktop.window.open(key), story.person)
    page = story.sitting.page(PlanPage, PLAN)
    story.until(lambda: page.model.opened is not None and not page.model.busy, "plan")
    story.sitting.press("高血压＋糖尿病")
    story.until(lambda: bool(page.model.opened and page.model.opened.plan.part(PlanPart.TARGETS).lines), "template")
    story.step("健康方案：按她的测量值、用药和日期填好，三人各写各的部分", "plan")
    story.sitting.strike_act(Act.PRINT)
    story.until(lambda: page.printable.currentIndex() == 1 and page.printable.preview.page_count() > 0, "guidance")
    story.step("大字健康指导单", "guidance")
    page.printable.preview.leave()
    page.model.look(View.RISK)
    story.until(lambda: not page.model.busy, "risk")
    story.step("风险与趋势：分级、每个因素的依据、一年的血压血糖体重", "risk")
    desk = story.seat.clinic.desk
    story.record.paper("健康指导单", CarePlans(desk).pdf(story.person))
    story.record.paper("我这一年", YearSheets(desk).pdf(story.person))


def close_the_day(story: VisitStory) -> None:
    """What is left open is said why, then the day is closed."""
    page = story.seat.open(DayPages, DAY).open(CLOSING)
    assert isinstance(page, ClosingPage)
    story.until(lambda: page.model.lines is not None and not page.model.busy, "closing")
    story.step("日结：未签名、危急值、库存、未上传，一行一行", "closing")
    for line in page.model.lines or ():
        if line.needs:
            page.model.leave(line.key, LEAVE[0])
    story.sitting.strike_act(Act.SAVE)
    story.until(lambda: page.model.closed is not None or page.model.error is not None, "closed")
    story.record.agree("closing", None, page.model.error)
    story.step("已日结，可以关机", "closed")
