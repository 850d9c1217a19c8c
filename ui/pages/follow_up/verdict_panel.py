"""Beside the sheet: the class of each follow-up as it stands, what to do, both target sets, what is missing, and visits that owe theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.rules.forms.checking import FormFinding
from app.rules.public_health.follow_up import FollowUpVerdict, TargetVerdict
from app.services.form_gaps import Gap
from app.services.form_sheet import Sheet
from app.texts import text
from ui import icons, theme
from ui import tokens as t
from ui.pages.follow_up import words
from ui.widgets.buttons import button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, column, label, refill, row, secondary
from ui.widgets.pill import Pill

MOST_CHIPS, LONGEST_CHIP = 9, 14
_FOLLOW_UPS = ("htn_followup", "dm_followup")


class VerdictCard(Card):
    """One disease."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._icon = QLabel()
        self.said = label("", t.HEADING, bold=True, wrap=True)
        self.step, self.next = label("", wrap=True), label("", bold=True, wrap=True)
        self.why, self.source = label("", wrap=True), secondary("", wrap=True)
        self._targets = QWidget()
        self._lines = column(gap=2)
        self._targets.setLayout(self._lines)
        head = row(self._icon, self.said)
        head.setStretch(1, 1)
        self.body.addWidget(secondary(title, wrap=True))
        self.body.addLayout(head)
        for each in (self.why, self.step, self.next, self._targets, self.source):
            self.body.addWidget(each)

    def show_verdict(self, one: FollowUpVerdict | None, due: str) -> None:
        """None: danger signs, complication or reactions are not asked yet; silence is never taken for good (H17)."""
        mark = words.verdict_mark(one) if one else t.Mark.WAITING
        self.set_surface("danger" if one and one.urgent else "card")
        self._icon.setPixmap(icons.pixmap(mark.icon, theme.px(20), mark.tone.value.ink))
        theme.set_tone(self.said, "ink", mark.tone.name.lower())
        self.said.setText(
            words.verdict_class(one) if one else self.tr("No class yet: danger signs, complications and reactions are to be asked")
        )
        _say(self.why, "；".join(words.reasons(one)) if one else "")
        _say(self.step, words.step(one) if one else "")
        _say(self.next, self.tr("Next at the latest on {day}").format(day=due) if due else "")
        refill(self._lines, [self._target(each) for each in (one.targets if one else ())])
        self._targets.setVisible(bool(one and one.targets))
        _say(self.source, self.tr("By: {source}").format(source=one.source) if one and one.source else "")

    def _target(self, one: TargetVerdict) -> QWidget:
        mark = t.Mark.OK if one.met else t.Mark.HIGH
        said = self.tr("{target} reached") if one.met else self.tr("{target} not reached")
        line = QWidget()
        pill = Pill(said.format(target=one.target.text), mark)
        line.setLayout(column(secondary(text(f"follow_up_policy.{one.target.policy}"), wrap=True), pill, gap=0))
        line.setToolTip(one.target.source)
        return line


class VerdictPanel(QWidget):
    """`jumped(key)` leads to a field, `owed(encounter, forms)` to another visit's sheet."""

    jumped = Signal(str)
    owed = Signal(str, list)

    def __init__(self) -> None:
        super().__init__()
        self.verdicts: dict[str, VerdictCard] = {}
        self._top = column(gap=t.M)
        self.chips = Card(self.tr("Still to do"))
        self._flow = FlowLayout()
        self._holder = QWidget()
        self._holder.setLayout(self._flow)
        self.chips.body.addWidget(self._holder)
        self._shown: tuple[tuple[str, str], ...] | None = None
        self._names: dict[str, str] = {}
        self.gaps = Card(self.tr("This quarter without a follow-up"))
        self._visits: QVBoxLayout = column(gap=t.S)
        self.gaps.body.addLayout(self._visits)
        self._whole = column(gap=t.M)
        self._whole.addWidget(self.chips)
        self._whole.addLayout(self._top)
        self._whole.addWidget(self.gaps)
        self._whole.addStretch(1)
        self.setLayout(self._whole)

    def show_sheet(self, sheet: Sheet) -> None:
        """Follow the sheet."""
        codes = [form.code for form in sheet.forms if form.code in _FOLLOW_UPS]
        if list(self.verdicts) != codes:
            self.verdicts = {code: VerdictCard(sheet.library.form(code).title) for code in codes}
            refill(self._top, self.verdicts.values())
        for code, card in self.verdicts.items():
            told = sheet.values.get(f"{code}.next_on")
            card.show_verdict(sheet.verdict(code), told.one if told else "")
        self._whole.removeWidget(self.chips)
        urgent = any((one := sheet.verdict(code)) and one.urgent for code in codes)
        self._whole.insertWidget(1 if urgent else 0, self.chips)
        order = {place.key: number for number, place in enumerate(sheet.places)}
        self._names = {place.key: words.name(sheet, place) for place in sheet.places}
        self._show_chips(sorted(sheet.chips, key=lambda one: order.get(one.key, len(order))))

    def show_gaps(self, gaps: Sequence[Gap], here: str) -> None:
        """Visits already made are offered as source, with what they lack."""
        shown = [one for one in gaps if one.encounter != here]
        refill(self._visits, [self._gap(one) for one in shown])
        self.gaps.setVisible(bool(shown))

    def _gap(self, one: Gap) -> QWidget:
        measured = "，".join(one.measured) or self.tr("nothing measured")
        missing = "、".join(one.missing[:8]) + ("…" if len(one.missing) > 8 else "")
        said = self.tr("{day}: {measured}. Missing: {missing}").format(day=f"{one.day:%m-%d}", measured=measured, missing=missing)
        part = QWidget()
        open_it: Callable[[], object] = lambda: self.owed.emit(one.encounter, list(one.forms))  # noqa: E731
        fill = button(self.tr("Fill in for {day}").format(day=f"{one.day:%m-%d}"), open_it)
        part.setLayout(column(label(said, wrap=True), fill, gap=2))
        return part

    def _show_chips(self, found: Sequence[FormFinding]) -> None:
        """What holds up first; each leads to its field."""
        ordered = sorted(found, key=lambda one: not one.holds_up)
        held = sum(one.holds_up for one in found)
        self.chips.set_count(self.tr("{n} to be answered").format(n=held) if held else self.tr("nothing missing"))
        shown = tuple((one.key, one.code) for one in ordered)
        if shown == self._shown:
            return
        self._shown = shown
        self._flow.clear()
        for one in ordered[:MOST_CHIPS]:
            self._flow.addWidget(self._chip(one))
        if len(ordered) > MOST_CHIPS:
            self._flow.addWidget(secondary(self.tr("and {n} more").format(n=len(ordered) - MOST_CHIPS)))
        self._holder.setVisible(bool(ordered))

    def _chip(self, one: FormFinding) -> Pill:
        name = self._names.get(one.key, one.label)
        made = Pill(name if len(name) <= LONGEST_CHIP else name[: LONGEST_CHIP - 1] + "…", words.WEIGHTS[one.weight], clickable=True)
        made.setToolTip(words.finding(one))
        made.setAccessibleName(words.finding(one))
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        made.pressed.connect(lambda: self.jumped.emit(one.key))
        return made


def _say(where: QLabel, said: str) -> None:
    where.setText(said)
    where.setVisible(bool(said))
