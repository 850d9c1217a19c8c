"""How often a medicine is taken: codes, the words patients read, and times a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cache

from app.rules.shipped import shipped_toml

_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Frequency:
    """``times`` in ``every_days`` days. ``once``: a single dose; ``as_needed``: the line says for what and how often at most."""

    code: str
    words: str
    times: int
    every_days: int = 1
    once: bool = False
    as_needed: bool = False

    @property
    def per_day(self) -> Decimal | None:
        """Times a day, rounded down so that seven days of a weekly drug are one dose, not two; None = as needed."""
        if self.as_needed:
            return None
        return (Decimal(self.times) / self.every_days).quantize(_PLACES, ROUND_DOWN).normalize()

    @property
    def shown(self) -> str:
        """``每日1次（qd）``."""
        return f"{self.words}（{self.code}）"


@cache
def frequencies() -> Mapping[str, Frequency]:
    """All by code, in the order of the list that doctors choose from."""
    return {row["code"]: Frequency(**row) for row in shipped_toml("frequencies.toml")["frequency"]}
