"""When a known device is connected again: back-off, silence, wishes."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import cast

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.manifest import Opening
from device_drivers.readings import EcgBlock, KnownDevice
from device_drivers.runner import Runner
from device_drivers.watch import EMPTY_SECONDS, FAILURE_SECONDS, Watch


def watch(driver: str = "ble-blood-pressure") -> Watch:
    return Watch(KnownDevice("ble:X", driver, "x", "X", last_sequence=3), registry.driver(driver))


def session(readings: int, block: EcgBlock | None = None, sequence: int | None = 3, last: bytes = b"") -> Runner:
    return cast(Runner, SimpleNamespace(key=b"", readings=readings, ends=(b"first", last), block=block, latest_sequence=sequence))


def end(known: Watch, now: float, failed: Reason | None, readings: int) -> float:
    known.runner = session(readings)
    return known.ended(now, failed)


def test_failures_wait_longer_and_longer() -> None:
    known = watch()
    pauses = [end(known, 0.0, Reason.LOST, 0) for _ in range(8)]
    assert pauses == [*FAILURE_SECONDS, 60.0, 60.0]
    assert end(known, 0.0, None, 1) == 0.0
    assert end(known, 0.0, Reason.LOST, 0) == FAILURE_SECONDS[0]


def test_a_device_that_always_advertises_is_not_asked_all_the_time() -> None:
    known = watch()
    assert [end(known, 0.0, None, 0) for _ in range(3)] == list(EMPTY_SECONDS[:3])
    assert not known.may_connect(1.0)


def test_a_device_that_tells_its_whole_memory_again_is_not_asked_all_the_time() -> None:
    """A TaiDoc that ignores its power-off, a FORA without "since": the same forty records for as long as it advertises."""
    known = watch()
    for readings, last, pause in ((40, b"a", 0.0), (40, b"a", EMPTY_SECONDS[0]), (40, b"a", EMPTY_SECONDS[1]), (41, b"b", 0.0)):
        known.runner = session(readings, last=last)
        assert known.ended(0.0, None) == pause
    known.runner = session(41, last=b"c")  # full: the oldest went, a new one came
    assert known.ended(0.0, None) == 0.0


def test_an_advert_after_a_silence_is_news() -> None:
    known = watch()
    known.heard(0.0)
    end(known, 1.0, Reason.LOST, 0)
    known.heard(1.5)
    assert not known.may_connect(1.5)
    known.heard(9.0)
    assert known.may_connect(9.0)


def test_a_stream_is_connected_only_while_it_is_wished() -> None:
    patch = watch("lepu-er1")
    patch.heard(0.0)
    assert not patch.may_connect(0.0)
    patch.wished = True
    assert patch.may_connect(0.0)
    patch.closing = True
    assert not patch.may_connect(0.0)


def test_the_next_session_knows_the_last_record() -> None:
    meter = watch("ble-glucose")
    meter.runner = session(2, sequence=9)
    meter.ended(0.0, None)
    assert meter.known.last_sequence == 9
    assert dataclasses.replace(meter.known, last_sequence=3) == KnownDevice("ble:X", "ble-glucose", "x", "X", 3)


@pytest.mark.parametrize(("wished", "first"), [(True, 500 + 250), (False, 0)])
def test_a_stream_that_broke_off_goes_on_where_it_would_be(wished: bool, first: int) -> None:
    patch = watch("lepu-er1")
    patch.wished = wished
    patch.runner = session(0, EcgBlock("ble:X", "ECG", 125, 2467, 400, (0,) * 100))
    patch.ended(10.0, Reason.LOST)
    assert patch.opening(12.0, 7) == Opening(7, first)
