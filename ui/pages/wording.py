"""Instants as people say them, on the clinic's wall clock: 08:41, yesterday 16:20, 02-04."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from app.clock import instant, local
from app.texts import chosen_language, load_texts

_DAYS_FROM = 48 * 60


def when(at: str, now: datetime) -> str:
    """An instant of the store beside the present one; the year only where it differs."""
    moment, today = local(instant(at)), local(now)
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    if moment.date() == (today - timedelta(days=1)).date():
        return QCoreApplication.translate("When", "yesterday {time}").format(time=f"{moment:%H:%M}")
    return day(at, now)


def span(waited: timedelta) -> str:
    """A time that went by: 20 min, 3 h 05, 2 days; never less than nothing, whatever another computer's clock says."""
    minutes = max(0, int(waited.total_seconds() // 60))
    if minutes < 60:
        return QCoreApplication.translate("When", "{n} min").format(n=minutes)
    if minutes >= _DAYS_FROM:
        return QCoreApplication.translate("When", "{n} days").format(n=minutes // (24 * 60))
    return QCoreApplication.translate("When", "{h} h {m:02d}").format(h=minutes // 60, m=minutes % 60)


def day(at: str, now: datetime) -> str:
    """The day of an instant: 02-04, with its year where it differs from this one."""
    moment, today = local(instant(at)), local(now)
    return f"{moment:%m-%d}" if moment.year == today.year else f"{moment:%Y-%m-%d}"


def test_name(name: str, label: str = "") -> str:
    """A laboratory test as its analyser shows it; a meter's own tests in words."""
    words = load_texts(chosen_language()).tables["laboratory_test"]
    return label or str(words.get(name, name))
