"""传染病报告: diagnoses that are to be reported and until when, the cards written, and when somebody sent each in the national system.

The card itself is a form (``infectious_report``) and is filled as every form is. Nothing is sent from here: the national system takes
cards by hand only, so what is kept is who sent which card when, as they said.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.clock import day_bounds, instant, iso, local, local_day
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import as_written, new_id
from app.errors import KnownError
from app.logs import hide_names
from app.rules.infectious import DISEASE, REPORT, SENT, Notifiable, answers_days, categories, diseases, notifiable, policy
from app.services.desk import Desk
from app.store import accounts, filled_forms, infectious, people
from app.store.database import Reading
from app.store.infectious import Written
from app.store.unit_of_work import UnitOfWork

READ, WRITE = "chart.read", "forms.write"
_SENT, _RETURNED = "1", "2"


class Stage(StrEnum):
    """What waits; words under ``infectious_stage``."""

    CARD = "card"  # no card yet
    SEND = "send"  # written, nobody said that it was sent
    RETURNED = "returned"  # 退卡
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody did with a card in the national system. ``at``: as they said, store text; ``by``: who wrote it down."""

    at: str
    number: str
    by: str
    returned: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A disease of one resident that is to be reported, or was. ``card``: id of the form, '' = none; ``until``: end of the time for it."""

    person: str
    name: str
    village: str
    phone: str
    encounter: str
    disease: Notifiable
    since: datetime
    stage: Stage
    card: str = ""
    sent: Sent | None = None

    @property
    def until(self) -> datetime:
        """The end of the time for the report."""
        return self.disease.until(self.since)

    def late(self, now: datetime) -> bool:
        """Whether the time is over and it was not sent."""
        return self.stage is not Stage.DONE and now > self.until


class InfectiousReports:
    """For whoever keeps charts. Reading needs ``chart.read``, writing ``forms.write``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def waiting(self) -> list[Report]:
        """Everything that is not reported yet, the one whose time ends first first."""
        found = self._desk.read(READ, lambda conn: self._reports(conn))
        return sorted((one for one in found if one.stage is not Stage.DONE), key=lambda one: (one.until, one.person))

    def of_visit(self, encounter: str) -> list[Report]:
        """What the diagnoses of a visit ask for, reported or not."""
        return self._desk.read(READ, lambda conn: self._reports(conn, encounter))

    def reported(self, conn: Reading, encounter: str) -> bool | None:
        """疫情已报 as the log of visits asks: whether all that a visit's diagnoses ask for was sent; None = they ask for nothing."""
        found = self._reports(conn, encounter)
        return all(one.stage is Stage.DONE for one in found) if found else None

    def cards(self, first: date, last: date) -> list[Report]:
        """Cards written on some days, the newest first (传染病登记)."""

        def query(conn: Reading) -> list[Report]:
            forms = filled_forms.between(conn, REPORT, first.isoformat(), last.isoformat())
            who = people.by_ids(conn, {one.person for one in forms})
            sent = _sent(conn, who)
            made = []
            for one in reversed(forms):
                person = who[one.person]
                phone = person.phones[0].number if person.phones else ""
                told = sent.get(one.id)
                disease = _disease(one)
                since = _since(one)
                place = person.address.village
                made.append(Report(person.id, person.name, place, phone, one.encounter or "", disease, since, _stage(told), one.id, told))
            return made

        found = self._desk.read(READ, query)
        hide_names(one.name for one in found)
        return found

    def say_sent(self, card: str, at: datetime, number: str = "", returned: str = "") -> FilledForm:
        """Somebody sent a card in the national system, or it came back from there (``returned``: why).

        KnownError ``record_unknown``, ``infectious_sent_time`` (before the card was written, or after now).
        """

        def work(uow: UnitOfWork) -> FilledForm:
            one = filled_forms.get(uow.conn, card)
            if one is None or one.form != REPORT:
                raise KnownError("record_unknown")
            if not day_bounds(date.fromisoformat(one.day))[0] <= iso(at) <= uow.at:
                raise KnownError("infectious_sent_time")
            made = self._told(uow, one, at, number, returned)
            filled_forms.add(uow, made)
            return made

        return self._desk.write(WRITE, work)

    # inside

    def _told(self, uow: UnitOfWork, one: FilledForm, at: datetime, number: str, returned: str) -> FilledForm:
        today = local_day(instant(uow.at)).isoformat()
        texts = {
            "infect_card": one.id,
            "infect_sent_time": f"{local(at):%H:%M}",
            "infect_sent_no": as_written(number),
            "infect_outcome_reason": as_written(returned),
            "doctor": self._desk.who.name,
        }
        values = {name: FormValue(ValueKind.TEXT, (text,)) for name, text in texts.items() if text}
        values["infect_outcome"] = FormValue(ValueKind.CHOICE, (_RETURNED if returned.strip() else _SENT,))
        values["infect_sent_on"] = FormValue(ValueKind.DAY, (local_day(at).isoformat(),))
        values["day"] = FormValue(ValueKind.DAY, (today,))
        return FilledForm(new_id(), one.person, one.encounter, SENT, 1, today, values, uow.actor.practitioner, uow.at)

    def _reports(self, conn: Reading, encounter: str = "") -> list[Report]:
        since = iso(self._desk.clock.now() - timedelta(days=int(policy()["look_back_days"])))
        written = infectious.written_since(conn, "" if encounter else since, categories(), encounter)
        hide_names(one.name for one in written)
        links = people.links_of(conn, {one.person for one in written}) if written else {}
        humans = {person: frozenset({person, *linked}) for person, linked in links.items()}
        everybody = {one for human in humans.values() for one in human}
        cards = filled_forms.of_people(conn, everybody, REPORT) if everybody else []
        sent = _sent(conn, everybody) if cards else {}
        found: dict[tuple[frozenset[str], str], Report] = {}
        for one in written:
            disease = notifiable(one.icd10)
            if disease is not None:
                human = humans.get(one.person, frozenset({one.person}))
                found.setdefault((human, disease.code), _report(one, disease, human, cards, sent))
        return list(found.values())


