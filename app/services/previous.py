"""The value before: each kind's newest measurement of an earlier visit, to stand beside the one being taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from app.clock import iso
from app.domain.measurement import Measurement, MeasurementKind
from app.services.desk import Desk
from app.store import measurements, people
from app.store.database import Reading

LOOK_BACK = timedelta(days=730)
"""Older values say nothing about a change."""


class PreviousValues:
    """Reads only; needs the permission to see the queue."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, person: str, but_encounter: str = "") -> Mapping[MeasurementKind, Measurement]:
        """The newest final measurement of each kind that is not of the visit ``but_encounter``."""
        since = iso(self._desk.clock.now() - LOOK_BACK)

        def query(conn: Reading) -> dict[MeasurementKind, Measurement]:
            human = people.linked(conn, person)
            found = {}
            for kind in MeasurementKind:
                earlier = [one for one in measurements.series(conn, human, kind, since) if one.encounter != but_encounter]
                if earlier:
                    found[kind] = earlier[-1]
            return found

        return self._desk.read("queue.read", query)
