"""The words of uploading: the sentence on top, the pill of the status bar, lanes, what was refused and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtCore import QObject

from app.errors import KnownError
from app.services.sync_status import SyncSummary
from app.store.conflicts import READING, Author
from app.store.sync_state import ParkedRow, SetAsideRow
from app.texts import Message, error_text, text
from ui import tokens as t
from ui.pages.wording import when

LANES = (0, 1, 2, 3)


class SyncWords(QObject):
    """Uploaded means received by the other computer, never that somebody has looked at it (H37)."""

    def headline(self, summary: SyncSummary, now: datetime) -> tuple[str, t.Mark]:
        """One sentence: everything is there, or how much waits since when, and how much needs a person."""
        if not summary.peers_known:
            return self.tr("Uploading is not set up. Everything is kept on this computer."), t.Mark.WAITING
        asked = summary.asked
        if summary.pending:
            since = when(summary.oldest_at, now) if summary.oldest_at else ""
            said = self.tr("{n} entries wait for upload, the oldest since {time}").format(n=summary.pending, time=since)
            if asked:
                said = self.tr("{waiting}; {n} need you").format(waiting=said, n=asked)
            return said, t.Mark.ATTENTION if asked else t.Mark.WAITING
        if asked:
            return self.tr("{n} entries need you; all others are uploaded").format(n=asked), t.Mark.ATTENTION
        if summary.last_ok_at is None:
            return self.tr("Nothing was uploaded yet."), t.Mark.WAITING
        return self.tr("Everything written before {time} is uploaded").format(time=when(summary.last_ok_at, now)), t.Mark.OK

    def trouble(self, summary: SyncSummary) -> Message | None:
        """Why the last pass broke off and what to do; None where it did not."""
        if not summary.error_code:
            return None
        return error_text(KnownError(summary.error_code, **summary.error_facts))

    def shutdown(self, summary: SyncSummary) -> str:
        """Switching off never depends on the network."""
        if summary.undelivered:
            said = self.tr("Everything is saved; you may switch off ({n} not uploaded, goes on at the next start)")
            return said.format(n=summary.undelivered)
        return self.tr("Everything is saved; you may switch off")

    def up_to(self, summary: SyncSummary, now: datetime) -> str:
        """Up to when everything is there although newer entries wait; '' where the headline says it, or nothing is there."""
        if summary.delivered_up_to is None or not summary.pending:
            return ""
        return self.tr("Everything written before {time} is uploaded").format(time=when(summary.delivered_up_to, now))

    def compared(self, summary: SyncSummary, now: datetime) -> tuple[str, bool]:
        """How the last comparison with the server went, and whether it needs somebody."""
        if summary.lost:
            said = self.tr("{n} entries that were uploaded are not on the server any more. They are all kept here: tell the administrator.")
            return said.format(n=summary.lost), True
        if not summary.compared_at:
            return "", False
        said = self.tr("Compared with the server {time}: {n} entries, all there")
        return said.format(time=when(summary.compared_at, now), n=summary.compared), False

    def traffic(self, summary: SyncSummary) -> str:
        """Bytes of today and how fast the link was."""
        told = summary.traffic
        if not told.up and not told.down:
            return ""
        parts = [self.tr("today {up} up, {down} down").format(up=_size(told.up), down=_size(told.down))]
        if told.speed:
            parts.append(self.tr("{size} a second").format(size=_size(told.speed)))
        return " · ".join(parts)

    def aside(self, row: SetAsideRow) -> str:
        """What came and could not be taken in, and why."""
        kind = row.ref.partition("/")[0]
        why = text(f"set_aside.{row.code}", row.facts)
        return self.tr("{what}: {why}").format(what=self.kind(kind), why=why) if kind else why

    def author(self, author: Author, elsewhere: bool, now: datetime) -> str:
        """Who wrote it, when and where."""
        place = author.where or (self.tr("another place") if elsewhere else self.tr("this computer"))
        at = when(author.when, now) if author.when else self.tr("time unknown")
        return " · ".join((author.who or self.tr("name not told"), at, place))

    def value(self, written: str, name: Callable[[str], str], label: str) -> str:
        """A value of a clash as one reads it."""
        if label == READING:
            return name(written) or "—"
        try:
            return " ".join(_leaves(json.loads(written))) or "—"
        except ValueError:  # a long one was cut
            return written or "—"

    def pill(self, summary: SyncSummary, now: datetime) -> tuple[str, t.Mark]:
        """For the status bar: network · waiting · last time · needs you."""
        if not summary.peers_known:
            return self.tr("upload not set up"), t.Mark.NONE
        parts = [self.tr("online") if summary.online else self.tr("offline")]
        if summary.pending:
            parts.append(self.tr("{n} to upload").format(n=summary.pending))
        elif summary.delivered:
            parts.append(self.tr("all uploaded"))
        if summary.last_ok_at:
            parts.append(self.tr("last {time}").format(time=when(summary.last_ok_at, now)))
        asked = summary.asked
        if asked:
            parts.append(self.tr("{n} need you").format(n=asked))
        return " · ".join(parts), self._pill_mark(summary, bool(asked))

    def _pill_mark(self, summary: SyncSummary, asked: bool) -> t.Mark:
        if asked:
            return t.Mark.ATTENTION
        if summary.delivered:
            return t.Mark.OK
        return t.Mark.WAITING

    def network(self, summary: SyncSummary) -> tuple[str, t.Mark]:
        """online, offline, not tried yet."""
        states = {
            True: (self.tr("online"), t.Mark.OK),
            False: (self.tr("offline"), t.Mark.WAITING),
            None: (self.tr("not tried yet"), t.Mark.WAITING),
        }
        return states[summary.online]

    def lane(self, lane: int) -> str:
        """What goes in which order."""
        return {
            0: self.tr("Prescriptions, allergies, critical values"),
            1: self.tr("Measurements"),
            2: self.tr("Other records"),
            3: self.tr("ECG curves and documents"),
        }[lane]

    def kind(self, fhir_type: str) -> str:
        """A record's kind as the clinic calls it."""
        return {
            "Patient": self.tr("resident"),
            "Encounter": self.tr("visit"),
            "Observation": self.tr("measurement"),
            "Condition": self.tr("diagnosis"),
            "AllergyIntolerance": self.tr("allergy"),
            "MedicationRequest": self.tr("prescription line"),
            "Provenance": self.tr("signature of a prescription"),
            "Practitioner": self.tr("member of staff"),
            "PractitionerRole": self.tr("role of a member of staff"),
            "Organization": self.tr("institution"),
            "Device": self.tr("device"),
        }.get(fhir_type, self.tr("record"))

    def titled(self, name: str, fhir_type: str) -> str:
        """Whose record of which kind."""
        what = self.kind(fhir_type)
        return self.tr("{name}: {what}").format(name=name, what=what) if name else what

    def why(self, row: ParkedRow) -> str:
        """Why it was refused and what to do, in plain words."""
        return text(f"parked.{row.code}", row.facts)

    def field(self, label: str) -> str:
        """The field of a conflict as the clinic calls it: of a path its innermost part that has a name."""
        known = {
            "name": self.tr("name"),
            "birthDate": self.tr("birth date"),
            "gender": self.tr("sex"),
            "telecom": self.tr("phone"),
            "address": self.tr("address"),
            "identifier": self.tr("numbers"),
            "clinicalStatus": self.tr("state"),
            "status": self.tr("state"),
            "note": self.tr("note"),
            "contact": self.tr("head of household"),
            "deceasedDateTime": self.tr("died on"),
            "code": self.tr("what it is"),
            "participant": self.tr("staff"),
            "diagnosis": self.tr("diagnoses"),
            "period": self.tr("time"),
            "criticality": self.tr("severity"),
            "reaction": self.tr("reaction"),
            "verificationStatus": self.tr("certainty"),
            "onsetDateTime": self.tr("since"),
            READING: self.tr("whose measurement"),
            "lines": self.tr("signed prescription"),
            "number": self.tr("prescription number"),
            "document": self.tr("signature"),
            "values": self.tr("measured value"),
            "person": self.tr("whose it is"),
        }
        return next((known[part] for part in reversed(label.split(".")) if part in known), self.tr("another entry"))


_NOT_READ = frozenset({"system", "use", "url", "rank", "resourceType"})
"""Members that only computers read."""


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in _NOT_READ:
                yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif value is not None:
        yield str(value)


def _size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1_000:
        return f"{count} B"
    return f"{count / 1_000:.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
