"""Cells of a drug list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.services.formulary_rows import RowReader, fen, read_expiry
from app.services.table_file import Cell

GOOD = {
    "name": "阿莫西林胶囊",
    "specification": "0.25g*24粒/盒",
    "unit": "盒",
    "price": "¥12.60",
    "insurance": "甲类",
    "batch": "2403",
    "expiry": "2027-01",
}


def read(**cells: str) -> tuple[RowReader, object]:
    reader = RowReader({field: Cell(text) for field, text in cells.items()})
    return reader, reader.read()


def test_a_row_is_read() -> None:
    reader = RowReader({field: Cell(text) for field, text in (GOOD | {"stock": "1,012"}).items()})
    row = reader.read()
    assert reader.reasons == [] and (row.price, row.stock, row.insurance, row.expiry) == (
        Decimal("12.60"),
        Decimal(1012),
        "甲",
        date(2027, 1, 31),
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"name": " "}, "row_name"),
        ({"specification": "约5mg"}, "row_specification"),
        ({"specification": ""}, "row_specification"),
        ({"insurance": "丁"}, "row_insurance"),
        ({"price": "面议"}, "row_price"),
        ({"price": "-1"}, "row_price"),
        ({"price": "NaN"}, "row_price"),
        ({"price": "1e9"}, "row_price"),
        ({"stock": "若干"}, "row_stock"),
        ({"expiry": "2027-13"}, "row_expiry"),
        ({"expiry": "2月"}, "row_expiry"),
        ({"stock": "3", "expiry": ""}, "row_batch"),
        ({"stock": "3", "batch": ""}, "row_batch"),
    ],
)
def test_what_cannot_be_read_is_a_reason(cells: dict[str, str], code: str) -> None:
    reader, _ = read(**(GOOD | cells))
    assert [reason for reason, _ in reader.reasons] == [code]


def test_a_batch_that_lost_its_digits_is_refused() -> None:
    reader = RowReader({field: Cell(text, blunt=field == "batch") for field, text in GOOD.items()})
    reader.read()
    assert reader.reasons == [("row_blunt_batch", {})]


def test_a_list_that_knows_no_batches_may_tell_stock() -> None:
    reader, _ = read(name="甲", specification="5mg*28片/盒", stock="3")
    assert reader.reasons == []


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2027-01-15", date(2027, 1, 15)),
        ("2027年2月", date(2027, 2, 28)),
        ("2028.02", date(2028, 2, 29)),
        ("202701", date(2027, 1, 31)),
        ("20270115", date(2027, 1, 15)),
        ("2027", None),
        ("1027-01", None),
        ("", None),
    ],
)
def test_a_month_lasts_to_its_last_day(written: str, last: date | None) -> None:
    assert read_expiry(written) == last


def test_yuan_are_rounded_to_whole_fen() -> None:
    assert (fen(Decimal("12.605")), fen(Decimal("0.004"))) == (1261, 0)
