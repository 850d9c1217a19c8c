"""危急值登记表 on paper: value, time, told whom, by whom, read back, action (clinical.md §3.8)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from app.clock import iso
from app.domain.critical_value import CriticalAct
from app.domain.measurement import MeasuredValue, Measurement
from app.domain.units import METER_SHOWS, METER_WORDS
from app.printing.forms import label
from app.printing.table import Cell, PrintedTable, table_pdf
from app.rules.laboratory import judged
from app.rules.values import pressure_of
from app.services.critical_values import READ, CriticalRow, DoneStep
from app.services.desk import Desk
from app.services.rx_document import local_minute
from app.store.audit import Act
from app.store.unit_of_work import detail
from app.texts import LANGUAGES, chosen_language, load_texts

KIND = "critical_log"
"""As printers and audit trail call it."""
_WIDTHS = (24.0, 18.0, 14.0, 20.0, 42.0, 24.0, 24.0, 28.0, 34.0, 17.0, 32.0)
_FOLLOWED = (CriticalAct.FOLLOWED_DAY, CriticalAct.FOLLOWED_WEEK, CriticalAct.CLOSED)
_UNITS = {"mm[Hg]": "mmHg", "Cel": "℃", "/min": "次/分"}


class CriticalLog:
    """The log as it is kept in a file."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def pdf(self, rows: Sequence[CriticalRow], since: date, until: date) -> bytes:
        """A4 across. Raises KnownError ``font_missing``."""
        self._desk.allow(READ)
        what = label(KIND, "days", since=since.isoformat(), until=until.isoformat())
        at, cells = local_minute(iso(self._desk.clock.now())), tuple(_printed(one) for one in rows)
        return table_pdf(PrintedTable(KIND, self._desk.who.organization.name, what, at, _WIDTHS, cells, across=True))

    def printed(self, pdf: bytes) -> None:
        """Note that a list of names left the printer."""
        about = detail(sha256=hashlib.sha256(pdf).hexdigest())
        self._desk.write(READ, lambda uow: uow.note(Act("print", KIND, detail=about)))


def value_words(one: Measurement, language: str | None = None) -> str:
    """血压 196/118 mmHg, 血糖 HI: kind, number and unit; of a specimen what its analyser called critical."""
    kind = _word("critical_kind", one.kind.value, language)
    pressure = pressure_of(one)
    if pressure is not None:
        return f"{kind} {pressure[0]:f}/{pressure[1]:f} mmHg"
    critical = [value for value in one.values if judged(value.flag).critical] or list(one.values[:1])
    spoilt = "".join(f"（{_word('quality', flag, language)}）" for flag in one.unfit)
    return f"{kind} {'、'.join(_number(value) for value in critical)}{spoilt}"


def step_words(one: DoneStep, language: str | None = None) -> str:
    """03-05 10:20 已告知 女儿王芳: when, what, whom."""
    parts = (
        local_minute(one.step.at)[5:],
        _word("critical_act", one.step.act.value, language),
        one.step.told,
        one.step.action,
        one.step.note,
    )
    return " ".join(part for part in parts if part)


def _number(value: MeasuredValue) -> str:
    number = value.text or METER_SHOWS.get(value.comparator, "") if value.value is None else f"{value.comparator}{value.value:f}"
    return " ".join(part for part in (value.label, number, _UNITS.get(value.unit, value.unit) if number not in METER_WORDS else "") if part)


def _word(table: str, key: str, language: str | None) -> str:
    return load_texts(language or chosen_language()).word(table, key)


def _printed(one: CriticalRow) -> tuple[Cell, ...]:
    """As paper has it, whatever the language of the screen."""
    words = LANGUAGES[0]
    told = next((step for step in one.steps if step.step.act is CriticalAct.TOLD), None)
    tries = tuple(step_words(step, words) for step in one.steps if step.step.act is CriticalAct.TRIED)
    followed = tuple(step_words(step, words) for step in one.steps if step.step.act in _FOLLOWED)
    value = (value_words(one.measurement, words), *((label(KIND, "taken_back"),) if one.taken_back else ()))
    head = (local_minute(iso(one.since)),), (one.name,), (one.age_text,), (one.village,), value
    if told is None:
        untold = () if one.taken_back else (label(KIND, "untold"),)
        return (*head, (*untold, *tries) or ("",), ("",), ("",), ("",), ("",), followed or ("",))
    step = told.step
    return (*head, (local_minute(step.at), *tries), (step.told,), (step.read_back,), (step.action,), (told.by_name,), followed or ("",))
