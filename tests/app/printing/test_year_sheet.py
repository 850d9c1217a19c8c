"""The year on paper: one page, whatever is or is not known, names of medicines clear of the points."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.printing.preview import rasterise
from app.printing.year_sheet import Plot, PlotPoint, YearSheet, year_sheet_pdf
from tests.app.printing.pages import plain

END = date(2026, 3, 5)
SAID = ("最近一次在卫生室量的血压是156/84，2026年3月3日量的。比目标（上压低于150，下压低于90）高，请按时吃药、少吃盐，按约定来复查。",) * 5


def sheet(*plots: Plot) -> bytes:
    return year_sheet_pdf(YearSheet("柳树村卫生室", "0371-6543210", "王秀英", "67岁", END, plots, SAID))


def pressures(count: int, home: int = 0) -> tuple[PlotPoint, ...]:
    here = [PlotPoint(END - timedelta(days=n * 29), 84, 150 + n) for n in range(count)]
    return tuple(here + [PlotPoint(END - timedelta(days=n), 80, 138, True) for n in range(home)])


@pytest.mark.parametrize(
    "plots",
    [
        (
            Plot("血压（mmHg）", pressures(12, 6), (90, 150), ((END - timedelta(days=200), "苯磺酸氨氯地平片"), (END, "厄贝沙坦片"))),
            Plot("空腹血糖", (), None),
        ),
        (Plot("血压（mmHg）", (), (90, 150)), Plot("空腹血糖", (PlotPoint(END, 6.4),), (4.4, 7.0))),
        (Plot("血压（mmHg）", pressures(1), None), Plot("空腹血糖", (PlotPoint(END, 33.3), PlotPoint(END, 2.1)), None)),
    ],
)
def test_it_is_one_page_with_both_charts_and_all_sentences(plots: tuple[Plot, ...]) -> None:
    pdf = sheet(*plots)
    text = plain(pdf)
    assert len(rasterise(pdf, 40)) == 1
    assert all(plot.title in text for plot in plots) and "5." in text
    assert ("最近12个月没有量过" in text) == any(not plot.points for plot in plots)
    assert ("竖线" in text) == any(plot.marks for plot in plots)


def test_a_change_of_medicine_longer_ago_than_a_year_is_left_out() -> None:
    old = Plot("血压（mmHg）", pressures(3), (90, 150), ((END - timedelta(days=500), "硝苯地平片"),))
    assert "硝苯地平片" not in plain(sheet(old, Plot("空腹血糖", (), None)))
