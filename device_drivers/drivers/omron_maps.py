"""Reads omron_models.toml: the memory maps of Omron's cuffs and scales, and the models each stands for."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from device_drivers.protocols.omron_memory import UNLOCKS, WEIGHINGS, Counters, MemoryMap, UserMap
from device_drivers.protocols.omron_records import CLOCKS

FILE = Path(__file__).with_name("omron_models.toml")


@functools.cache
def maps() -> tuple[MemoryMap, ...]:
    """All of them, in the order of the file."""
    return tuple(_map(table) for table in tomllib.loads(FILE.read_text("utf-8"))["map"])


def by_model(*, scales: bool) -> dict[str, MemoryMap]:
    """The maps of scales, or of cuffs, by model number in capitals."""
    wanted = (one for one in maps() if (one.layout in WEIGHINGS) is scales)
    return {model.upper(): one for one in wanted for model in one.models}


def _map(table: dict[str, Any]) -> MemoryMap:
    clock: dict[str, Any] = table.get("clock", {})
    record = table["record"]
    return MemoryMap(
        name=table["name"],
        four_channels={"four": True, "one": False}[table["link"]],
        unlock=UNLOCKS[table["unlock"]],
        layout=record["layout"],
        record_size=record["size"],
        block=record["block"],
        users=tuple(UserMap(**user) for user in table["users"]),
        models=tuple(table["models"]),
        settings=table.get("settings"),
        mirror=table.get("mirror"),
        counters=Counters(**table["counters"]) if "counters" in table else None,
        clock_at=clock.get("at"),
        clock=CLOCKS[clock.get("layout", "at8")],
    )
