"""H19: 斤/kg, 尺/cm, 万U/U, 片/mg and spoken numbers in the entry fields."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import fields
from app.domain.fields import Entry, FieldError

HEIGHTS = {
    "156": "156", "1.56": "156", "１５６": "156", "156cm": "156", "156 厘米": "156", "1.56m": "156", "1.56米": "156",
    "1米56": "156", "1米5": "150", "一米五六": "156", "一米六": "160", "一百五十六": "156", "1。56": "156",
    "4尺7": "157", "五尺二": "173", "5.2尺": "173", "92.5": "92.5", "两米": "200",
}  # fmt: skip
WAISTS = {
    "85": "85", "85cm": "85", "2.6尺": "87", "2尺6": "87", "2尺6寸": "87", "二尺六寸": "87", "两尺六": "87", "2尺半": "83", "３尺": "100",
    "0.86米": "86", "八十五": "85",
}  # fmt: skip
WEIGHTS = {
    "61.5": "61.5", "61.5kg": "61.5", "123斤": "61.5", "24斤": "12.0", "二十四斤": "12.0", "二十四斤半": "12.25",
    "24公斤": "24.0", "12千克": "12.0", "6斤4两": "3.2", "六斤四两": "3.2", "3200g": "3.2", "3200克": "3.2", "一百二十三斤": "61.5",
    "一百二斤": "60.0", "一百零五斤": "52.5", "１２３斤": "61.5", "12.3 KG": "12.3", "123，5斤": "61.75",
}  # fmt: skip
TEMPERATURES = {
    "37.5": "37.5", "37.5℃": "37.5", "37度5": "37.5", "三十七度五": "37.5", "38度": "38.0", "99.5F": "37.5", "99.5℉": "37.5", "３６．８": "36.8",
}  # fmt: skip
GLUCOSES = {"7.8": "7.8", "7.8mmol/L": "7.8", "140mg/dl": "7.8", "140 mg/dL": "7.8", "５．６": "5.6", "七点八": "7.8"}
TABLE: list[tuple[Callable[[str], Entry], dict[str, str]]] = [
    (fields.read_height, HEIGHTS),
    (fields.read_waist, WAISTS),
    (fields.read_weight, WEIGHTS),
    (fields.read_temperature, TEMPERATURES),
    (fields.read_egfr, {"28": "28", "58.5 mL/min/1.73m²": "58.5", "９０": "90"}),
    (fields.read_glucose, GLUCOSES),
]
ROWS = [(reader, text, value) for reader, table in TABLE for text, value in table.items()]


@pytest.mark.parametrize(("reader", "text", "value"), ROWS)
def test_measurement_fields(reader: Callable[[str], Entry], text: str, value: str) -> None:
    entry = reader(text)
    assert entry.value == Decimal(value)
    assert entry.echo.split()[0] == f"{entry.value:f}"


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 60


@pytest.mark.parametrize(
    ("text", "unit", "strength", "value"),
    [
        ("80万U", "[iU]", None, "800000"),
        ("8万单位", "[iU]", None, "80000"),
        ("八十万单位", "[iU]", None, "800000"),
        ("160万", "[iU]", None, "1600000"),
        ("10u", "[iU]", None, "10"),
        ("0.5g", "mg", None, "500"),
        ("500", "mg", None, "500"),
        ("50ug", "mg", None, "0.05"),
        ("50μg", "ug", None, "50"),
        ("250mg", "g", None, "0.25"),
        ("1片", "mg", "5", "5"),
        ("半片", "mg", "25", "12.5"),
        ("两粒", "mg", "250", "500"),
        ("10丸", "{pill}", "1", "10"),
        ("2片", "{tbl}", None, "2"),
        ("10毫升", "mL", None, "10"),
    ],
)
def test_doses(text: str, unit: str, strength: str | None, value: str) -> None:
    entry = fields.read_dose(text, unit, Decimal(strength) if strength else None)
    assert (entry.value, entry.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(("text", "value"), [("7.5ml", "150"), ("7.5毫升", "150"), ("150mg", "150"), ("150", "150"), ("0.15g", "150")])
def test_a_syrup_may_be_told_in_millilitres(text: str, value: str) -> None:
    """20 mg in one mL."""
    assert fields.read_dose(text, "mg", Decimal(20), "mL").value == Decimal(value)


def test_millilitres_of_a_tablet_are_refused() -> None:
    with pytest.raises(FieldError):
        fields.read_dose("5ml", "mg", Decimal(250), "片")


@pytest.mark.parametrize(("text", "unit"), [("10ml", "mg"), ("5mg", "[iU]"), ("1片", "mg"), ("", "mg"), ("一些", "mg"), ("80万U", "mg")])
def test_a_dose_in_a_unit_that_does_not_fit_is_refused(text: str, unit: str) -> None:
    with pytest.raises(FieldError):
        fields.read_dose(text, unit)


@pytest.mark.parametrize(
    ("text", "pair", "converted"),
    [
        ("142/90", (142, 90), False),
        ("142 90", (142, 90), False),
        ("１４２／９０", (142, 90), False),
        ("142-90mmHg", (142, 90), False),
        ("18.9/12.0kPa", (142, 90), True),
        ("18.7/12千帕", (140, 90), True),
        ("50/30", (50, 30), False),
    ],
)
def test_blood_pressure(text: str, pair: tuple[int, int], converted: bool) -> None:
    entry = fields.read_pressure(text)
    assert [entry.systolic, entry.diastolic] == list(pair)
    assert entry.converted == converted
    assert entry.echo.endswith("mmHg")


def test_kpa_without_its_name_is_asked_back() -> None:
    with pytest.raises(FieldError) as caught:
        fields.read_pressure("18.9/12.0")
    assert caught.value.code == "field_unit_unclear"


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (fields.read_height, "5.2", "field_unit_unclear"),
        (fields.read_waist, "2.6", "field_unit_unclear"),
        (fields.read_weight, "很重", "field_number"),
        (fields.read_weight, "", "field_number"),
        (fields.read_height, "156斤", "field_number"),
        (fields.read_temperature, "37,", "field_number"),
        (fields.read_glucose, "HI", "field_number"),
        (fields.read_weight, "9" * 40, "field_number"),
        (fields.read_temperature, "9" * 30 + "F", "field_number"),
        (fields.read_height, "一" * 10_000, "field_number"),
    ],
)
def test_what_cannot_be_read_is_refused_not_guessed(reader: Callable[[str], Entry], text: str, code: str) -> None:
    with pytest.raises(FieldError) as caught:
        reader(text)
    assert caught.value.code == code


def test_echo_tells_of_a_conversion() -> None:
    entry = fields.read_weight("24斤")
    assert (entry.echo, entry.converted) == ("12.0 kg", True)
    assert not fields.read_weight("12").converted
    assert fields.read_count("97%", "%").echo == "97 %"
    assert fields.read_count("76次/分", "/min").value == 76


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    readers = (fields.read_height, fields.read_waist, fields.read_weight, fields.read_temperature, fields.read_glucose)
    for reader in (*readers, fields.read_pressure, lambda t: fields.read_dose(t, "mg"), lambda t: fields.read_count(t, "/min")):
        try:
            reader(text)
        except FieldError as refused:
            assert refused.code.startswith("field_")
