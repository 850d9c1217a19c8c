"""健康方案: the plan that three people write, what was measured at home, risk and trends of one resident; two sheets to take home."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.care_plan import PlanPart
from app.rules.plan_templates import BOTH, plan_policy
from app.rules.vitals import Population
from app.services import care_plans, year_sheets
from app.texts import chosen_language, load_texts
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.card_grid import CardGrid
from ui.pages.encounter.resident_banner import show_banner
from ui.pages.plan.home_panel import HomePanel
from ui.pages.plan.model import PlanModel, View
from ui.pages.plan.part_card import PartCard, role_word
from ui.pages.plan.risk_panel import RiskPanel
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.banner import PatientBanner
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Scroll, column, row, secondary
from ui.widgets.notice import Notice

CARD = 330


class PlanPage(QWidget):
    """The person is bound when the page is opened: whatever is written or printed is about nobody else."""

    def __init__(self, model: PlanModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__()
        self.model = model
        self.banner, self.notice = PatientBanner(), Notice()
        self.cards = {part: PartCard(part) for part in PlanPart}
        self.home, self.risk = HomePanel(model), RiskPanel()
        self._templates: tuple[str, ...] = ()
        self._spans: dict[QWidget, int] = {}
        self._build(bridge, printers)
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def shown(self) -> None:
        """In front: keep it true."""
        self.model.when_free(self.model.load)

    @property
    def writing(self) -> bool:
        """Whether a part is being written."""
        return self.model.editing is not None

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        opened = model.opened
        self._top.setVisible(opened is not None)
        show_banner(self.banner, opened.banner if opened else None)
        self.view.set_value(model.view)
        self._stack.setCurrentIndex(1 + list(View).index(model.view) if opened else 0)
        self.print.setVisible(opened is not None and model.view is not View.HOME)
        if opened is not None:
            self._show_plan()
            self.home.refresh()
            self.risk.show_picture(opened.risk)
        self._say()

    def _show_plan(self) -> None:
        model = self.model
        assert model.opened is not None
        plan = model.opened.plan
        for part, card in self.cards.items():
            card.show_part(plan.part(part), model.editing, bool(plan.template))
        spans: dict[QWidget, int] = {self.cards[one.part]: 2 for one in plan.parts if one.disputed}
        if spans != self._spans:
            self._spans = spans
            self._grid.set_cards(list(self.cards.values()), spans)
        empty = [one for one in plan.parts if one.mine and not one.standing]
        self._choose.setVisible(bool(empty) and model.opened.risk.subject.population is not Population.CHILD)
        self._fill_templates(plan.template)
        said = self.tr("You write as: {who}").format(who=role_word(plan.role)) if plan.role else self.tr("You read only")
        self._role.setText(said)

    def _fill_templates(self, fitting: str) -> None:
        """The one that fits first."""
        codes = tuple(dict.fromkeys(code for code in (fitting, *plan_policy()["templates"], BOTH) if code))
        if codes == self._templates:
            return
        self._templates = codes
        while self._flow.count():
            item = self._flow.takeAt(0)
            gone = item.widget() if item else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for code in codes:
            kind = "primary" if code == fitting else ""
            self._flow.addWidget(button(template_word(code), partial(self.model.adopt, code), kind=kind))

    def _say(self) -> None:
        model = self.model
        if model.error is not None:
            actions = [(self.tr("Show the newest"), model.compare)] if model.error.code == "plan_changed" else []
            self.notice.fail(model.error, *actions)
        elif model.missing and model.view is View.PLAN:
            words = load_texts(chosen_language())
            named = "；".join(dict.fromkeys(words.word("plan_slot", one) for one in model.missing))
            self.notice.tell(self.tr("Left out, as it is not known: {what}").format(what=named), t.Mark.ATTENTION)
        else:
            self.notice.hide()

    def _print(self) -> None:
        model = self.model
        if model.view is View.RISK:
            model.print_year(partial(self._show_pdf, self.tr("My year"), year_sheets.KIND))
        else:
            model.print_plan(partial(self._show_pdf, self.tr("Guidance sheet"), care_plans.KIND))

    def _show_pdf(self, title: str, kind: str, pdf: bytes) -> None:
        self.printable.show_pdf(title, pdf, kind, lambda: self.model.printed(pdf, kind))

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self.view = ChoiceBar(
            self.tr("Shown"),
            [
                (View.PLAN.value, self.tr("Care plan")),
                (View.HOME.value, self.tr("Measured at home")),
                (View.RISK.value, self.tr("Risk and trends")),
            ],
        )
        self.view.chosen.connect(self.model.look)
        self.print = button(self.tr("Print for the resident"), self._print, act=Act.PRINT, icon="print")
        self._top = QWidget()
        line = row(self.view, 0, self.print)
        line.setContentsMargins(0, 0, 0, 0)
        self._top.setLayout(line)
        self._stack = QStackedWidget()
        advice = self.tr("Open the plan from a resident, a visit, or a follow-up.")
        for part in (EmptyState("heart", self.tr("Nobody is chosen"), advice), self._plan_part(), Scroll(self.home), Scroll(self.risk)):
            self._stack.addWidget(part)
        self.home.chose.connect(self.model.spoke)
        whole = column(self.banner, self.notice, self._top, gap=t.S)
        whole.addWidget(self._stack, 1)
        whole.setContentsMargins(t.M, t.S, t.M, t.S)
        self.printable = Printable(self, whole, bridge, printers)

    def _plan_part(self) -> QWidget:
        self._role = secondary("")
        self._choose = QWidget()
        self._flow = FlowLayout(gap=t.XS)
        lines = column(secondary(self.tr("Fill your empty parts from a template:")), gap=t.XS)
        lines.addLayout(self._flow)
        lines.setContentsMargins(0, 0, 0, 0)
        self._choose.setLayout(lines)
        self._grid = CardGrid(CARD)
        for card in self.cards.values():
            card.edit.connect(self.model.edit)
            card.propose.connect(self._propose)
            card.kept.connect(self.model.write)
            card.left.connect(self.model.leave)
        self._grid.set_cards(list(self.cards.values()))
        made = QWidget()
        made.setLayout(column(flowing(self._role), self._choose, self._grid, 0, gap=t.S))
        return Scroll(made)

    def _propose(self, part: PlanPart) -> None:
        if self.model.opened is not None:
            self.model.from_template(part, self.model.opened.plan.template)


def template_word(code: str) -> str:
    """What a template, or several joined, is called."""
    words = load_texts(chosen_language())
    table = words.tables["plan_template"]
    return str(table[code]) if code in table else "＋".join(words.word("plan_template", one) for one in code.split("+"))
