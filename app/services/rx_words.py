"""The words of a prescription line: how a dose and its use read on paper and on the screen."""

from __future__ import annotations

from decimal import Decimal

from app.domain.amounts import amount_text, plain_number
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.rules.wording import load_words

_PIECES = frozenset({"片", "粒", "丸", "袋", "枚"})
_POURED = "mL"
_SMALL, _TENTH, _HUNDREDTH = Decimal(2), Decimal("0.1"), Decimal("0.01")
_UNSTATED = "—"


def dose_text(product: Product, single: Decimal | None) -> str:
    """``5 mg(1片)``, ``80万U``, ``2片``; of a syrup also what is poured: ``150 mg(7.5 mL)``, small amounts to a hundredth."""
    if single is None:
        return _UNSTATED
    text = amount_text(single, product.dose_unit)
    if product.pack_unit == _POURED != product.dose_unit and product.strength:
        poured = single / product.strength
        return f"{text}（{plain_number(poured.quantize(_HUNDREDTH if poured < _SMALL else _TENTH))} mL）"
    countable = product.pack_unit in _PIECES and product.strength and not product.dose_unit.startswith("{")
    if not countable or product.strength is None:
        return text
    pieces = single / product.strength
    return f"{text}（{plain_number(pieces)}{product.pack_unit}）" if pieces * 4 == int(pieces * 4) else text


def usage_text(
    product: Product, single: Decimal | None, frequency: str, route: str, days: int | None, as_needed: str, most: Decimal | None
) -> str:
    """``每次5 mg（1片），每日1次（qd），口服，28天``; as needed: ``必要时（胸痛时），每次0.5 mg（1片），每日最多3次，舌下含服``."""
    known = frequencies().get(frequency)
    dose = f"每次{dose_text(product, single)}"
    route_word = load_words("zh_CN").word("route", route) if route else _UNSTATED
    if known is not None and known.as_needed:
        limit = f"每日最多{plain_number(most)}次" if most else ""
        parts = [f"{known.words}（{as_needed}）" if as_needed else known.words, dose, limit, route_word, _days(days)]
    else:
        parts = [dose, known.shown if known is not None else _UNSTATED, route_word, "" if known is not None and known.once else _days(days)]
    return "，".join(part for part in parts if part)


def _days(days: int | None) -> str:
    return "" if not days else f"{days}天"