def _report(one: Written, disease: Notifiable, human: Collection[str], cards: Sequence[FilledForm], sent: dict[str, Sent]) -> Report:
    """The newest card of that disease within the days for which it answers; cards come the newest first."""
    since = instant(one.at)
    oldest = (local_day(since) - timedelta(days=answers_days(disease.code))) if answers_days(disease.code) < 10_000 else date.min
    card = next((each for each in cards if each.person in human and each.one(DISEASE) == disease.code and each.day >= str(oldest)), None)
    told = sent.get(card.id) if card else None
    stage = Stage.CARD if card is None else _stage(told)
    phone = people.first_phone(one.phones)
    return Report(one.person, one.name, one.village, phone, one.encounter, disease, since, stage, card.id if card else "", told)


def _stage(told: Sent | None) -> Stage:
    if told is None:
        return Stage.SEND
    return Stage.RETURNED if told.returned else Stage.DONE


def _sent(conn: Reading, persons: Collection[str]) -> dict[str, Sent]:
    """What was last said of each card."""
    found: dict[str, Sent] = {}
    names: dict[str, str] = {}
    for one in filled_forms.of_people(conn, list(persons), SENT):  # the newest first
        if one.by not in names:
            staff = accounts.practitioner(conn, one.by)
            names[one.by] = staff.name if staff is not None else ""
        at = _said(one)
        reason = one.one("infect_outcome_reason") if one.one("infect_outcome") == _RETURNED else ""
        found.setdefault(one.one("infect_card"), Sent(at, one.one("infect_sent_no"), names[one.by], reason))
    return found


def _said(one: FilledForm) -> str:
    """When they said they sent it; where another program wrote that otherwise, when it was written down."""
    try:
        return iso(instant(f"{one.one('infect_sent_on')}T{one.one('infect_sent_time')}:00+08:00"))
    except ValueError:
        return one.at


def _disease(card: FilledForm) -> Notifiable:
    """One that a newer list has is shown by its code."""
    code = card.one(DISEASE)
    return diseases().get(code) or Notifiable(code, code, "", int(policy()["hours"]))


def _since(card: FilledForm) -> datetime:
    """When it was diagnosed, as the card says: the clock of the report runs from there."""
    day, hour = card.one("infect_diagnosed"), card.one("infect_hour")
    try:
        return instant(f"{date.fromisoformat(day).isoformat()}T{int(hour or 0):02d}:00:00+08:00")
    except ValueError:
        return instant(card.at)
