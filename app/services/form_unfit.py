"""What was measured with a meter that was not in order: it fills no form and decides no class, and the sheet names it (H39)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.amounts import plain_number
from app.domain.measurement import Measurement
from app.domain.units import METER_SHOWS
from app.rules.values import in_unit

_PARTS = {"fasting": "fasting", "postprandial": "other", "random": "other"}


def unfit_values(found: Iterable[Measurement]) -> Mapping[str, tuple[str, str]]:
    """Value as shown and the first reason, by what a field calls it (``glucose.fasting``); of several the first one given."""
    told: dict[str, tuple[str, str]] = {}
    for one in found:
        value, part = one.value("glucose"), _PARTS.get(one.context, "")
        number = in_unit(value, "mmol/L")
        shown = "" if value is None else METER_SHOWS.get(value.comparator, "") or ("" if number is None else plain_number(number))
        if shown and part:
            told.setdefault(f"glucose.{part}", (shown, one.unfit[0]))
    return told
