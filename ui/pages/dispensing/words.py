"""How sheets, lines and parts read at the counter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QObject

from app.clock import instant
from app.domain.dispensing import Dispense, DispenseStatus
from app.domain.formulary import Batch
from app.domain.prescription import PrescriptionState
from app.errors import KnownError
from app.rules.findings import Finding, Severity
from app.rules.reviewing import review_policy
from app.rules.wording import load_words
from app.services.dispensing import GivingCase, LineToGive, SoldTo, ToGive
from app.services.sheet_at_counter import running_out
from app.services.urgent import GivenUnder, minutes_left
from app.texts import chosen_language, error_text, text
from ui import tokens as t
from ui.pages.wording import span, when

_CODE_TAIL = 6


class CounterWords(QObject):
    """Everything the page says."""

    def who(self, row: ToGive) -> str:
        """Name, sex, age."""
        return " ".join(part for part in (row.name, row.sex, row.age) if part)

    def state(self, row: ToGive, now: datetime) -> str:
        """What is to be done, or why nothing may be and how long already; and that the sheet runs out."""
        ends = running_out(row.valid_until, now)
        return " · ".join((self._to_do(row, now), text(f"rx_validity.{ends}"))) if ends else self._to_do(row, now)

    def _to_do(self, row: ToGive, now: datetime) -> str:
        if not row.may_be_given:
            if row.state is PrescriptionState.SIGNED:
                return self.tr("with the pharmacist {time}").format(time=span(now - instant(row.signed_at)))
            return text(f"rx_state.{row.state.value}")
        if row.prepared and not row.missing:
            return self.tr("To hand over")
        if row.prepared:
            return self.tr("{n} of {all} to prepare").format(n=row.missing, all=row.lines)
        return self.tr("{all} kinds to prepare").format(all=row.lines)

    def mark(self, row: ToGive) -> t.Mark:
        """Shape beside it."""
        if not row.may_be_given:
            return t.Mark.ATTENTION if row.prepared else t.Mark.WAITING
        return t.Mark.DANGER if row.urgent else t.Mark.OK if row.prepared and not row.missing else t.Mark.INFO

    def head(self, case: GivingCase) -> str:
        """Number, diagnoses."""
        return self.tr("No. {number} · {diagnoses}").format(number=case.row.number, diagnoses=case.diagnoses)

    def allergies(self, case: GivingCase) -> str:
        """As it stands on the signed sheet."""
        return self.tr("Allergies: {text}").format(text=case.allergies)

    def urgency(self, case: GivingCase, may: bool) -> str:
        """Why it may be given out before a pharmacist has looked, or how long until it may; '' = neither is in question."""
        if case.under is not None:
            return self._under(case.under)
        if case.urgency is None:
            return ""
        urgency = case.urgency
        if urgency.never:
            return error_text(KnownError(urgency.never)).what
        if not urgency.is_due:
            said = self.tr("Waits for the pharmacist. May be given out urgently in {n} min, where it cannot wait.")
            return said.format(n=minutes_left(urgency.left))
        said = self.tr("The pharmacist did not answer in time.")
        call = self.tr("Call {phone}.").format(phone=urgency.phone) if urgency.phone else self.tr("Call the pharmacist.")
        policy = self.tr("By policy {policy} it may be given out now with a reason; the review stays owed.").format(policy=urgency.policy)
        return "\n".join((said + call, policy if may else self.tr("A doctor decides whether it is given out urgently.")))

    def _under(self, under: GivenUnder) -> str:
        policy = self.tr("policy {policy}").format(policy=under.policy) if under.policy else ""
        if under.urgent:
            told = "，".join(part for part in (under.reason, policy) if part)
            return self.tr("Given out urgently: {told}. A pharmacist looks afterwards.").format(told=told)
        if not policy:
            return ""
        return self.tr("May be given out by {policy}; a pharmacist looks afterwards.").format(policy=policy)

    def urgent_question(self, case: GivingCase, reason: str, signer: str) -> str:
        """Asked before a sheet is given out without a pharmacist."""
        said = self.tr("Give the sheet of {who} out urgently, before a pharmacist has looked? Reason: {reason}. Signing: {signer}")
        return said.format(who=self.who(case.row), reason=review_policy().urgent.get(reason, reason), signer=signer)

    def wanted(self, line: LineToGive) -> str:
        """What the sheet orders, in packs and pieces."""
        ordered = f"{line.line.quantity:f}{line.line.quantity_unit}"
        pieces = f"{line.wanted}{line.piece}"
        return ordered if ordered == pieces else self.tr("{ordered} ({pieces})").format(ordered=ordered, pieces=pieces)

    def progress(self, line: LineToGive) -> tuple[str, t.Mark]:
        """How far it is."""
        handed = sum(one.pieces for one in line.parts if one.status is DispenseStatus.HANDED_OVER)
        if handed >= line.wanted:
            return self.tr("Handed over"), t.Mark.OK
        if not line.missing:
            return self.tr("Prepared"), t.Mark.OK
        if line.given:
            return self.tr("{n}{piece} still to prepare").format(n=line.missing, piece=line.piece), t.Mark.ATTENTION
        return self.tr("Not prepared"), t.Mark.WAITING

    def shelf(self, line: LineToGive) -> tuple[str, t.Mark]:
        """What lies there."""
        if not line.keeps_stock:
            return self.tr("No stock is kept of this product"), t.Mark.INFO
        expired = self.tr(" · {n}{piece} expired, not to be given").format(n=line.expired, piece=line.piece) if line.expired else ""
        said = self.tr("On the shelf {n}{piece}").format(n=line.stock, piece=line.piece) + expired
        return said, t.Mark.ATTENTION if line.stock < line.missing or line.expired else t.Mark.NONE

    def batch(self, one: Batch, piece: str) -> str:
        """Number, last day, pieces."""
        day = one.expiry.isoformat() if one.expiry else self.tr("no date")
        return self.tr("{batch} · until {day} · {n}{piece}").format(batch=one.number or "—", day=day, n=one.stock, piece=piece)

    def part(self, one: Dispense) -> str:
        """What was taken, from where, with which code."""
        parts = [f"{one.pieces}{one.piece}"]
        if one.batch:
            parts.append(self.tr("batch {batch}").format(batch=one.batch))
        for code in one.codes:
            words = self.tr("code …{tail}, opened pack") if code.split else self.tr("code …{tail}")
            parts.append(words.format(tail=code.key[-_CODE_TAIL:]))
        if not one.codes:
            parts.append(self.tr("no trace code"))
        return " · ".join([text(f"dispense_status.{one.status.value}"), *parts])

    def unsettled(self, line: LineToGive) -> str:
        """Why the insurance cannot be charged yet, in the words of the rule."""
        found = Finding("YB-07", Severity.BLOCK, "YB-07", "", facts={"drug": line.line.name})
        return load_words(chosen_language()).finding(found)

    def tested(self, line: LineToGive) -> tuple[str, str]:
        """Which batch was tested on this patient; an ink of its own where another one was taken (H50)."""
        if line.untested:
            said = self.tr("Taken: batch {batch}. The skin test was of batch {tested}: test the new batch first, or take the tested one.")
            return said.format(batch="、".join(line.untested), tested="、".join(line.tested)), "danger"
        return self.tr("Skin test negative: batch {batch}").format(batch="、".join(line.tested)), "secondary"

    def sold(self, one: SoldTo, now: datetime) -> str:
        """To whom the pack had gone."""
        return self.tr("It went to {name} at {time}, sheet {number}.").format(name=one.name, time=when(one.at, now), number=one.number)

    def told(self, what: str, facts: dict[str, object]) -> str:
        """What was just done."""
        taken = (
            self.tr("{name}: {pieces}{piece} prepared, batch {batch}")
            if facts.get("batch")
            else self.tr("{name}: {pieces}{piece} prepared")
        )
        if what == "handed_over":
            parts = facts["parts"]
            assert isinstance(parts, tuple)
            return self.tr("Handed over: {names}").format(names=self._names(parts))
        if what == "urgent":
            return self.tr("It may be given out now; the review stays owed.")
        said = (self.tr("Put back on the shelf") if what == "taken_back" else taken).format(**facts)
        return self.tr("{said}. The pack was opened: the rest is counted on.").format(said=said) if facts.get("split") else said

    def question(self, case: GivingCase, signer: str) -> str:
        """Asked before it is handed over: who gets how much."""
        parts = [one for line in case.lines for one in line.parts if one.status is DispenseStatus.PREPARED]
        said = self.tr("Hand over to {who}: {names}. Checked by {signer}?")
        asked = said.format(who=self.who(case.row), names=self._names(parts), signer=signer)
        return "\n".join([asked, *(f"{line.line.name}：{self.tested(line)[0]}" for line in case.lines if line.untested)])

    def _names(self, parts: Iterable[Dispense]) -> str:
        """Each product once, with all pieces of it."""
        pieces: dict[tuple[str, str], int] = {}
        for one in parts:
            pieces[one.name, one.piece] = pieces.get((one.name, one.piece), 0) + one.pieces
        return self.tr(", ").join(self.tr("{name} {n}{piece}").format(name=name, n=n, piece=piece) for (name, piece), n in pieces.items())
