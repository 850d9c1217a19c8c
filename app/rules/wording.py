"""Findings, checks and vital remarks as sentences of one language; codes and facts stay what is stored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from app.domain.amounts import amount_text
from app.rules.findings import CheckRun, CheckState, Finding, Review, Severity
from app.rules.vitals import VitalFinding

# Facts that hold keys of other tables.
_TABLE_OF_FACT = {
    "check": "check",
    "missing": "input",
    "condition": "condition",
    "shared": "group",
    "allergy": "group",
    "route": "route",
    "on": "moment",
    "grade": "pregnancy",
    "action": "pregnancy_action",
    "field": "field",
}
_SINCE_THEN = {"advice": "", "grade": "", "action": ""}
"""Facts that findings kept from before a sentence had them lack: the sentence then says what it said."""
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) (\[iU\]|\[drp\]|ug|\{[a-z]+\})")
_SEVERAL = {"missing": ",", "shared": "、"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    language: str
    tables: Mapping[str, Mapping[str, str]]

    def word(self, table: str, key: str) -> str:
        """A word, or the key itself where it is a name already (an allergy as told, a field)."""
        return self.tables[table].get(key, key)

    def severity(self, severity: Severity) -> str:
        """What the doctor may still do."""
        return self.tables["severity"][severity.value]

    def finding(self, found: Finding) -> str:
        """The sentence: what, why, what to do."""
        facts = {name: self._fact(name, value) for name, value in (_SINCE_THEN | dict(found.facts)).items()}
        said = self.tables["finding_of_rule"].get(f"{found.code}.{found.rule}") or self.tables["finding"][found.code]
        return _AMOUNT.sub(self._amount, said.format_map(facts))

    def _amount(self, told: re.Match[str]) -> str:
        """``800000 [iU]`` as a prescription says it (safety.md §4.8)."""
        number, unit = told.groups()
        return amount_text(Decimal(number), unit) if self.language == "zh_CN" else f"{number} {unit.strip('[]{}')}"

    def late(self, news: str, found: Finding) -> str:
        """Why a patient is to be called: what became known after signing, and what the rules say to it (RX-SAF-09)."""
        return self.tables["finding"]["RX-SAF-09"].format_map({"news": self.word("news", news), "objection": self.finding(found)})

    def vital(self, found: VitalFinding) -> str:
        """Why a measurement is refused or asked again."""
        facts = dict(found.facts) | {"kind": self.word("vital_kind", found.kind)}
        if "unit" in facts:
            facts["unit"] = self.word("unit", facts["unit"])
        return self.tables["vital"][found.code].format_map(facts)

    def could_not(self, *runs: CheckRun) -> str:
        """Checks that could not run for one and the same reason, and what they lacked."""
        name = self._joint.join(self.tables["check"][run.check] for run in runs)
        if runs[0].state is CheckState.FAILED:
            return self._summary("failed", check=name)
        inputs = self._joint.join(self.tables["input"][gap.input] for gap in runs[0].gaps)
        return self._summary("gap", check=name, inputs=inputs)

    def gaps(self, runs: Iterable[CheckRun]) -> list[str]:
        """One sentence for each reason, however many checks it kept from running; in the order they came."""
        kept: dict[tuple[bool, tuple[str, ...]], list[CheckRun]] = {}
        for run in runs:
            kept.setdefault((run.state is CheckState.FAILED, tuple(gap.input for gap in run.gaps)), []).append(run)
        return [self.could_not(*some) for some in kept.values()]

    def summary(self, review: Review) -> str:
        """How many checks ran and which could not. It never says that nothing is wrong."""
        done, found, failed = len(review.ran), len(review.objections), review.could_not
        first = (
            self._summary("ran_found" if found else "ran_clean", count=done, found=found) if done or found else self._summary("none_ran")
        )
        if not failed:
            return first
        names = self._joint.join(self.tables["check"][run.check] for run in failed)
        return first + self.tables["summary"]["clause"] + self._summary("could_not", count=len(failed), names=names)

    @property
    def _joint(self) -> str:
        return self.tables["summary"]["joint"]

    def _summary(self, key: str, **facts: object) -> str:
        return self.tables["summary"][key].format_map(facts)

    def _fact(self, name: str, value: str) -> str:
        table = _TABLE_OF_FACT.get(name)
        if table is None:
            return value
        parts = value.split(_SEVERAL[name]) if name in _SEVERAL else [value]
        return self._joint.join(self.word(table, part) for part in parts)


@cache
def load_words(language: str) -> Words:
    """``zh_CN`` or ``en``. Raises FileNotFoundError for another."""
    text = files("app").joinpath("texts", language, "rules.toml").read_text(encoding="utf-8")
    return Words(language, tomllib.loads(text))
