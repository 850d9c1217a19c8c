"""What an Observation of a peer is here: a measurement, the reading of a skin test, an answer, or a recording."""

from __future__ import annotations

from app.clock import instant
from app.services.judgement import judged_here
from app.store import exchange
from app.store.exchanged import Record
from app.store.unit_of_work import UnitOfWork
from sync import recordings
from sync.about import recorder_of
from sync.fhir import fact, observation, skin_test
from sync.fhir.build import Json
from sync.fhir.element import NotOurs
from sync.waiting import needs_nothing


def take(uow: UnitOfWork, body: Json) -> None:
    """Write it as the first of them that it can be read as. Raises as :func:`sync.inward.take`."""
    for taken in (_measured, _skin_read, _answered):
        try:
            taken(uow, body)
            return
        except NotOurs:
            pass
    recordings.take(uow, body, recorder_of(body))


def _measured(uow: UnitOfWork, body: Json) -> None:
    _save(uow, judged_here(uow.conn, observation.from_fhir(body), instant(uow.at)))


def _skin_read(uow: UnitOfWork, body: Json) -> None:
    _save(uow, skin_test.reading_from_fhir(body))


def _answered(uow: UnitOfWork, body: Json) -> None:
    _save(uow, fact.from_fhir(body), recorder_of(body))


def _save(uow: UnitOfWork, record: Record, recorded_by: str | None = None) -> None:
    needs_nothing(uow, record)
    exchange.save(uow, record, recorded_by)
