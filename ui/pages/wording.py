"""Instants as people say them, on the clinic's wall clock: 08:41, yesterday 16:20, 02-04."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from app.clock import instant, local
from app.texts import chosen_language, load_texts


def when(at: str, now: datetime) -> str:
    """An instant of the store beside the present one; the year only where it differs."""
    moment, today = local(instant(at)), local(now)
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    if moment.date() == (today - timedelta(days=1)).date():
        return QCoreApplication.translate("When", "yesterday {time}").format(time=f"{moment:%H:%M}")
    return day(at, now)


def day(at: str, now: datetime) -> str:
    """The day of an instant: 02-04, with its year where it differs from this one."""
    moment, today = local(instant(at)), local(now)
    return f"{moment:%m-%d}" if moment.year == today.year else f"{moment:%Y-%m-%d}"


def test_name(name: str, label: str = "") -> str:
    """A laboratory test as its analyser shows it; a meter's own tests in words."""
    words = load_texts(chosen_language()).tables["laboratory_test"]
    return label or str(words.get(name, name))
