"""Our memory maps against their source, and what may be written by them."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from device_drivers.drivers import omron_cuff, omron_maps
from device_drivers.protocols import omron
from device_drivers.protocols.omron_memory import WEIGHINGS, MemoryMap, Span
from tests.device_drivers.omron_talk import brain_of, fresh, pump
from tests.device_drivers.protocols.device_vectors import vectors_path

SOURCE = vectors_path().with_name("omron_eeprom_map.json")


@pytest.mark.skipif(not SOURCE.exists(), reason=f"no map at {SOURCE}")
def test_our_maps_say_what_their_source_says() -> None:
    theirs: list[dict[str, Any]] = json.loads(SOURCE.read_text("utf-8"))["profiles"]
    ours = {one.name: one for one in omron_maps.maps() if one.layout not in WEIGHINGS}
    left_out = {profile["model"] for profile in theirs if profile["bond"] == "per_session"}
    assert set(ours) == {profile["model"] for profile in theirs} - left_out
    for profile in theirs:
        if profile["model"] not in left_out:
            assert _facts(ours[profile["model"]]) == _stated(profile), profile["model"]


def _facts(one: MemoryMap) -> dict[str, object]:
    assert one.counters is not None and one.clock_at is not None
    return {
        "models": set(one.models),
        "four": one.four_channels,
        "rings": [(user.start, user.slots, user.cursor, user.unread) for user in one.users],
        "record": (one.record_size, one.block),
        "counters": (one.counters.size, one.counters.order, one.counters.mask, one.counters.bias, one.counters.reset),
        "settings": (one.settings, one.mirror),
        "clock": (one.clock_at, one.clock_at + one.clock.size),
    }


def _stated(profile: dict[str, Any]) -> dict[str, object]:
    index, first = profile["index"], profile["index"]["users"][0]
    starts = (int(start, 16) for start in profile["user_start"])
    cursors = ((user["write_cursor_offset"], user["unread_counter_offset"]) for user in index["users"])
    unread = profile["unread"] or (0, 0)
    return {
        "models": {profile["model"], *profile["equivalents"]},
        "four": profile["channels"] == 4,
        "rings": [(start, slots, *pair) for start, slots, pair in zip(starts, profile["records"], cursors, strict=True)],
        "record": (profile["rec_size"], profile["block"]),
        "counters": (index["index_region_byte_size"], index["endianness"], first["write_cursor_mask"], first["slot_index_bias"], unread[1]),
        "settings": (int(profile["settings_read"], 16), int(profile["settings_write"], 16)),
        "clock": tuple(profile["timesync"]),
    }


@pytest.mark.parametrize("memory", omron_maps.maps(), ids=lambda memory: memory.name)
def test_what_may_be_written_is_never_where_records_or_settings_lie(memory: MemoryMap) -> None:
    """Calibration lies in the same memory: the whole list of addresses, map by map."""
    rings = [Span(user.start, user.slots * memory.record_size) for user in memory.users]
    read = [span for span in (memory.counters_span, memory.clock_span) if span]
    for span in memory.writable:
        assert all(span.end <= other.address or other.end <= span.address for other in (*rings, *read))
        assert span.size <= 20 and memory.mirror is not None and span.address - memory.mirror < 100
    with pytest.raises(ValueError, match="not for writing"):
        memory._write(memory.users[0].start, b"\x00")
    assert len(omron.read(0, memory.block)) + memory.block <= 64  # four slices


def test_every_frame_a_session_can_send_is_a_start_an_end_a_read_or_a_write_to_the_list() -> None:
    for memory in omron_maps.maps():
        number = memory.models[0]
        brain = brain_of(number)
        brain.clock.set(datetime(2001, 1, 1))
        driver = "omron-scale" if memory.layout in WEIGHINGS else "omron-ble"
        pump(brain, driver, made=fresh(scales=memory.layout in WEIGHINGS)).run()
        assert {frame.type for frame in brain.served} <= {omron.Op.START, omron.Op.END, omron.Op.READ, omron.Op.WRITE}
        assert brain.trespasses == []
        assert all(any(allowed.holds(span) for allowed in memory.writable) for span in brain.written_spans)


def test_the_driver_file_names_no_model_twice() -> None:
    names = [model.name for model in (*omron_cuff.CUFF.models, *omron_cuff.SCALE.models)]
    assert len(names) == len(set(names)) == 200
