"""One row of a drug and stock list, read cell by cell; what cannot be read is a reason to refuse the row."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.domain.dates import read_date
from app.domain.ids import as_written, tidy
from app.domain.specification import Specification, read_specification
from app.services.list_rows import Reason, bare, words_of
from app.services.table_file import Cell

COLUMNS = "formulary_columns.toml"
_DEAREST_YUAN = Decimal(1_000_000)
_MOST = Decimal(10_000_000)
_MONTH = re.compile(r"(\d{4})(?:\D{1,2}(\d{1,2})\D?|(\d{2}))")
_YUAN = re.compile(r"^[¥￥]|元$|,")


@dataclass(frozen=True, slots=True)
class ListRow:
    """What a row says; None or '' = its cell is empty. ``price`` in yuan and ``stock`` in the row's ``unit``."""

    name: str
    trade: str
    form: str
    specification: Specification | None
    unit: str
    maker: str
    insurance: str
    price: Decimal | None
    batch: str
    expiry: date | None
    stock: Decimal | None


class RowReader:
    """Reads the cells of one row; ``reasons`` says what could not be read."""

    def __init__(self, cells: Mapping[str, Cell]) -> None:
        self._cells = cells
        self.reasons: list[Reason] = []

    def read(self) -> ListRow:
        """The row; it is to be refused where ``reasons`` is not empty."""
        row = ListRow(
            name=self._text("name"),
            trade=self._text("trade"),
            form=self._text("form"),
            specification=self._specification(),
            unit=self._text("unit"),
            maker=self._text("maker"),
            insurance=self._insurance(),
            price=self._number("price", _DEAREST_YUAN),
            batch=self._text("batch"),
            expiry=self._expiry(),
            stock=self._number("stock", _MOST),
        )
        self._together(row)
        return row

    def _together(self, row: ListRow) -> None:
        if not row.name:
            self._refuse("row_name")
        if self._cells.get("batch", Cell()).blunt:
            self._refuse("row_blunt_batch")
        dated = {"batch", "expiry"} & self._cells.keys()
        if row.stock and dated and not (row.batch and row.expiry) and not self.reasons:
            self._refuse("row_batch")

    def _specification(self) -> Specification | None:
        written = self._text("specification")
        found = read_specification(written) if written else None
        if found is None:
            self._refuse("row_specification", text=written or "—")
        return found

    def _insurance(self) -> str:
        written = self._text("insurance")
        found = words_of(COLUMNS)["insurance"].get(bare(written), "")
        if written and not found:
            self._refuse("row_insurance", text=written)
        return found

    def _number(self, field: str, most: Decimal) -> Decimal | None:
        written = _YUAN.sub("", tidy(self._text(field)))
        if not written:
            return None
        try:
            number = Decimal(written)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and 0 <= number <= most:
            return number
        self._refuse(f"row_{field}", text=written)
        return None

    def _expiry(self) -> date | None:
        written = self._text("expiry")
        found = read_expiry(written)
        if written and found is None:
            self._refuse("row_expiry", text=written)
        return found

    def _text(self, field: str) -> str:
        return as_written(self._cells.get(field, Cell()).text)[:100]

    def _refuse(self, code: str, **facts: object) -> None:
        self.reasons.append((code, facts))


def read_expiry(text: str) -> date | None:
    """The last day of use; of a month alone its last day (药品说明书和标签管理规定 第二十三条). None for what is no date."""
    day = read_date(text)
    if day is not None:
        return day
    found = _MONTH.fullmatch(tidy(text))
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or found[3])
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 and 2000 <= year <= 2100 else None


def fen(yuan: Decimal) -> int:
    """Whole fen, half a fen up."""
    return int((yuan * 100).to_integral_value(ROUND_HALF_UP))
