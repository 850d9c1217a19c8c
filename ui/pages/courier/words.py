"""The words of carrying: what waits, what was written, what is not confirmed yet, and what became of each file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from PySide6.QtCore import QObject

from app.services.couriers import Carried, Correspondent, FileWritten
from app.texts import error_text, text
from ui import tokens as t
from ui.pages.courier.model import Stick, Taken
from ui.pages.wording import when


class CourierWords(QObject):
    """A file on a stick is no upload: only the receipt that comes back makes it one."""

    def stick(self, stick: Stick) -> str:
        """Name and room."""
        free = stick.free / 1_000_000_000
        room = f"{free:.0f} GB" if free >= 1 else f"{stick.free / 1_000_000:.0f} MB"
        return self.tr("{name} ({room} free)").format(name=stick.name, room=room)

    def place(self, one: Correspondent) -> str:
        """Whose it is and what."""
        return self.tr("{name} (hub)").format(name=one.name) if one.is_hub else one.name

    def waiting(self, carried: Carried, name: str, now: datetime) -> str:
        """How much is to be carried."""
        if carried.pending is None:
            return self.tr("The file for {name} holds the receipt and whatever is new for it.").format(name=name)
        if not carried.pending:
            return self.tr("Nothing waits for {name}: everything that was carried is confirmed.").format(name=name)
        since = when(carried.oldest_at, now) if carried.oldest_at else "—"
        return self.tr("{n} records are to go to {name}, the oldest since {time}.").format(n=carried.pending, name=name, time=since)

    def unconfirmed(self, carried: Carried, now: datetime) -> str:
        """What was written and has no receipt; '' where there is none."""
        if not carried.seq or not carried.records:
            return ""
        said = self.tr("Written {time}, file {seq} with {n} records: no receipt is back yet. Until then all of it counts as not uploaded.")
        return said.format(time=when(carried.at, now), seq=carried.seq, n=carried.records)

    def written(self, one: FileWritten) -> str:
        """It lies whole on the stick."""
        if one.records:
            said = self.tr("File {seq} for {name} is written and stored, {n} records. You may pull the stick out.")
            said = said.format(seq=one.seq, name=one.to, n=one.records)
        else:
            said = self.tr("The receipt for {name} is written and stored (file {seq}). You may pull the stick out.")
            said = said.format(seq=one.seq, name=one.to)
        return said + "\n" + self.tr("Not everything fitted: write once more after this file.") if one.more else said

    def taken(self, one: Taken) -> tuple[str, t.Mark]:
        """What became of a file, in the words of the service."""
        if one.error is not None:
            told = error_text(one.error)
            return " ".join(part for part in (told.what, told.kept, told.advice) if part), t.Mark.FAILED
        assert one.told is not None
        said = text("courier.repeated" if one.told.repeated else f"courier.taken_{one.told.kind}", asdict(one.told))
        if one.told.repeated:
            return said, t.Mark.INFO
        return said, t.Mark.ATTENTION if one.told.refused or one.told.conflicts else t.Mark.OK
