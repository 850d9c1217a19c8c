"""Words of the measuring page that stand in more than one of its parts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.domain.amounts import plain_number
from app.domain.measurement import UNFIT, MeasurementKind
from app.domain.person import Sex
from app.domain.units import mg_dl_to_mmol_l
from app.rules.laboratory import judged
from app.services.inbox import Unclaimed
from app.texts import chosen_language, load_texts, text
from device_drivers.readings import Kind, Quantity
from ui import tokens as t
from ui.pages.measuring.values import CardView, Written, number
from ui.pages.wording import test_name

MISSING_CONTEXT = "glucose_context"


def kind_word(kind: str) -> str:
    """What was measured."""
    return {
        MeasurementKind.BLOOD_PRESSURE.value: QCoreApplication.translate("Measuring", "Blood pressure"),
        MeasurementKind.GLUCOSE.value: QCoreApplication.translate("Measuring", "Glucose"),
        MeasurementKind.TEMPERATURE.value: QCoreApplication.translate("Measuring", "Temperature"),
        MeasurementKind.SPO2.value: QCoreApplication.translate("Measuring", "Oxygen"),
        MeasurementKind.HEIGHT.value: QCoreApplication.translate("Measuring", "Height"),
        MeasurementKind.WEIGHT.value: QCoreApplication.translate("Measuring", "Weight"),
        MeasurementKind.WAIST.value: QCoreApplication.translate("Measuring", "Waist"),
        MeasurementKind.HEART_RATE.value: QCoreApplication.translate("Measuring", "Heart rate"),
        "ecg": QCoreApplication.translate("Measuring", "ECG"),
        "laboratory": QCoreApplication.translate("Measuring", "Laboratory"),
        MISSING_CONTEXT: QCoreApplication.translate("Measuring", "when the glucose was taken"),
    }.get(kind, kind)


def sex_word(sex: str) -> str:
    """Male, female, or nothing where it is not known."""
    return {
        Sex.MALE.value: QCoreApplication.translate("Measuring", "male"),
        Sex.FEMALE.value: QCoreApplication.translate("Measuring", "female"),
    }.get(sex, "")


def context_word(context: str) -> str:
    """When a glucose was taken."""
    return {
        "fasting": QCoreApplication.translate("Measuring", "fasting"),
        "postprandial": QCoreApplication.translate("Measuring", "2 h after a meal"),
        "random": QCoreApplication.translate("Measuring", "random"),
    }.get(context, "")


def arm_word(arm: str) -> str:
    """Left or right arm."""
    return {
        "left": QCoreApplication.translate("Measuring", "left arm"),
        "right": QCoreApplication.translate("Measuring", "right arm"),
    }.get(arm, "")


def quality_word(reason: str) -> str:
    """What spoils a reading; '' for a device's own flag that is no such reason."""
    words = load_texts(chosen_language())
    return words.word("quality", reason) if reason in words.tables.get("quality", {}) else ""


def unfit_words(flags: Iterable[str]) -> str:
    """Why the newest value feeds no class, and what to do; '' where it may."""
    return next((text(f"unfit.{flag}") for flag in flags if flag in UNFIT), "")


def joined(words: Iterable[str]) -> str:
    """A list in one line."""
    return QCoreApplication.translate("Measuring", ", ").join(word for word in words if word)


def mark_of(value: Written) -> t.Mark:
    """Shape and colour of a value."""
    if value.flag == "high":
        return t.Mark.CRITICAL_HIGH if value.critical else t.Mark.HIGH
    if value.flag == "low":
        return t.Mark.CRITICAL_LOW if value.critical else t.Mark.LOW
    return t.Mark.DANGER if value.critical else t.Mark.NONE


def flag_word(value: Written) -> str:
    """The word beside the shape."""
    if value.critical:
        return QCoreApplication.translate("Measuring", "critical")
    return {"high": QCoreApplication.translate("Measuring", "high"), "low": QCoreApplication.translate("Measuring", "low")}.get(
        value.flag, ""
    )


def reading_words(card: CardView) -> str:
    """The readings of the pressure round: 1st 168/96, 2nd 160/92."""
    word = QCoreApplication.translate("Measuring", "reading {n}: {value}")
    return joined(word.format(n=place, value=one.text) for place, one in enumerate(card.readings, 1))


def value_words(values: Iterable[tuple[str, Quantity]]) -> str:
    """A device's values as it gave them, glucose in mmol/L: 168/96 mmHg, 7.8 mmol/L, HI."""
    by_name = dict(values)
    high, low = by_name.get("systolic"), by_name.get("diastolic")
    if high is not None and low is not None:
        return f"{_quantity(high)}/{_quantity(low)} {_unit(high)}"
    first = next(iter(by_name.values()), None)
    return "" if first is None else f"{_quantity(first)} {_unit(first)}".strip()


def unclaimed_title(row: Unclaimed) -> str:
    """What lies there: blood pressure 168/96 mmHg."""
    values = laboratory_words(row.values) if row.kind is Kind.LABORATORY else value_words(row.values)
    return " ".join(part for part in (kind_word(row.kind.value), values) if part)


def unclaimed_source(row: Unclaimed) -> str:
    """Where it comes from: the device's sticker, else what an analyser calls itself; its user, its specimen or patient number."""
    told = dict(row.context)
    user = QCoreApplication.translate("Measuring", "user {n}").format(n=row.user_slot) if row.user_slot is not None else ""
    specimen, number = told.get("specimen", ""), told.get("patient_id", "")
    if specimen:
        said = QCoreApplication.translate("Measuring", "specimen {code}").format(code=specimen)
    else:
        said = QCoreApplication.translate("Measuring", "its number {code}").format(code=number) if number else ""
    return joined((row.sticker or told.get("instrument", ""), user, said))


def is_critical(row: Unclaimed) -> bool:
    """Whether the analyser itself called a result critical: such a row is not left lying (H36)."""
    return row.kind is Kind.LABORATORY and any(judged(quantity.flag).critical for _, quantity in row.values)


def laboratory_words(values: Iterable[tuple[str, Quantity]]) -> str:
    """The gravest of a specimen's results in the analyser's own unit (a factor of glucose is none of uric acid), and how many more."""
    found = sorted(values, key=lambda one: (not judged(one[1].flag).critical, not judged(one[1].flag).side))
    if not found:
        return ""
    name, first = found[0]
    number = "" if first.value is None else f"{first.comparator}{plain_number(first.value)}"
    said = first.text or number or {">": "HI", "<": "LO"}.get(first.comparator, "?")
    written = " ".join(part for part in (test_name(name, first.label), said, first.unit if first.value is not None else "") if part)
    rest = len(found) - 1
    more = QCoreApplication.translate("Measuring", "{first} and {n} more")
    return more.format(first=written, n=rest) if rest else written


def _quantity(quantity: Quantity) -> str:
    if quantity.value is None:
        return {">": "HI", "<": "LO"}.get(quantity.comparator, "?")
    value = mg_dl_to_mmol_l(quantity.value) if quantity.unit == "mg/dL" else quantity.value
    return quantity.comparator + number(value)


def _unit(quantity: Quantity) -> str:
    if quantity.value is None and quantity.comparator:
        return ""
    return {"mg/dL": "mmol/L", "Cel": "℃", "[degF]": "℉"}.get(quantity.unit, quantity.unit)
