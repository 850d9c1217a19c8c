"""The patient banner: on top of every page about a person, never scrolled away, allergy always answered in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.domain.clinical import Answer
from app.domain.person import Sex
from ui import icons, theme
from ui import tokens as t
from ui.widgets.buttons import icon_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import label, row
from ui.widgets.pill import Pill

REVEAL_SECONDS = 20


@dataclass(frozen=True, slots=True)
class AllergyView:
    """Three-valued (safety.md §4.1). ``known`` = (substance, reaction or ''); ``asked`` = day of the answer."""

    answer: Answer = Answer.NOT_ASKED
    known: tuple[tuple[str, str], ...] = ()
    asked: date | None = None


@dataclass(frozen=True, slots=True)
class BannerView:
    """What the banner shows. ``age`` as written (周岁, never the traditional count), ``masked_id`` 6+8+4.

    ``facts`` = further (label, value) such as weight or renal function with their day; ``notes`` = (words, mark) such as
    an identity not yet verified.
    """

    person: str
    name: str
    sex: Sex = Sex.UNKNOWN
    age: str = ""
    birth: date | None = None
    village: str = ""
    masked_id: str = ""
    allergy: AllergyView = AllergyView()
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, t.Mark], ...] = ()


class PatientBanner(QFrame):
    """Two zones: who it is on the left, allergy on the right; labels weaker than values, unknown said in words.

    ``flowing``: name, allergy and facts follow one another and wrap, for a page that has another column beside it.
    """

    reveal = Signal(str)  # person id: show the whole ID number, which is audited

    def __init__(self, view: BannerView | None = None, parent: QWidget | None = None, flowing: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._name = label("", t.NAME, bold=True)
        self._who = FlowLayout(gap=t.M, line_gap=0)
        self._allergy = _AllergyField()
        self._view: BannerView | None = None
        self._masking = QTimer(self, singleShot=True, interval=REVEAL_SECONDS * 1000)
        self._masking.timeout.connect(self._mask)
        self._kept = 2 if flowing else 0
        if flowing:
            self._who.setContentsMargins(t.L, t.S, t.L, t.S)
            self.setLayout(self._who)
            self._who.addWidget(self._name)
            self._who.addWidget(self._allergy)
        else:
            self._set_zones()
        self.show_person(view)

    def _set_zones(self) -> None:
        who = QWidget()
        who.setLayout(self._who)
        who.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = row(self._name, who, self._allergy, gap=t.M)
        line.setContentsMargins(t.L, t.S, t.L, t.S)
        line.setStretch(1, 1)
        self.setLayout(line)

    @property
    def view(self) -> BannerView | None:
        """Whom it shows."""
        return self._view

    def show_person(self, view: BannerView | None) -> None:
        """Show a person, or nobody."""
        self._view = view
        self._masking.stop()
        self._who.clear(self._kept)
        self._allergy.setVisible(view is not None)
        if view is None:
            self._name.setText(self.tr("Nobody chosen"))
            return
        self._name.setText(view.name)
        for words, value in self._facts(view):
            self._who.addWidget(_Pair(words, value))
        if view.masked_id:
            self._who.addWidget(self._identity(view))
        for words, mark in view.notes:
            self._who.addWidget(Pill(words, mark))
        self._allergy.show_allergy(view.allergy)

    def show_number(self, number: str) -> None:
        """The whole ID number, for some seconds or until somebody else is shown."""
        if self._view is None:
            return
        view = self._view
        self.show_person(replace(view, masked_id=number))
        self._view = view  # pages compare with what they gave; a news must not hide it at once
        self._masking.start()

    def _mask(self) -> None:
        if self._view is not None:
            self.show_person(self._view)

    def _facts(self, view: BannerView) -> list[tuple[str, str]]:
        sexes = {Sex.MALE: self.tr("male"), Sex.FEMALE: self.tr("female")}
        born = view.birth.isoformat() if view.birth else self.tr("unknown")
        return [
            ("", sexes.get(view.sex, self.tr("sex unknown"))),
            ("", view.age or self.tr("age unknown")),
            (self.tr("Born"), born),
            (self.tr("Village"), view.village or self.tr("not given")),
            *view.facts,
        ]

    def _identity(self, view: BannerView) -> QWidget:
        field = _Pair(self.tr("ID"), view.masked_id)
        eye = icon_button("eye", self.tr("Show the whole ID number (recorded in the audit)"), lambda: self.reveal.emit(view.person))
        eye.setFixedSize(theme.px(24), theme.px(24))
        together = QWidget()
        together.setLayout(row(field, eye, gap=0))
        return together


class _Pair(QWidget):
    """Label and value that are never split over two lines."""

    def __init__(self, words: str, value: str) -> None:
        super().__init__()
        parts: list[QLabel] = [label(words, t.SMALL, ink="secondary")] if words else []
        self.setLayout(row(*parts, label(value), gap=t.XS))


class _AllergyField(QFrame):
    """Allergy in words: not asked, none (asked when), or each substance with its reaction."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label("", t.BODY, bold=True)
        self._icon = QLabel()
        line = row(self._icon, self._text, gap=t.XS)
        line.setContentsMargins(t.S, t.XS, t.S, t.XS)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def show_allergy(self, allergy: AllergyView) -> None:
        """Shape, words and colour of the answer."""
        mark, text = self._state(allergy)
        tone = mark.tone
        side = theme.px(18)
        self._icon.setPixmap(icons.pixmap(mark.icon, side, tone.value.ink))
        self._text.setText(text)
        self._text.setProperty("ink", tone.name.lower())
        theme.set_tone(self, "surface", tone.name.lower())
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)

    def _state(self, allergy: AllergyView) -> tuple[t.Mark, str]:
        if allergy.answer is Answer.YES:
            known = self.tr("; ").join(self._known(*one) for one in allergy.known) or self.tr("yes, substance not recorded")
            return t.Mark.DANGER, self.tr("Allergy: {known}").format(known=known)
        if allergy.answer is Answer.NO:
            day = allergy.asked.isoformat() if allergy.asked else self.tr("day not recorded")
            return t.Mark.OK, self.tr("Allergy: none (asked {day})").format(day=day)
        return t.Mark.ATTENTION, self.tr("Allergy: not asked")

    def _known(self, substance: str, reaction: str) -> str:
        return self.tr("{substance} ({reaction})").format(substance=substance, reaction=reaction) if reaction else substance
