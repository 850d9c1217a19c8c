"""A row of the trail in words: when, who, what, about whom, with what outcome."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject

from app.clock import instant, local
from app.services.auditing import Entry, Progress
from app.store.audit import Flaw
from app.texts import chosen_language, load_texts, text
from ui import tokens as t

REASONS = {"disarm": "disarmed_why", "arm": "identified_by"}
"""Where the reason of an action is a code of another table."""
SAYS_ALL = frozenset(
    [
        "login",
        "logout",
        "lock",
        "unlock",
        "set_up",
        "recover",
        "reset_password",
        "change_password",
        "renew_recovery_code",
        "settle_clock",
        "verify",
        "arm",
        "disarm",
        "identify",
    ]
)
"""Actions whose word needs no object."""
STAGES = ("chain", "rows", "sheets", "signals")


def word(table: str, key: str) -> str:
    """A word of the chosen language; a key that the table does not know stands for itself."""
    return load_texts(chosen_language()).word(table, key) if key else ""


def choices(table: str) -> list[tuple[str, str]]:
    """Every key of a table with its word, in the order of the words."""
    return sorted(((key, str(said)) for key, said in load_texts(chosen_language()).tables[table].items()), key=lambda one: one[1])


class AuditWords(QObject):
    """The trail holds codes; the page says words."""

    def when(self, entry: Entry) -> str:
        """To the second, on the clinic's wall clock."""
        return f"{local(instant(entry.row.at)):%Y-%m-%d %H:%M:%S}"

    def who(self, entry: Entry) -> str:
        """The person, or the program itself."""
        if not entry.row.account:
            return self.tr("the program")
        return entry.who or self.tr("unknown account")

    def what(self, entry: Entry) -> str:
        """What was done to what; of a refusal, what somebody wanted to do."""
        row = entry.row
        action = word("audit_action", row.action)
        if row.action in SAYS_ALL:
            return action
        kind = word("permission", row.ref) if row.type == "permission" else word("audit_type", row.type)
        return self.tr("{action} · {kind}").format(action=action, kind=kind)

    def outcome(self, entry: Entry) -> str:
        """Only where it was not simply done, and why."""
        row = entry.row
        said = "" if row.outcome == "ok" else word("audit_outcome", row.outcome)
        return " · ".join(part for part in (said, self._reason(entry)) if part)

    def mark(self, entry: Entry) -> t.Mark:
        """Its shape."""
        return {"ok": t.Mark.NONE, "refused": t.Mark.ATTENTION}.get(entry.row.outcome, t.Mark.FAILED)

    def details(self, entry: Entry) -> str:
        """All the rest of a row."""
        row = entry.row
        parts = (
            self.tr("row {n}").format(n=row.seq),
            self.tr("as {role}").format(role=word("role", row.role)) if row.role else "",
            self.tr("seat {seat}").format(seat=row.seat) if row.seat else "",
            self.tr("record {ref}").format(ref=row.ref) if row.ref and row.type != "permission" else "",
            *self._facts(row.detail),
        )
        return " · ".join(part for part in parts if part)

    def progress(self, progress: Progress) -> str:
        """How far the check is."""
        step = STAGES.index(progress.stage) + 1
        said = self.tr("Step {step} of {steps}: {stage} {percent} %")
        return said.format(
            step=step, steps=len(STAGES), stage=word("audit_stage", progress.stage), percent=round(min(1.0, progress.share) * 100)
        )

    def flaw(self, flaw: Flaw) -> str:
        """One difference, with what it is about."""
        return text(f"flaw.{flaw.code}", {"type": word("audit_type", flaw.type), "ref": flaw.ref})

    def _reason(self, entry: Entry) -> str:
        row = entry.row
        if row.type == "permission":
            return ""
        return word(REASONS.get(row.action, "audit_reason"), row.reason)

    def _facts(self, detail: str) -> list[str]:
        try:
            facts = json.loads(detail) if detail else {}
        except ValueError:
            return [detail]
        if not isinstance(facts, dict):
            return [detail]
        return [
            self.tr("{word} {value}").format(word=word("audit_detail", key), value=value) for key, value in facts.items() if key != "seat"
        ]
