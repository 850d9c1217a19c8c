"""Two fields for the first and the last day of a list; what is typed counts as soon as a field is left."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal

from app.domain.dates import read_date
from ui.widgets.fields import NumberField, labelled

WIDE = 110


class DaySpan(QObject):
    """`chosen(first, last)` with two dates, in the order they stand; `unreadable(text)` of a field that holds none.

    ``parts``: both fields with their words, for a line that wraps.
    """

    chosen = Signal(object, object)
    unreadable = Signal(str)

    def __init__(self, parent: QObject, words: tuple[str, str]) -> None:
        super().__init__(parent)
        self.first, self.last = (NumberField(word, width=WIDE) for word in words)
        self._fields = (self.first, self.last)
        self.parts = tuple(labelled(word, field) for word, field in zip(words, self._fields, strict=True))
        self._followed: tuple[date, date] | None = None
        for field in self._fields:
            field.editingFinished.connect(self._edited)

    @property
    def wrong(self) -> bool:
        """Whether the fields hold no two dates in their order."""
        first, last = (read_date(field.text()) for field in self._fields)
        return first is None or last is None or last < first

    def follow(self, first: date, last: date) -> None:
        """Show what counts. A field that is being written keeps its text, one that holds no date until other days count."""
        same, self._followed = self._followed == (first, last), (first, last)
        for field, day in zip(self._fields, (first, last), strict=True):
            if not field.hasFocus() and not (same and read_date(field.text()) is None):
                field.setText(day.isoformat())
                field.set_state("")

    def _edited(self) -> None:
        if self._followed is not None and [field.text() for field in self._fields] == [day.isoformat() for day in self._followed]:
            return
        days = [read_date(field.text()) for field in self._fields]
        for field, day in zip(self._fields, days, strict=True):
            field.set_state("danger" if day is None else "")
        wrong = next((field.text() for field, day in zip(self._fields, days, strict=True) if day is None), None)
        if wrong is None:
            self.chosen.emit(*days)
        else:
            self.unreadable.emit(wrong)
