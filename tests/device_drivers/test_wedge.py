"""A scanner that types is told from a person who types; no key is ever lost or put in another order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.readings import Scan
from device_drivers.wedge import DEVICE, GAP_SECONDS, LONGEST, WedgeFilter
from tests.device_drivers.protocols.strategies import relaxed

FAST, SLOW = 0.008, 0.12


def typed(keys: str, gap: float, wedge: WedgeFilter | None = None) -> tuple[str, list[Scan]]:
    """What reaches the window of keys so far apart, alarms rung in between as a window does."""
    wedge = wedge or WedgeFilter()
    text, scans, now = "", [], 1.0
    for key in keys:
        if wedge.due is not None and wedge.due <= now:
            text += wedge.tick(now).typed
        verdict = wedge.key(key, now)
        text += verdict.typed + ("" if verdict.held else key)
        scans += [verdict.scan] if verdict.scan else []
        now += gap
    return text + wedge.tick(now + 1).typed, scans


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_a_scan_is_a_fast_burst_ended_by_enter(end: str) -> None:
    assert typed("11010519491231002X" + end, FAST) == ("", [Scan(DEVICE, "11010519491231002X")])


def test_identifiers_are_taken_off() -> None:
    assert typed("]C0LAB-000101\r", FAST) == ("", [Scan(DEVICE, "LAB-000101", "code128")])


def test_slow_typing_is_untouched() -> None:
    assert typed("zhangsan 13800000000\r", SLOW) == ("zhangsan 13800000000\r", [])


def test_fast_keys_without_enter_are_typing() -> None:
    assert typed("11010519491231002X", FAST) == ("11010519491231002X", [])


@pytest.mark.parametrize("keys", ["ab\r", "xyz\r", "    \r", "\r"])
def test_a_few_keys_rolled_over_each_other_are_typing(keys: str) -> None:
    assert typed(keys, FAST) == (keys, [])


def test_enter_long_after_a_burst_is_a_persons() -> None:
    """Somebody pasted or auto-typed a number, looked at it, and pressed Enter."""
    wedge = WedgeFilter()
    for at, key in enumerate("LAB-000101"):
        wedge.key(key, at * FAST)
    verdict = wedge.key("\r", 5.0)
    assert (verdict.typed, verdict.held, verdict.scan) == ("LAB-000101", False, None)


def test_a_burst_in_the_middle_of_typing_takes_only_its_own_keys() -> None:
    wedge = WedgeFilter()
    before = wedge.key("a", 0.0)
    burst = [wedge.key(key, 1.0 + at * FAST) for at, key in enumerate("LAB-1\r")]
    assert before.held and burst[0].typed == "a" and burst[-1].scan == Scan(DEVICE, "LAB-1")
    assert [one.typed for one in burst[1:]] == [""] * 5


def test_a_key_without_character_lets_what_is_held_go_first() -> None:
    wedge = WedgeFilter()
    wedge.key("a", 0.0)
    assert wedge.other().typed == "a" and wedge.due is None and wedge.other().typed == ""


def test_a_key_is_held_no_longer_than_thirty_milliseconds() -> None:
    wedge = WedgeFilter()
    wedge.key("a", 1.0)
    assert wedge.due == pytest.approx(1.03) and wedge.tick(1.02).typed == ""
    assert wedge.tick(1.031).typed == "a" and wedge.due is None


def test_what_is_held_is_bounded() -> None:
    """T5."""
    text, scans = typed("x" * (LONGEST + 10), FAST)
    assert text == "x" * (LONGEST + 10) and scans == []


@relaxed
@given(st.lists(st.tuples(st.characters(codec="ascii", exclude_characters="\r\n"), st.floats(0.0, 0.2)), max_size=40))
def test_no_key_is_lost_or_moved(keys: list[tuple[str, float]]) -> None:
    wedge, now, text = WedgeFilter(), 0.0, ""
    for key, gap in keys:
        now += gap
        verdict = wedge.key(key, now)
        text += verdict.typed + ("" if verdict.held else key)
    assert text + wedge.tick(now + GAP_SECONDS * 2).typed == "".join(key for key, _ in keys)
