"""The words of the doctor's page for kinds, units, contexts, flags and states."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.clinical import Answer, Fact
from app.domain.measurement import Measurement, MeasurementKind
from app.services.corrections import Taken
from app.texts import chosen_language, load_texts, text
from ui import tokens as t
from ui.pages.encounter.values import Shown, ValueRow, written_value

KIND = MeasurementKind


class EncounterWords(QObject):
    """Made once a page; the tables are filled in the page's language."""

    def __init__(self) -> None:
        super().__init__()
        self._kinds = {
            KIND.BLOOD_PRESSURE_SUMMARY: self.tr("Blood pressure"),
            KIND.BLOOD_PRESSURE: self.tr("Blood pressure, single reading"),
            KIND.GLUCOSE: self.tr("Glucose"),
            KIND.TEMPERATURE: self.tr("Temperature"),
            KIND.SPO2: self.tr("Oxygen saturation"),
            KIND.WEIGHT: self.tr("Weight"),
            KIND.WAIST: self.tr("Waist"),
            KIND.HEIGHT: self.tr("Height"),
            KIND.EGFR: self.tr("Kidneys (eGFR)"),
            KIND.LABORATORY: self.tr("Laboratory"),
        }
        self._units = {"mm[Hg]": "mmHg", "Cel": "℃", "/min": self.tr("/min"), "mL/min/{1.73_m2}": ""}
        self._contexts = {
            "fasting": self.tr("fasting"),
            "postprandial": self.tr("2 h after a meal"),
            "random": self.tr("random"),
        }
        self._flags = {"high": self.tr("high"), "low": self.tr("low")}
        self._answers = {Answer.YES: self.tr("yes"), Answer.NO: self.tr("no"), Answer.NOT_ASKED: self.tr("not asked")}

    def kind(self, kind: MeasurementKind) -> str:
        """A kind of value."""
        return self._kinds.get(kind, kind.value)

    def unit(self, unit: str) -> str:
        """A UCUM unit as it is written."""
        return self._units.get(unit, unit)

    def context(self, context: str) -> str:
        """Fasting, after a meal, random; '' for what was not asked."""
        return self._contexts.get(context, "")

    def title(self, row: ValueRow) -> str:
        """The kind, with its context where the number means nothing without it."""
        context = row.now.context if row.now else ""
        if row.kind is not KIND.GLUCOSE or not row.now:
            return self.kind(row.kind)
        return f"{self.kind(row.kind)} · {self.context(context) or self.tr('meal not asked')}"

    def value(self, one: Measurement) -> str:
        """Kind, number and unit of a measurement, for a sentence."""
        text, unit = written_value(one)
        spoilt = "".join(f"（{load_texts(chosen_language()).word('quality', flag)}）" for flag in one.unfit[:1])
        return f"{self.kind(one.kind)} {text} {self.unit(unit)}".strip() + spoilt

    def taken_back(self, one: Taken, time: str) -> str:
        """09:20 correction by nurse Li: the pressure 168/96 is not Wang Xiuying's."""
        what = self.value(one.value) if one.value is not None else self.tr("ECG")
        said = {
            "wrong_person": self.tr("{what} is not {name}'s"),
            "wrong_value": self.tr("{what} of {name} was wrongly measured"),
        }.get(one.reason, self.tr("{what} of {name} was taken back · reason: {reason}"))
        said = said.format(what=what, name=one.name, reason=one.reason)
        whole = self.tr("{time} correction by {who}: {said}") if one.by else self.tr("{time} correction: {said}")
        told = whole.format(time=time, who=one.by, said=said)
        forms = "、".join(f"{title}（{day}）" for title, day in one.forms)
        return f"{told} · {text('taken_back_forms.correct', {'forms': forms})}" if forms else told

    def why_taken_back(self, reason: str) -> str:
        """The reason in words; typed ones as they are."""
        return {"wrong_person": self.tr("of another person"), "wrong_value": self.tr("wrongly measured")}.get(reason, reason)

    def flag(self, shown: Shown) -> tuple[str, t.Mark]:
        """The state in word and shape."""
        word = self._flags.get(shown.flag, "")
        marks = {
            ("high", False): t.Mark.HIGH,
            ("low", False): t.Mark.LOW,
            ("high", True): t.Mark.CRITICAL_HIGH,
            ("low", True): t.Mark.CRITICAL_LOW,
        }
        if shown.critical:
            return self.tr("critical"), marks.get((shown.flag, True), t.Mark.DANGER)
        return word, marks.get((shown.flag, False), t.Mark.NONE)

    def mark(self, shown: Shown) -> t.Mark:
        """The state's shape alone."""
        return self.flag(shown)[1]

    def progress(self, row: ValueRow) -> str:
        """A pressure that is not complete grades nothing (H24)."""
        if row.kind is not KIND.BLOOD_PRESSURE_SUMMARY or row.now is None:
            return ""
        if row.count == 1:
            return self.tr("1 reading, second one to come")
        return self.tr("from {n} readings").format(n=row.count) if row.count else ""

    def before(self, row: ValueRow, when: str) -> str:
        """The last value with its day and, for glucose, its context."""
        if row.before is None:
            return self.tr("no earlier value")
        context = self.context(row.before.context)
        value = f"{row.before.text} {context}".strip()
        return self.tr("last {value} · {day}").format(value=value, day=when)

    def answer(self, answer: Answer) -> str:
        """yes, no, not asked."""
        return self._answers[answer]

    def told(self, fact: Fact, when: str) -> str:
        """Who told it and when."""
        return self.tr("{source}, {day}").format(source=fact.source, day=when)
