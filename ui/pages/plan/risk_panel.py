"""风险与趋势: grade and risk with every factor and where it is known from; a year of pressure, glucose and weight with targets shaded."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QLabel, QWidget

from app.domain.amounts import plain_number
from app.domain.clinical import Answer
from app.domain.measurement import MeasurementKind
from app.rules.targets import target_band
from app.services.risk import RiskPicture, number
from app.services.risk_factors import Factor
from app.services.trends import Reading, medicine_changes, trend
from app.services.year_sheets import pressure_target
from app.texts import chosen_language, load_texts, text
from ui import icons, theme
from ui import tokens as t
from ui.pages.encounter.words import EncounterWords
from ui.widgets.frames import Card, column, label, refill, row, secondary
from ui.widgets.trend import Trend, TrendPoint

SHOWN = (MeasurementKind.BLOOD_PRESSURE_SUMMARY, MeasurementKind.GLUCOSE, MeasurementKind.WEIGHT)
_UNITS = dict(zip(SHOWN, ("mmHg", "mmol/L", "kg"), strict=True))
_MARKS = {Answer.YES: t.Mark.ATTENTION, Answer.NO: t.Mark.OK, Answer.NOT_ASKED: t.Mark.INFO}
_STATES = {Answer.YES: "yes", Answer.NO: "no", Answer.NOT_ASKED: "unknown"}


class RiskPanel(QWidget):
    """Follows one picture; an equal one is not drawn again."""

    def __init__(self) -> None:
        super().__init__()
        words = EncounterWords()
        self._drawn: RiskPicture | None = None
        self._lines = column(gap=t.XS)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.trends = {kind: Trend(words.kind(kind), _UNITS[kind]) for kind in SHOWN}
        self._factor_lines = column(gap=t.XS)
        self._factor_lines.setContentsMargins(0, 0, 0, 0)
        self._build()

    def show_picture(self, picture: RiskPicture) -> None:
        """Draw it."""
        if picture is self._drawn:
            return
        self._drawn = picture
        refill(self._lines, self._told(picture))
        refill(self._factor_lines, [_factor_line(one) for one in picture.factors])
        self._factors.setVisible(bool(picture.factors))
        marks = medicine_changes(picture.chart)
        for kind, widget in self.trends.items():
            points = trend(picture.chart, kind)
            if kind is MeasurementKind.GLUCOSE:
                odd = any(one.unfit for one in points)
                widget.set_hollow(self.tr("not fasting, or meter not in order") if odd else self.tr("not fasting"))
            widget.show_series([_point(one) for one in points], picture.chart.as_of, _band(picture, kind), marks)

    def _told(self, picture: RiskPicture) -> list[QWidget]:
        made: list[QWidget] = []
        if picture.silent:
            made.append(label(text(f"risk.{picture.silent}"), bold=True, ink="warn", wrap=True))
        if picture.graded is not None and picture.pressure is not None:
            value = "/".join(plain_number(one) for one in picture.pressure.pressure)
            isolated = text("risk.isolated") if picture.graded.isolated_systolic else ""
            made.append(label(f"{text('risk.title_grade')}　{picture.graded.grade.value}{isolated}", t.HEADING, bold=True, wrap=True))
            made.append(secondary(self.tr("by {value} on {day}").format(value=value, day=picture.pressure.day.isoformat()), wrap=True))
            made.append(label(f"{text('risk.title_level')}　{_level(picture)}", t.HEADING, bold=True, ink=_ink(picture), wrap=True))
            if picture.at_least:
                words = self.tr("{n} factors are not known; what is not known is not counted as absent").format(n=len(picture.unknown))
                made.append(secondary(words, wrap=True))
        return [*made, *(label(line, wrap=True) for line in self._body(picture))]

    def _body(self, picture: RiskPicture) -> list[str]:
        words, found = load_texts(chosen_language()), []
        if picture.body is not None and picture.body.value is not None:
            word = f" {picture.body.weight.value}" if picture.body.weight else ""
            found.append(f"BMI {plain_number(picture.body.value)} kg/m²{word}")
        waist = number(picture.chart, MeasurementKind.WAIST)
        if waist is not None:
            word = f" {picture.waist.value}" if picture.waist else ""
            found.append(self.tr("Waist {n} cm").format(n=plain_number(waist)) + word)
        glucose = next((one for one in picture.factors if one.key == "glucose" and one.shown), None)
        if glucose is not None:
            told = self.tr("Fasting glucose (venous) {n} mmol/L").format(n=glucose.shown)
            found.append(f"{told} · {words.word('risk', _STATES[glucose.state])}")
        return found

    def _build(self) -> None:
        self._told_card = Card(self.tr("Risk"))
        self._told_card.body.addLayout(self._lines)
        self._factors = Card(self.tr("Factors"))
        self._factors.body.addLayout(self._factor_lines)
        self._factors.body.addStretch(1)
        self._year = Card(self.tr("Twelve months"))
        self._year.body.addWidget(secondary(self.tr("green: target · dashed: a medicine began"), wrap=True))
        for widget in self.trends.values():
            self._year.body.addWidget(widget)
        self._year.body.addStretch(1)
        left = column(self._told_card, gap=t.M)
        left.addWidget(self._factors, 1)
        sides = row(gap=t.M)
        sides.addLayout(left, 1)
        sides.addWidget(self._year, 1)
        sides.setContentsMargins(0, 0, 0, 0)
        self.setLayout(sides)


def _factor_line(one: Factor) -> QWidget:
    """Shape, what it is, yes or no or not known; behind it the value and where it is known from."""
    made = QWidget()
    sign = QLabel()
    mark = _MARKS[one.state]
    sign.setPixmap(icons.pixmap(mark.icon, theme.px(t.SMALL), mark.tone.value.ink))
    said = f"{text(f'risk_factor.{one.key}')}　{text(f'risk.{_STATES[one.state]}')}"
    line = row(sign, label(said, bold=one.state is Answer.YES, ink=mark.tone.name.lower(), wrap=True), gap=t.S)
    behind = " · ".join(part for part in (one.shown, source_text(one)) if part)
    if behind:
        line.addWidget(label(behind, t.SMALL, ink="secondary", wrap=True))
        line.setStretch(2, 1)
    line.setStretch(1, 1)
    line.setContentsMargins(0, 0, 0, 0)
    made.setLayout(line)
    return made


def source_text(one: Factor) -> str:
    """``2025-11-02 健康体检表``; '' where nothing is known."""
    if not one.source:
        return ""
    named = one.about or text(f"risk_source.{one.source}", {"name": one.about})
    return " ".join(part for part in (one.day.isoformat() if one.day else "", named) if part)


def _level(picture: RiskPicture) -> str:
    if not picture.level:
        return text("risk.no_level")
    return text("risk.at_least", {"level": picture.level}) if picture.at_least else picture.level


def _ink(picture: RiskPicture) -> str:
    return "danger" if picture.grave else "warn" if picture.level else ""


def _band(picture: RiskPicture, kind: MeasurementKind) -> tuple[float, float] | None:
    if kind is SHOWN[0]:
        aim = pressure_target(picture)
        return None if aim is None else (float(aim.diastolic), float(aim.systolic))
    height: Decimal | None = number(picture.chart, MeasurementKind.HEIGHT)
    band = target_band("glucose" if kind is SHOWN[1] else "weight", picture.subject, height)
    return None if band is None else (float(band[0]), float(band[1]))


def _point(one: Reading) -> TrendPoint:
    return TrendPoint(one.day, float(one.low), None if one.high is None else float(one.high), one.hollow, one.home)
