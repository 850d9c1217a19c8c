"""The words of the pharmacist's desk: waiting times, stages, findings with their reasons, steps, facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from app.domain.amounts import plain_number
from app.domain.clinical import Answer, FactKind
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import FORMAT, Objection, ProposedChange, ReviewAct, ReviewStep, Stage
from app.domain.rx_document import read
from app.rules.findings import CheckRun, CheckState, Gap
from app.rules.frequencies import frequencies
from app.rules.reviewing import review_policy
from app.rules.wording import Words, load_words
from app.services.outside_facts import elsewhere
from app.services.policy_words import begun
from app.services.review_context import SignedFinding
from app.services.reviewing import Case, Waiting
from app.services.rx_document import allergies_text
from app.services.sheet_at_counter import running_out
from app.texts import chosen_language, text
from ui import tokens as t
from ui.pages.encounter.words import EncounterWords
from ui.pages.prescription.words import MARKS
from ui.pages.wording import day, span, when


class ReviewWords(QObject):
    """Rule words come from the rule tables, reasons from the policy, the rest is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.rules: Words = load_words(chosen_language())
        self._values = EncounterWords()

    # the queue

    def waited(self, row: Waiting) -> str:
        """20 min, 3 h 05."""
        return span(row.waited)

    def wait_mark(self, row: Waiting) -> t.Mark:
        """Emergency, late, or neither."""
        return t.Mark.DANGER if row.urgent else t.Mark.ATTENTION if row.late else t.Mark.WAITING

    def who(self, row: Waiting) -> str:
        """王秀英 女 66岁."""
        return f"{row.name} {row.sex} {row.age}"

    def place(self, row: Waiting, now: datetime) -> str:
        """Where it comes from, and that it runs out while it waits."""
        ends = running_out(row.valid_until, now) if row.stage is Stage.FIRST and row.state is PrescriptionState.SIGNED else ""
        return " · ".join((row.institution, text(f"rx_validity.{ends}"))) if ends else row.institution

    # the case

    def head(self, case: Case, now: datetime) -> str:
        """Number, institution, prescriber, time."""
        row, told = case.waiting, case.document
        parts = [
            self.tr("Prescription {number}").format(number=row.number),
            row.institution,
            str(told["department"]),
            self.tr("signed by {name} {time}").format(name=row.prescriber, time=when(case.sheet.signed_at or "", now)),
        ]
        return " · ".join(part for part in parts if part)

    def pills(self, case: Case) -> Iterator[tuple[str, t.Mark]]:
        """What kind of sheet it is and how long it waits."""
        row = case.waiting
        yield self.tr("waiting {time}").format(time=self.waited(row)), self.wait_mark(row)
        yield text(f"review_stage.{row.stage.value}"), t.Mark.INFO
        if row.mark:
            yield row.mark, t.Mark.DANGER
        if begun(case.sheet)[1] or any(one.act is ReviewAct.URGENT for one in case.steps):
            yield text("rx_held.urgent"), t.Mark.DANGER
        if case.sheet.long_term:
            yield self.tr("long-term"), t.Mark.INFO
        if case.printed or row.state.value == "released":
            yield self.tr("the patient may have begun"), t.Mark.ATTENTION

    def barred(self, why: str) -> str:
        """Why this pharmacist may not decide."""
        return text(f"review_barred.{why}") if why else ""

    def line(self, case: Case, number: int) -> tuple[str, str, str]:
        """Name and strength, quantity, usage, as they were signed."""
        told = case.document["lines"][number]
        name = f"{number + 1}. {told['name']}  {told['strength']}"
        test = self.tr("skin test: {result}").format(result=told["skin_test"]) if told["skin_test"] else ""
        usage = " · ".join(part for part in (told["usage"], test, told["note"]) if part)
        return name, f"{told['quantity']} {told['quantity_unit']}", usage

    def finding(self, one: SignedFinding) -> tuple[str, t.Mark, str]:
        """Severity in words, its shape, and the sentence with the prescriber's reason."""
        said = self.rules.finding(one.finding)
        if one.reason:
            said += "\n" + self.tr("Doctor's reason: {reason}").format(reason=one.reason)
        if one.again:
            said += " " + self.tr("(signed again beside the line)")
        return self.rules.severity(one.finding.severity), MARKS[one.finding.severity], said

    def could_not(self, case: Case) -> list[str]:
        """Checks that could not run at signing, by what they lacked (H17)."""
        return self.rules.gaps(CheckRun(check, CheckState.NOT_RUN, tuple(Gap(one) for one in inputs)) for check, inputs in case.could_not)

    def facts(self, case: Case, now: datetime) -> Iterator[tuple[str, str, t.Mark]]:
        """Title, words, mark; what was never asked says so."""
        facts = case.facts
        asked = FactKind.ALLERGY in facts.answers or bool(facts.allergies)
        mark = t.Mark.DANGER if facts.allergies else t.Mark.NONE if asked else t.Mark.ATTENTION
        yield self.tr("Allergies"), allergies_text(facts), mark
        known = "、".join(one.display for one in facts.conditions)
        yield self.tr("Conditions"), known or self.tr("none on record"), t.Mark.NONE
        yield self.tr("Takes now"), self._taken(case), t.Mark.NONE
        pregnant = facts.answers.get(FactKind.PREGNANT)
        if pregnant is not None and pregnant.answer is Answer.YES:
            yield self.tr("Pregnancy"), self._values.told(pregnant, when(pregnant.at, now)), t.Mark.DANGER
        values = [f"{self._values.value(one)} ({day(one.measured_at, now)})" for one in case.measurements]
        yield self.tr("Measured"), " · ".join(values) or self.tr("none on record"), t.Mark.NONE

    def _taken(self, case: Case) -> str:
        """By the sheets of this database, then what is from elsewhere as far as somebody asked."""
        rows = [self.tr("{name} ({n} days left)").format(name=one.line.name, n=one.days_left) for one in case.facts.taken]
        rows += [f"{one.name}（{elsewhere(one)}）" for one in case.facts.outside]
        return "、".join(rows) or self.tr("no running prescription here")

    # steps

    def step(self, one: ReviewStep, sheet: Prescription, now: datetime) -> str:
        """09:40 李药师(县人民医院) 退回修改: 用法用量不适宜. …"""
        told = read(one.document, FORMAT)
        head = self.tr("{time} {name} ({place}): {act}").format(
            time=when(one.at, now), name=told["by"]["name"], place=told["institution"]["name"], act=text(f"review_act.{one.act.value}")
        )
        outcome = {**review_policy().calls, **review_policy().urgent}.get(one.outcome, one.outcome)
        policy = self.tr("policy {policy}").format(policy=told["policy"]) if told.get("policy") else ""
        said = (self.objections(one.objections), self.proposals(one.proposals, sheet), one.note, outcome, policy)
        return " · ".join((head, *(part for part in said if part)))

    def objections(self, given: tuple[Objection, ...]) -> str:
        """Reasons in words, with their lines."""
        return "；".join(self._objection(one) for one in given)

    def _objection(self, one: Objection) -> str:
        words = review_policy().reasons.get(one.code, one.code)
        if not one.lines:
            return words
        return self.tr("{words} (line {n})").format(words=words, n="、".join(str(line + 1) for line in one.lines))

    def proposals(self, given: tuple[ProposedChange, ...], sheet: Prescription) -> str:
        """What the pharmacist would change."""
        return "；".join(self._proposal(one, sheet) for one in given)

    def _proposal(self, one: ProposedChange, sheet: Prescription) -> str:
        """What it is, and what it would be (H35: the difference, not a new line to trust)."""
        line = sheet.lines[one.line]
        head = self.tr("line {n} {name}").format(n=one.line + 1, name=line.name)
        if one.what == "stop":
            return self.tr("{line}: leave it out").format(line=head)
        if one.what == "single":
            change = f"{plain_number(line.single)} → {one.value} {line.dose_unit}"
            return self.tr("{line}: {change} a dose").format(line=head, change=change)
        if one.what == "days":
            return self.tr("{line}: {change} days").format(line=head, change=f"{line.days} → {one.value}")
        if one.what == "frequency":
            return self.tr("{line}: {change}").format(line=head, change=f"{_shown(line.frequency)} → {_shown(one.value)}")
        routes = f"{self.rules.word('route', line.route)} → {self.rules.word('route', one.value)}"
        return self.tr("{line}: {change}").format(line=head, change=routes)

    def question(self, case: Case, act: ReviewAct, signer: str) -> str:
        """Before a verdict: whose sheet, and who signs (H34)."""
        said = {
            ReviewAct.APPROVED: self.tr("Approve the sheet of {name}, {age}: {n} drugs. Signing: {pharmacist}"),
            ReviewAct.RETURNED: self.tr("Send the sheet of {name}, {age} back to the doctor. Signing: {pharmacist}"),
            ReviewAct.REFUSED: self.tr("Refuse the sheet of {name}, {age}, for good. Signing: {pharmacist}"),
        }[act]
        row = case.waiting
        return said.format(name=row.name, age=row.age, n=row.lines, pharmacist=signer)

    def question_together(self, rows: Sequence[Waiting], signer: str) -> str:
        """Before several verdicts at once: all names."""
        names = "、".join(f"【{row.name}】{row.age}" for row in rows)
        return self.tr("Approve {n} sheets that no rule said anything about: {names}. Signing: {pharmacist}").format(
            n=len(rows), names=names, pharmacist=signer
        )

    def told(self, name: str, act: ReviewAct) -> str:
        """After a verdict."""
        return self.tr("{name}: {act}. Signed and kept; it is delivered with the next upload.").format(
            name=name, act=text(f"review_act.{act.value}")
        )


def _shown(frequency: str) -> str:
    known = frequencies().get(frequency)
    return frequency if known is None else known.shown
