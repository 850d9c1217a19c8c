"""The periods of 统计 that have a name, one key each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from ui.pages.period_model import Span
from ui.widgets.choice_bar import ChoiceBar


def span_choice(choose: Callable[[Span], object]) -> ChoiceBar:
    """``choose`` is told the period that was pressed."""
    words = {
        Span.MONTH: QCoreApplication.translate("SpanChoice", "This month"),
        Span.QUARTER: QCoreApplication.translate("SpanChoice", "This quarter"),
        Span.LAST_QUARTER: QCoreApplication.translate("SpanChoice", "Last quarter"),
        Span.YEAR: QCoreApplication.translate("SpanChoice", "This year"),
    }
    made = ChoiceBar(QCoreApplication.translate("SpanChoice", "Days"), [(one.value, word) for one, word in words.items()])
    made.chosen.connect(lambda key: choose(Span(key)))
    return made
