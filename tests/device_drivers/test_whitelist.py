"""Every byte string a driver can send, written out: nothing that deletes, resets, re-calibrates or inflates unasked.

Each machine is driven through thousands of event sequences, sensible and absurd; whatever it writes must be on its list.
A new command of a driver has to be added by hand in `whitelists`, which is the point.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device_drivers import registry
from device_drivers.manifest import Opening
from device_drivers.protocols import and_tm, lepu_er, racp, suntech
from device_drivers.protocols.machine import Connected, Event, Write
from device_drivers.readings import KnownDevice
from tests.device_drivers import whitelists


def _families() -> list[ModuleType]:
    names = [found.name for found in pkgutil.iter_modules(whitelists.__path__) if found.name != "events"]
    return [importlib.import_module(f"{whitelists.__name__}.{name}") for name in names]


# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {key: value for family in _families() for key, value in family.WHITELIST.items()}
EVENTS: dict[str, list[Event]] = {key: value for family in _families() for key, value in family.EVENTS.items()}

EVENTS_EACH = 15  # every write is looked at, so that a long story tells all shorter ones
SHORTEST, LONGEST = 0.01, 200.0  # seconds between two events
STORY = st.binary(min_size=2 * EVENTS_EACH, max_size=2 * EVENTS_EACH)
"""Two bytes an event: which, and how long after the one before. One draw for all of them, since each takes its time."""


def told(story: bytes, events: list[Event]) -> Iterator[tuple[float, Event]]:
    """Pause and event, oldest first; short pauses are as frequent as long ones."""
    for which, long in zip(story[::2], story[1::2], strict=True):
        yield SHORTEST * (LONGEST / SHORTEST) ** (long / 255), events[which % len(events)]


def test_every_driver_has_its_list() -> None:
    assert set(WHITELIST) == set(EVENTS) == {manifest.id for manifest in registry.manifests()}


@pytest.mark.parametrize("driver_id", sorted(EVENTS))
@given(story=STORY, recordings=st.booleans(), last_sequence=st.sampled_from([None, 3, 65534, 65535]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_nothing_else_is_ever_written(driver_id: str, story: bytes, recordings: bool, last_sequence: int | None) -> None:
    """Danger commands (delete, set initial inflation, factory reset) are not on any list and cannot be built."""
    known = KnownDevice("ble:X", driver_id, "x", "X", last_sequence)
    machine = registry.driver(driver_id).machine(known, Opening(1_700_000_000_000, recordings=recordings))
    offered = next(event for event in EVENTS[driver_id] if isinstance(event, Connected))
    now = 0.0
    written: list[Write] = [action for action in machine.receive(offered) if isinstance(action, Write)]
    for pause, event in told(story, EVENTS[driver_id]):
        now += pause
        for actions in (machine.tick(now), machine.receive(event)):
            written += [action for action in actions if isinstance(action, Write)]
    for write in written:
        patterns = WHITELIST[driver_id].get(write.channel, ())
        assert any(re.fullmatch(pattern, write.data.hex()) for pattern in patterns), (
            f"{driver_id} wrote {write.data.hex()} to {write.channel}"
        )


def test_what_the_codecs_offer_a_host_is_on_the_lists() -> None:
    """The commands the codecs can build for a host, all of them: nothing stands by to be sent by mistake."""
    assert {command.name for command in suntech.Command} == {
        "START_ADULT",
        "START_PEDIATRIC",
        "START_NEONATE",
        "ABORT",
        "GET_BP_DATA",
        "GET_CUFF_PRESSURE",
        "GET_STATUS",
        "GET_INFO",
    }
    assert {command.value for command in and_tm.Command} == {"ST", "SP", "RB"}
    assert {command.value for command in lepu_er.Command} == {0x00, 0x03, 0x06, 0x08, 0xE1, 0xE4, 0xEC, 0xF1, 0xF2, 0xF3, 0xF4}
    assert not hasattr(racp, "delete_all") and not hasattr(racp, "delete")
