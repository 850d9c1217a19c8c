"""Class A in the words of an ECG report: what is named, and the rate or the pause stated beside it (clinical.md §3.8).

Where the list gives a rate (a block at ≤ 40) a report that states none counts as within it; what a report denies (未见)
is not there. A fast rate alone is judged in adults only (H18).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from app.rules.vitals import vitals_policy

_RATE = re.compile(r"(?:室率|心率|HR)[^0-9<>≤≥,;。]{0,4}([<>≤≥]?)(\d{2,3})(?:[-~](\d{2,3}))?")
_PAUSE = re.compile(r"(?:停搏|间歇|间期|停顿)[^0-9<>≤≥,;。]{0,6}([<>≤≥]?)(\d+(?:\.\d+)?)(MS|毫秒|S|秒)")
_UNTIMED_ARREST = re.compile(r"停搏(?![^0-9,;。]{0,6}\d)")
_MORE = frozenset({">", "≥"})
_MILLISECONDS = frozenset({"MS", "毫秒"})


def is_critical_report(words: str, child: bool = False) -> bool:
    """Whether a report is of class A. Without words, as nearly every value that is judged is, nothing is looked through."""
    if not words:
        return False
    text = _plain(words)
    rates, rules = _rates(text), _rules()
    return (
        _names(text, rules["named"])
        or (_names(text, rules["slow"]) and _all_within(rates, at_most=_limit("slow_at_most")))
        or any(_names(text, [one]) and _names(text, [other]) for one, other in rules["together"])
        or (_pre_excited_fibrillation(text) and _all_within(rates, over=_limit("rate_over")))
        or any(rate < _limit("rate_under") or (rate > _limit("rate_over") and not child) for rate in rates)
        or _pauses(text)
    )


def _plain(words: str) -> str:
    """One spelling: Ⅱ is II, ＞ is >, no blanks; without what the report denies."""
    text = unicodedata.normalize("NFKC", words).upper()
    text = re.sub(r"[\s_]", "", text).replace("大于", ">").replace("超过", ">").replace("小于", "<").replace("低于", "<")
    text = text.replace(">=", "≥").replace("<=", "≤").replace("⩾", "≥").replace("⩽", "≤")
    return str(re.sub(_rules()["denied"], "", text))


def _rates(text: str) -> tuple[Decimal, ...]:
    """Ventricular rates stated, /min; "over 180" is one more, "under 40" one less."""
    found = []
    for sign, low, high in _RATE.findall(text):
        found.append(_moved(Decimal(low), sign))
        found += [Decimal(high)] if high else []
    return tuple(found)


def _pauses(text: str) -> bool:
    lengths = [(sign, Decimal(number) / (1000 if unit in _MILLISECONDS else 1)) for sign, number, unit in _PAUSE.findall(text)]
    return bool(_UNTIMED_ARREST.search(text)) or any(_moved(seconds, sign) > _limit("pause_over_seconds") for sign, seconds in lengths)


def _moved(number: Decimal, sign: str) -> Decimal:
    """A number as the side of it that the sign means: ``>3`` and ``≥3`` lie above 3, ``<40`` below 40."""
    return number + (1 if sign in _MORE else -1 if sign == "<" else 0)


def _all_within(rates: Iterable[Decimal], at_most: Decimal | None = None, over: Decimal | None = None) -> bool:
    """Whether any stated rate meets the limit; none stated meets it too."""
    stated = tuple(rates)
    return not stated or any((at_most is not None and rate <= at_most) or (over is not None and rate > over) for rate in stated)


def _pre_excited_fibrillation(text: str) -> bool:
    return all(_names(text, [pattern]) for pattern in _rules()["pre_excited"])


def _names(text: str, patterns: Iterable[str]) -> bool:
    return any(re.search(pattern, text) for pattern in patterns)


def _limit(name: str) -> Decimal:
    return Decimal(_rules()[name])


@cache
def _rules() -> dict[str, Any]:
    return dict(vitals_policy()["critical"]["ecg"])
