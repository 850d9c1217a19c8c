"""A review reduced to what the tests compare."""

from __future__ import annotations

from app.rules.engine import evaluate
from app.rules.facts import RxContext
from app.rules.pack import Pack
from tests.shipped_pack import shipped_pack

_PACK = shipped_pack()


def codes(context: RxContext, prefix: str = "", pack: Pack = _PACK) -> list[tuple[str, str]]:
    """(code, severity) of the objections, those that begin with a prefix."""
    return sorted((found.code, found.severity.value) for found in evaluate(context, pack).objections if found.code.startswith(prefix))
