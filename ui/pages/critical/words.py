"""How a critical value is told on the screen: what is asked, until when, and how late it is."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app.clock import iso
from app.rules.critical_due import Asked
from app.services.critical_values import CriticalRow
from app.texts import text
from ui import tokens as t
from ui.pages.wording import span, when


class CriticalWords(QObject):
    """Made once a page."""

    def state(self, one: CriticalRow, now: datetime) -> str:
        """未告知 · 还剩 1 小时 20, 未告知 · 已超过 2 小时, 24小时后追访 · 03-06 10:20."""
        if one.taken_back:
            return self.tr("taken back")
        if one.due is None:
            return self.tr("settled")
        if one.due.what is not Asked.TELL:
            return f"{text(f'critical_asked.{one.due.what.value}')} · {when(iso(one.due.by), now)}"
        if one.due.is_late(now):
            return self.tr("Nobody told, {time} too late").format(time=span(now - one.due.by))
        return self.tr("Nobody told, {time} left").format(time=span(one.due.by - now))

    def mark(self, one: CriticalRow, now: datetime) -> t.Mark:
        """Red until somebody was told."""
        if one.due is None:
            return t.Mark.NONE
        if one.untold:
            return t.Mark.DANGER
        return t.Mark.ATTENTION if one.due.is_now(now) else t.Mark.WAITING

    def asked(self, one: CriticalRow, now: datetime) -> str:
        """The sentence above the form."""
        if one.due is None:
            return self.state(one, now)
        by = when(iso(one.due.by), now)
        if one.due.what is not Asked.TELL:
            return self.tr("{what}, due {time}").format(what=text(f"critical_asked.{one.due.what.value}"), time=by)
        if one.due.is_late(now):
            return self.tr("The 2 hours are over and nobody was told. Tell them now; if nobody answers, ask the family, then the village.")
        return self.tr("Tell the resident or the family before {time}").format(time=by)

    def who(self, one: CriticalRow) -> str:
        """Name, age and place in one line."""
        return " ".join(part for part in (one.name, one.age_text, one.village) if part)

    def reach(self, one: CriticalRow) -> str:
        """Whom to call, in their order: resident, family, village."""
        phones = "、".join(f"{number}（{whose}）" if whose else number for number, whose in one.phones)
        head = self.tr("head of household {name}").format(name=one.householder) if one.householder else ""
        return " · ".join(part for part in (phones or self.tr("no phone known, ask the village"), head) if part)
