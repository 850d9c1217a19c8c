"""Drafts of what is being typed: kept within two seconds, found again after a crash, never audited or sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.draft import Draft
from app.domain.ids import new_id
from app.services.desk import Desk
from app.store import drafts


class Drafting:
    """One draft a kind and visit, of whoever is signed in: a colleague's unfinished words are never shown as one's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, kind: str, person: str, encounter: str, body: Mapping[str, Any]) -> Draft:
        """Write over the draft of this visit, or begin it; durable on return."""
        account = self._desk.who.account
        found = self.find(kind, encounter)
        key = found.id if found else new_id()
        draft = Draft(key, kind, account, dict(body), person, encounter)
        return self._desk.store.write(lambda uow: drafts.save(uow, draft), self._desk.actor).result()

    def find(self, kind: str, encounter: str) -> Draft | None:
        """The draft of this visit, None where there is none."""
        account = self._desk.who.account
        return self._desk.store.read(lambda conn: drafts.get(conn, kind, encounter=encounter, account=account))

    def drop(self, kind: str, encounter: str) -> None:
        """It became a record."""
        found = self.find(kind, encounter)
        if found is not None:
            key = found.id
            self._desk.store.write(lambda uow: drafts.drop(uow, key), self._desk.actor).result()
