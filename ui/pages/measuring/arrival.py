"""A device's value that went to its resident: shown for some seconds with a way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.measurement import Measurement, MeasurementKind
from app.services.residents import Banner
from ui.pages.measuring.values import Written, whose, written


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whose it is, and by which device."""

    name: str
    sticker: str
    value: Written
    kind: MeasurementKind


def arrival_of(one: Measurement, banner: Banner, sticker: str, now: datetime) -> Arrival:
    """The note about a measurement."""
    return Arrival(banner.person.name, sticker, written(one, whose(banner, now)), one.kind)
