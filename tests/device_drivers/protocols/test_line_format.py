"""Lines read by a column map: round trips of the shipped formats, damaged lines, streams cut anywhere."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers import kiosks
from device_drivers.protocols import line_format
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.line_format import Column, LineFormat, Void
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

TABLES = kiosks.tables([])
FORMATS = [(shape, table.examples[key]) for table in TABLES.values() for key, shape in table.formats.items()]
NAMES = [key for table in TABLES.values() for key in table.formats]
FORMAT5 = TABLES["omron-hbp"].formats["format5"]
R1 = TABLES["terumo"].formats["r1"]
LINE = b"bp,99999999999999999999,2023/04/27,15:06,140,098,077,068,3\r\n"
TERUMO = TABLES["terumo"].examples["r1"]


def simple(**more: object) -> LineFormat:
    columns = (Column(re.compile(r"\d+"), "systolic", "mmHg"), Column(re.compile(r"\d+"), "diastolic", "mmHg"))
    return LineFormat(end=b"\n", columns=columns, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("shape", "example"), FORMATS, ids=NAMES)
@given(noise=st.binary(max_size=8), cuts=st.lists(st.integers(0, 300), max_size=6))
@relaxed
def test_fragmentation_makes_no_difference(shape: LineFormat, example: bytes, noise: bytes, cuts: list[int]) -> None:
    data = example + noise + example[: len(example) // 2] + example
    assert fed(line_format.stream(shape), pieces(data, cuts)) == fed(line_format.stream(shape), [data])


@pytest.mark.parametrize(("shape", "example"), FORMATS, ids=NAMES)
@given(data=st.binary(max_size=80))
@relaxed
def test_any_bytes_are_refused_in_an_orderly_way(shape: LineFormat, example: bytes, data: bytes) -> None:
    for text in (data, example + data, data + example):
        with suppress(Refused, Quarantine, Void):
            assert line_format.decode(shape, text).values
    fed(line_format.stream(shape), [data])


def test_half_a_line_does_not_swallow_the_next_one() -> None:
    found = line_format.stream(FORMAT5).feed(LINE[:30] + LINE)
    assert found == [Refusal("unknown", LINE[:30]), LINE]


def test_noise_in_front_of_a_line_without_a_mark() -> None:
    found = line_format.stream(simple()).feed(b"\xfe\x0012,8\n")
    assert found == [Refusal("unknown", b"\xfe\x00"), b"12,8\n"]


def test_a_line_that_never_ends_is_given_up() -> None:
    stream = line_format.stream(FORMAT5)
    stream.feed(b"bp," + b"9" * 2000)
    assert stream.pending < 2 * line_format.LONGEST + 256


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "short"),
        (b"b", "short"),
        (LINE[:-1], "short"),
        (LINE[:-2], "short"),
        (LINE + b"\r\n", "length"),
        (b"xp," + LINE[3:], "unknown"),
        (LINE.replace(b",3\r", b"\r"), "short"),
        (LINE.replace(b",3\r", b",3,4\r"), "length"),
        (LINE.replace(b"140", b"14"), "unknown"),
        (LINE.replace(b"140", b"1-0"), "unknown"),
        (LINE.replace(b"9,2023", b",2023"), "unknown"),
        (LINE.replace(b"068", b"\xb268"), "unknown"),
    ],
)
def test_refused_lines(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        line_format.decode(FORMAT5, data)
    assert refused.value.reason == reason


def test_a_month_no_year_has_is_quarantined() -> None:
    with pytest.raises(Quarantine):
        line_format.decode(FORMAT5, LINE.replace(b"/04/", b"/13/"))


def test_a_date_of_zeros_is_unknown() -> None:
    line = line_format.decode(FORMAT5, LINE.replace(b"2023/04/27", b"0000/00/00"))
    assert line.time == DeviceTime(None, None, None, 15, 6, None)


@given(st.integers(0, len(TERUMO) - 1), st.integers(1, 255))
@relaxed
def test_one_wrong_byte_is_no_terumo_result(at: int, flip: int) -> None:
    """H2: the sum sees every single wrong byte."""
    wrong = TERUMO[:at] + bytes((TERUMO[at] ^ flip,)) + TERUMO[at + 1 :]
    with pytest.raises(Refused):
        line_format.decode(R1, wrong)


def test_a_line_that_says_it_has_no_result() -> None:
    with pytest.raises(Void):
        line_format.decode(FORMAT5, LINE.replace(b"140,098,077", b"000,000,000"))


def test_columns_may_follow_where_the_format_says_so() -> None:
    assert line_format.decode(simple(more=True), b"120,80,7\n").number("diastolic") == 80
    with pytest.raises(Refused):
        line_format.decode(simple(), b"120,80,7\n")


def test_a_value_that_is_no_number_is_refused_whatever_the_expression_says() -> None:
    loose = LineFormat(end=b"\n", columns=(Column(re.compile(".*"), "systolic", "mmHg"),))
    with pytest.raises(Refused):
        line_format.decode(loose, b"high\n")


def test_a_line_without_a_time_has_none() -> None:
    line = line_format.decode(simple(), b"120,80\n")
    assert line.time is None and line.number("pulse") is None
