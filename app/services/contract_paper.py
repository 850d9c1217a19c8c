"""The agreement with the family doctor on paper, a copy for each side, and what came of it on one sheet; both leave a line in the trail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.clock import iso, local_day
from app.domain.age import known_age_text
from app.domain.contract import Contract
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.printing.form_paper import FormPaper, PaperCell, PaperRow, PaperSection, form_paper_pdf
from app.rules.contracts import packages, policy
from app.rules.forms.reading import library
from app.services.contracts import READ, WRITE, Fulfilment, Line
from app.services.desk import Desk
from app.services.rx_document import local_minute
from app.store import care, people
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import detail

KIND = "contract"
"""As printers and audit trail call it."""


class ContractPaper:
    """For whoever may sign agreements."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def agreement(self, contract: str) -> bytes:
        """Two copies. KnownError ``contract_unknown``, ``font_missing``."""

        def query(conn: Reading) -> tuple[Contract, Person]:
            one = care.CONTRACTS.get(conn, contract)
            who = None if one is None else people.get(conn, one.person)
            if one is None or who is None:
                raise KnownError("contract_unknown")
            return one, who

        one, who = self._desk.read(READ, query)
        sections = tuple(_agreement(one, who, self._desk.who.organization.name, self._today()))
        title = str(_words()["title"])
        head = ((str(_words()["number"]), _number(one)), (str(_words()["form"]), one.form))
        at = local_minute(iso(self._desk.clock.now()))
        source = str(policy()["source"]).split(";")[0]
        return form_paper_pdf([FormPaper(title, copy, head, sections, 1, source, at) for copy in _words()["copies"]])

    def fulfilment(self, found: Fulfilment) -> bytes:
        """What was promised against what the records show. KnownError ``font_missing``."""
        self._desk.allow(READ)
        words, one = policy()["fulfilment"], found.contract
        sections = [
            PaperSection(str(_words()["sections"][0]), tuple(_sides(one, found.person, self._desk.who.organization.name, self._today())))
        ]
        for package in dict.fromkeys(line.package for line in found.lines):
            rows = tuple(PaperRow(line.service.name, (PaperCell(_done(line)),)) for line in found.lines if line.package is package)
            sections.append(PaperSection(package.name, rows))
        summary = words["summary"].format(counted=found.counted, fulfilled=found.fulfilled, day=found.as_of.isoformat())
        last = (PaperRow(str(words["head"]), (PaperCell(summary),)), PaperRow(str(words["resident_signs"]), (PaperCell(),), tall=True))
        sections.append(PaperSection(str(_words()["sections"][4]), last))
        at, head = local_minute(iso(self._desk.clock.now())), ((str(_words()["number"]), _number(one)),)
        institution = self._desk.who.organization.name
        return form_paper_pdf([FormPaper(str(words["title"]), institution, head, tuple(sections), 1, str(policy()["policy_id"]), at)])

    def printed(self, contract: Contract, pdf: bytes) -> None:
        """Note that a sheet left the printer."""
        digest = hashlib.sha256(pdf).hexdigest()
        self._desk.write(WRITE, lambda uow: uow.note(Act("print", KIND, contract.id, contract.person, detail=detail(sha256=digest))))

    def _today(self) -> date:
        return local_day(self._desk.clock.now())


def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = policy()["agreement"]
    return words


def _number(one: Contract) -> str:
    """Short enough to be said on the phone; the record itself is found by it."""
    return one.id[:8].upper()


def _agreement(one: Contract, who: Person, institution: str, today: date) -> list[PaperSection]:
    words = _words()
    sides, wanted, agreed, clauses, signed = words["sections"]
    services = [
        PaperRow(packages()[code].name, (PaperCell("；".join(f"{each.name} {each.times} 次" for each in packages()[code].services)),))
        for code in one.packages
        if code in packages()
    ]
    consents = [
        PaperRow(name, (PaperCell(words["agreed" if code in one.consents else "not_agreed"]),))
        for code, name in policy()["consents"].items()
    ]
    terms = [PaperRow(words["intro_label"], (PaperCell(words["intro"]),))]
    terms += [PaperRow(words["clause"].format(n=n), (PaperCell(text),)) for n, text in enumerate(words["clauses"], start=1)]
    signatures = (
        PaperRow(words["signer"], (PaperCell(one.signed_by),), half=True),
        PaperRow(words["signed_on"], (PaperCell(),), half=True),
        PaperRow(words["resident_signs"], (PaperCell(),), tall=True),
        PaperRow(words["team_signs"], (PaperCell(),), tall=True),
    )
    return [
        PaperSection(sides, tuple(_sides(one, who, institution, today))),
        PaperSection(wanted, tuple(services)),
        PaperSection(agreed, tuple(consents)),
        PaperSection(clauses, tuple(terms)),
        PaperSection(signed, signatures),
    ]


def _sides(one: Contract, who: Person, institution: str, today: date) -> list[PaperRow]:
    words = _words()
    age = known_age_text(who.birth, today)
    sex = library().fields["sex"].word(who.sex.value)
    place = who.address.whole or who.address.village + who.address.group
    told = {
        "resident": who.name,
        "sex_age": f"{sex} {age}".strip(),
        "id_number": who.number(IdKind.RESIDENT) or "",
        "phone": who.phones[0].number if who.phones else "",
        "address": place,
        "institution": institution,
        "team": one.team,
        "term": words["term_value"].format(first=one.first_on, last=one.last_on),
    }
    return [PaperRow(words[name], (PaperCell(text),), half=True) for name, text in told.items()]


def _done(line: Line) -> str:
    words = policy()["fulfilment"]
    if line.records is None:
        return str(words["uncounted"].format(times=line.service.times))
    return str(words["value"].format(done=line.done, times=line.service.times, days="、".join(one.day for one in line.records))).strip()
