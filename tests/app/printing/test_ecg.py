"""The printed strip: true scale, gaps that show, sentences that must stand on it (H15, H38)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from app.printing.ecg import EcgSheet, LeadTrace, ecg_pdf
from app.printing.preview import PageImage, rasterise
from tests.app.printing.pages import pixel, plain

DPI = 254  # ten pixels a millimetre
HZ = 250
PAPER = range(320, 1750)  # rows of the grid


def strip(*leads: LeadTrace, rate: int | None = 75, symptoms: str = "") -> EcgSheet:
    return EcgSheet(
        *("八里台镇第三村卫生室", "王秀英", "女", "66岁", "101-00042", "2026-03-05 08:55:12", "心电贴 绿1"),
        leads,
        rate,
        "信号清楚",
        "0.5–40 Hz",
        symptoms,
    )


def lead(samples: Sequence[int | None], name: str = "I") -> LeadTrace:
    return LeadTrace(name, samples, HZ, 5_000)


def dark_rows(image: PageImage, x: int) -> list[int]:
    """Ink of the curve in one column of the grid."""
    return [y for y in PAPER if max(pixel(image, x, y)) < 90]


FLAT = lead([0] * (30 * HZ))


@pytest.mark.parametrize(
    ("leads", "sentence"),
    [
        (("I",), "单导联不能排除心肌梗死。有胸痛、出汗、晕厥→按急救处理"),
        (("I", "II", "III"), "3导联不能排除心肌梗死。有胸痛、出汗、晕厥→按急救处理"),
    ],
)
def test_what_the_strip_cannot_exclude(leads: tuple[str, ...], sentence: str) -> None:
    text = plain(ecg_pdf(strip(*(lead([0] * HZ, name) for name in leads))))
    assert sentence in text
    assert "本结果由设备自动测量，仅供参考，不作为诊断依据，须由执业医师判读" in text


def test_twelve_leads_carry_no_such_sentence() -> None:
    names = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
    text = plain(ecg_pdf(strip(*(lead([0] * HZ, name) for name in names))))
    assert "不能排除" not in text and all(f"{name}0s" in text for name in names)


def test_scale_filter_person_and_quality_stand_on_it() -> None:
    text = plain(ecg_pdf(strip(FLAT, rate=None)))
    for wanted in ("25mm/s·10mm/mV·0.5–40Hz", "王秀英", "66岁", "2026-03-0508:55:12", "信号清楚", "心率未能测出", "症状：未询问"):
        assert wanted in text
    assert "正常" not in text and "良好" not in text


def test_the_pulse_is_a_millivolt_high_and_a_fifth_of_a_second_wide() -> None:
    image = rasterise(ecg_pdf(strip(lead([0] * 10 * HZ))), DPI)[0]
    left = min(x for x in range(165, 290) if len(dark_rows(image, x)) > 60)
    right = max(x for x in range(165, 290) if len(dark_rows(image, x)) > 60)
    base = dark_rows(image, 170)[0]
    top = min(dark_rows(image, left + 20))
    assert (base - top) / 10 == pytest.approx(10, abs=0.4)
    assert (right - left) / 10 == pytest.approx(5, abs=0.4)


def test_the_curve_is_at_true_scale() -> None:
    """A square wave of 1 mV with a period of one second: 10 mm high, 25 mm long."""
    image = rasterise(ecg_pdf(strip(lead([200 if n % HZ < HZ // 2 else 0 for n in range(10 * HZ)]))), DPI)[0]
    edges = [x for x in range(300, 1300) if len(dark_rows(image, x)) > 60]
    falls = [x for n, x in enumerate(edges) if n == 0 or x - edges[n - 1] > 20]
    assert {round((b - a) / 10) for a, b in zip(falls, falls[2:], strict=False)} == {25}
    assert (max(dark_rows(image, falls[1])) - min(dark_rows(image, falls[1]))) / 10 == pytest.approx(10, abs=0.5)


def test_lead_off_is_a_gap_not_a_line() -> None:
    samples = [None if 4 * HZ <= n < 6 * HZ else round(20 * math.sin(n / 9)) for n in range(10 * HZ)]
    pdf = ecg_pdf(strip(lead(samples)))
    image = rasterise(pdf, DPI)[0]
    curve = 10 * (13.5 + 15)
    assert not any(dark_rows(image, round(curve + 250 * second)) for second in (4.5, 5, 5.5))
    assert all(dark_rows(image, round(curve + 250 * second)) for second in (1, 3.5, 7))
    assert "断续处为导联脱落" in plain(pdf)


def test_every_second_is_printed() -> None:
    text = plain(ecg_pdf(strip(FLAT)))
    assert all(f"I{second}s" in text for second in (0, 10, 20))
    assert len(rasterise(ecg_pdf(strip(*(lead([0] * 30 * HZ, name) for name in ("I", "II", "III")))))) == 3


def test_a_thirty_second_strip_can_be_sent_over_a_phone() -> None:
    beat = [round(200 * math.exp(-(((n % 200) - 60) ** 2) / 12) + 8 * math.sin(n * 1.7)) for n in range(30 * HZ)]
    assert len(ecg_pdf(strip(lead(beat)))) <= 60_000


def test_no_lead_is_an_error() -> None:
    with pytest.raises(ValueError, match="no lead"):
        ecg_pdf(strip())
