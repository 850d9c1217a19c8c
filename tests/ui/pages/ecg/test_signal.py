"""Blocks of several leads become rows for the pen; lead-off is seen within half a second."""

from device_drivers.readings import EcgBlock
from ui.pages.ecg.signal import LONGEST_GAP_S, LiveSignal

HZ = 100


def block(first: int, samples: list[int | None], lead: str = "I", device: str = "ble:a") -> EcgBlock:
    return EcgBlock(device, lead, float(HZ), 1000, first, tuple(samples), 70)


def test_a_new_lead_device_or_rate_asks_for_clean_paper() -> None:
    signal = LiveSignal()
    assert [signal.take(block(0, [1] * 10)), signal.take(block(10, [1] * 10)), signal.take(block(0, [1], "II"))] == [True, False, True]
    assert list(signal.leads) == ["I", "II"]
    assert signal.take(block(0, [1], device="ble:b")) and list(signal.leads) == ["I"]


def test_rows_go_out_side_by_side() -> None:
    signal = LiveSignal()
    signal.take(block(0, [5], "I"))
    signal.take(block(0, [5], "II"))
    signal.rows()
    signal.take(block(1, [5] * 30, "I"))
    signal.take(block(1, [5] * 20, "II"))
    assert [len(row) for row in signal.rows()] == [20, 20]


def test_a_lead_that_comes_later_is_drawn_at_its_own_time() -> None:
    signal = LiveSignal()
    signal.take(block(0, [5] * 30, "I"))
    signal.take(block(20, [5] * 10, "II"))
    assert [len(row) for row in signal.rows()] == [10, 10]
    assert [len(row) for row in signal.rows()] == [0, 0]


def test_lost_samples_are_a_gap_and_never_more_than_ten_seconds() -> None:
    signal = LiveSignal()
    signal.take(block(0, [5] * 10))
    signal.rows()
    signal.take(block(30, [5] * 10))
    row = signal.rows()[0]
    assert row[:20] == [None] * 20 and len(row) == 30 and None not in row[20:]
    signal.take(block(1_000_000, [5]))
    assert len(signal.rows()[0]) == LONGEST_GAP_S * HZ + 1


def test_an_electrode_that_is_off_is_named_and_comes_back() -> None:
    signal = LiveSignal()
    signal.take(block(0, [5] * 50))
    signal.take(block(50, [None] * 30))
    assert list(signal.off) == []
    signal.take(block(80, [None] * 30))
    assert list(signal.off) == ["I"]
    signal.take(block(110, [None, 5]))
    assert list(signal.off) == []
