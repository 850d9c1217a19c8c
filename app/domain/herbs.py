"""Decoction pieces (中药饮片): what a doctor types in one line, and how the decoction is made and taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.errors import KnownError

PREFIX = "herb:"
"""A line's drug is this and the herb's name: decoction pieces are known by name, not by product."""
WAYS = ("先煎", "后下", "包煎", "另煎", "烊化", "冲服", "兑服", "打碎", "捣碎")
"""脚注 of a herb (处方管理办法 art. 6: 调剂、煎煮的特殊要求注明在药品右上方)."""
METHODS = ("水煎服", "颗粒剂冲服", "外用煎洗")
USES = ("每日1剂，分2次温服", "每日1剂，分3次温服", "每日1剂，早晚外洗", "隔日1剂，分2次温服")
MOST_HERBS = 40
MOST_DOSES = 30
_MOST_GRAMS = Decimal(500)
_ONE = re.compile(rf"([\u3400-\u9fff]{{1,10}}?)({'|'.join(WAYS)})?(\d+(?:\.\d+)?)(?:g|克|G)?({'|'.join(WAYS)})?")
_BETWEEN = re.compile(r"[\s,，、;；。()（）]+")


@dataclass(frozen=True, slots=True)
class Herb:
    """One herb of a decoction: grams in one 剂, and how it is treated apart from the others ('' = with them)."""

    name: str
    grams: Decimal
    way: str = ""

    @property
    def drug(self) -> str:
        """As the lines of a sheet name it."""
        return PREFIX + self.name


@dataclass(frozen=True, slots=True)
class Decoction:
    """Of all herbs of a sheet: how many 剂, made and taken how."""

    doses: int = 7
    method: str = METHODS[0]
    use: str = USES[0]


def read_herbs(text: str) -> tuple[Herb, ...]:
    """``黄芪30 党参15 附子9先煎`` in the order typed; blanks and commas may be left out.

    Raises KnownError ``herb_unread`` (what could not be read), ``herb_twice``, ``herb_amount`` or ``herb_many``.
    """
    rest, herbs = _BETWEEN.sub("", text), []
    while rest:
        found = _ONE.match(rest)
        if found is None:
            raise KnownError("herb_unread", given=rest[:12])
        herbs.append(Herb(found[1], Decimal(found[3]), found[2] or found[4] or ""))
        rest = rest[found.end() :]
    return checked(herbs)


def checked(herbs: Iterable[Herb]) -> tuple[Herb, ...]:
    """The herbs of one sheet. Raises KnownError ``herb_twice``, ``herb_amount`` or ``herb_many``."""
    known: dict[str, Herb] = {}
    for herb in herbs:
        if herb.name in known:
            raise KnownError("herb_twice", herb=herb.name)
        if not 0 < herb.grams <= _MOST_GRAMS:
            raise KnownError("herb_amount", herb=herb.name, limit=_MOST_GRAMS)
        known[herb.name] = herb
    if len(known) > MOST_HERBS:
        raise KnownError("herb_many", limit=MOST_HERBS)
    return tuple(known.values())


def herbs_text(herbs: Iterable[Herb]) -> str:
    """As :func:`read_herbs` reads it back."""
    return " ".join(f"{herb.name}{herb.grams:f}{herb.way}" for herb in herbs)
