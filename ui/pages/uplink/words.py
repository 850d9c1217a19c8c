"""The words of the upload settings: what is in force, what is missing, what a change means, and what a try found."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.errors import KnownError
from app.services.uplinks import Finding, Uplink, Way
from app.texts import error_text, text
from ui import tokens as t
from ui.pages.uplink.model import HUB, JOIN, NONE, UplinkModel

FOUND = "found_"


class UplinkWords(QObject):
    """Nothing secret is ever among them."""

    def in_force(self, known: Uplink, side: str) -> str:
        """Where to, and as whom."""
        if not known.url:
            if side == HUB:
                return self.tr("The hub forwards nowhere. Everything is kept on this computer.")
            return self.tr("Nothing is uploaded. Everything is kept on this computer.")
        said = self.tr("Now to: {url}").format(url=known.url) + "\n" + self.way(known)
        if known.stands_in:
            said += "\n" + self.tr("While the hub is away for ten minutes, {url} takes its place.").format(url=known.stands_in)
        if known.fixed:
            said += "\n" + self.tr("The county set this address; it cannot be changed here.")
        return said

    def way(self, known: Uplink) -> str:
        """How this computer shows who it is there."""
        ways = {
            Way.CODE: self.tr("A hub, joined by its code."),
            Way.KEY: self.tr("Signed in with this computer's key ({algorithm}) as {client}."),
            Way.TOKEN: self.tr("Signed in with a token (kept encrypted, shown nowhere)."),
            Way.NOBODY: self.tr("Without signing in."),
        }
        return ways[known.way].format(algorithm=known.algorithm, client=known.client_id)

    def missing(self, code: str) -> str:
        """What is to be filled in before anything can be tried or used."""
        return {
            "": "",
            "fixed": self.tr("The county set this address; it cannot be changed here."),
            "kind": self.tr("Choose where to upload to first."),
            "address": self.tr("The address is missing."),
            "code": self.tr("The code that the hub shows is missing."),
            "client": self.tr("The registration number is missing: have the public key registered at the server, it gives you one."),
        }[code]

    def take_over(self, model: UplinkModel) -> str:
        """What using the form means, as a question."""
        if model.form.kind == NONE:
            return self.tr("Upload nothing any more? Everything stays here and goes when uploading is set up again.")
        if model.form.kind == JOIN and model.form.code.strip():
            if model.known.url and not model.joined and model.side != HUB:
                return self.tr(
                    "Join this hub? Records go there from now on, and it forwards them. The server of before takes its place only while the "
                    "hub is away."
                )
            return self.tr("Join this hub? Records go there from now on, and it forwards them.")
        if not model.other_server:
            return self.tr("Use this from now on?")
        said = self.tr(
            "Upload to another server from now on? There is one at a time: {before} gets nothing more. All records written here are offered "
            "to the new one; what it has already is not doubled."
        )
        return said.format(before=model.known.url)

    def finding(self, one: Finding) -> tuple[str, t.Mark]:
        """One step of a try."""
        if one.code.startswith(FOUND):
            return text(f"uplink.{one.code}", one.facts), t.Mark.OK if one.ok else t.Mark.ATTENTION
        told = error_text(KnownError(one.code, **one.facts))
        return " ".join(part for part in (told.what, told.kept, told.advice) if part), t.Mark.FAILED

    def step(self, one: Finding) -> str:
        """What was looked at."""
        return {
            "reached": self.tr("Reached"),
            "certificate": self.tr("Certificate"),
            "signed_in": self.tr("Signing in"),
            "dialect": self.tr("Kind of server"),
            "clock": self.tr("Clock"),
        }[one.step]
