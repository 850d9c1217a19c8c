"""Templates of prescriptions: each version written once, those of an institution read together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from app.domain.herbs import Decoction, Herb
from app.domain.rx_template import RxTemplate, TemplateLine, TemplateScope, standing
from app.store.once import Once, Written
from app.store.tables.rx_templates import rx_template

_NUMBERS = frozenset({"single", "per_day", "grams"})
"""Decimals, kept as text."""


def _text_of(value: Any) -> str:
    """Dataclasses as JSON; empty fields left out."""
    told = [_row(one) for one in value] if isinstance(value, tuple) else None if value is None else _row(value)
    return json.dumps(told, ensure_ascii=False)


def _row(one: Any) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(one).items() if value is not None and value != ""}
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in kept.items()}


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in _NUMBERS else value for name, value in row.items()}


_BARE_LINE = {"name": "", "strength": "", "single": None, "dose_unit": ""}


def _lines(text: str) -> tuple[TemplateLine, ...]:
    return tuple(TemplateLine(**{**_BARE_LINE, **_numbers(row)}) for row in json.loads(text))


def _herbs(text: str) -> tuple[Herb, ...]:
    return tuple(Herb(**_numbers(row)) for row in json.loads(text))


def _decoction(text: str) -> Decoction | None:
    found = json.loads(text)
    return None if found is None else Decoction(**found)


TEMPLATES = Once(
    rx_template,
    RxTemplate,
    {"scope": TemplateScope},
    frozenset({"replaces"}),
    {"lines": Written(_text_of, _lines), "herbs": Written(_text_of, _herbs), "decoction": Written(_text_of, _decoction)},
)
_OFFERED = (
    select(rx_template)
    .where(
        rx_template.c.organization == bindparam("organization"),
        or_(rx_template.c.scope == TemplateScope.SITE.value, rx_template.c.by == bindparam("by")),
    )
    .order_by(rx_template.c.at, rx_template.c.id)
)


def offered(conn: Connection, organization: str, practitioner: str) -> tuple[RxTemplate, ...]:
    """What stands of an institution's own and of somebody's, the oldest version first."""
    rows = conn.execute(_OFFERED, {"organization": organization, "by": practitioner}).mappings()
    return standing(TEMPLATES.read(row) for row in rows)
