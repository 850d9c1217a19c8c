"""质控与检定: written down once, seen in every reading from then on; no class from strips past their day, and no alarm silenced (H39)."""

from __future__ import annotations

import pytest

from app.clock import SetClock
from app.domain.device_check import ControlOutcome
from app.domain.measurement import Measurement
from app.domain.programme import Programme
from app.errors import KnownError
from app.rules.acceptance import Why
from app.services.desk import Desk
from app.services.device_checks import DeviceChecks, box_of
from app.services.inbox import CONTROL_FAILED, Arrived, Inbox
from app.services.registers import Registers
from app.store import measurements
from tests.app.services.measuring_table import MakePerson, Table, glucose

BOX = ("T2601", "2027-01-31", ("4.1-6.3", "14.0-18.5"))


class Care:
    """A table whose meter is looked after; the site's interval is ``days``."""

    def __init__(self, table: Table, make_person: MakePerson) -> None:
        self.table, self.days, self.number = table, 0, 0
        self.checks = DeviceChecks(table.desk, lambda: self.days)
        table.inbox = Inbox(table.desk, table.arming, table.devices, self.checks)
        self.meter, self.person = table.meter(), make_person()

    def reads(self, value: str | None, comparator: str = "", context: str = "fasting") -> Measurement:
        """The meter measures the resident."""
        self.table.clock.forward(60)
        armed = self.table.arm(self.meter, self.person)
        self.sends(value, comparator)
        one = self.table.intake.state(armed.encounter or "").measurements[-1]
        return self.table.intake.set_context(one.id, context)

    def sends(self, value: str | None, comparator: str = "", *flags: str) -> None:
        """A record of the meter."""
        self.number += 1
        self.table.clock.forward(30)
        self.table.send(glucose(self.meter, value, self.table.clock.now(), self.number, comparator=comparator, flags=flags))

    def candidates(self) -> list[str]:
        """Who is to be tested for diabetes."""
        return [one.person for one in Registers(self.table.desk).candidates() if one.programme is Programme.DIABETES]

    @property
    def control(self) -> tuple[str, ControlOutcome, str]:
        """The newest control result."""
        found = self.checks.standings([self.meter.id])[self.meter.id].control
        assert found is not None
        return found.value, found.outcome, found.level


@pytest.fixture
def care(desk: Desk, clock: SetClock, make_person: MakePerson) -> Care:
    return Care(Table(desk, clock), make_person)


def test_control_solution_is_the_meters_result_and_nobodys(care: Care) -> None:
    """It waits for no person, whoever was armed; out of the box's range it says so, and the readings after it are marked."""
    heard: list[Arrived] = []
    care.table.inbox.news.subscribe(heard.append)
    care.sends("5.6", "", "control_solution")
    assert care.control == ("5.6", ControlOutcome.OPEN, "")
    care.checks.open_strips(care.meter.id, *BOX)
    care.table.arm(care.meter, care.person)
    care.sends("15.1", "", "control_solution")
    assert care.control == ("15.1", ControlOutcome.PASSED, "2") and care.table.unclaimed() == []
    care.sends("9.0", "", "control_solution")
    assert care.control == ("9", ControlOutcome.FAILED, "") and care.reads("8.1").unfit == ("qc_failed",)
    care.checks.control(care.meter.id, "5.2", "1")
    assert care.reads("8.1").unfit == ()
    assert [(one.state, one.reason) for one in heard[:3]] == [
        ("set_aside", Why.CONTROL_SOLUTION),
        ("set_aside", Why.CONTROL_SOLUTION),
        ("set_aside", CONTROL_FAILED),
    ]


def test_an_open_result_is_settled_once_by_what_the_box_says(care: Care) -> None:
    care.days = 7
    care.sends("5.6", "", "control_solution")
    open_one = care.checks.standings([care.meter.id])[care.meter.id].control
    assert open_one is not None and care.reads("8.1").unfit == ("qc_overdue",)
    with pytest.raises(KnownError, match="control_range"):
        care.checks.settle(open_one.id, "")
    care.checks.settle(open_one.id, "4.1-6.3")
    assert care.control == ("5.6", ControlOutcome.PASSED, "") and care.reads("8.1").unfit == ()
    with pytest.raises(KnownError, match="control_settled"):
        care.checks.settle(open_one.id, "4.1-6.3")


def test_expired_strips_feed_no_list_and_silence_no_alarm(care: Care) -> None:
    """≥ 16.7 alarms whatever the strips; the same value of good ones asks for a test on another day, this one does not."""
    care.checks.open_strips(care.meter.id, "T2501", "2026-02")
    high = care.reads("17.2")
    assert high.unfit == ("strips_expired",) and high.critical
    assert care.candidates() == []
    low = care.reads(None, "<")
    assert low.unfit and low.critical
    care.checks.open_strips(care.meter.id, *BOX)
    assert care.reads("17.2").unfit == () and care.candidates() == [care.person.id]


def test_no_interval_holds_nobody_up(care: Care) -> None:
    assert care.reads("8.1").unfit == ()
    care.days = 1
    assert care.reads("8.1").unfit == ("qc_overdue",)


def test_a_cuff_past_its_verification_is_named_and_counts(care: Care) -> None:
    cuff = care.table.cuff()
    care.checks.verify(cuff.id, "2026-02-28")
    visit = care.table.intake.open_visit(care.person.id)
    for _ in range(2):
        care.table.arm(cuff, care.person, visit)
        care.table.press(cuff, 138, 82)
        care.table.clock.forward(90)
    care.table.intake.save(visit.id)
    found = care.table.desk.store.read(lambda conn: measurements.of_encounter(conn, visit.id))
    assert len(found) == 3 and all("verification_expired" in one.flags and not one.unfit for one in found)


def test_what_is_written_down_is_looked_at(care: Care) -> None:
    for batch, day, code in (("", "2027-01-31", "check_batch"), ("T1", "31.1.", "check_day"), ("T1", "2207-01-31", "check_day")):
        with pytest.raises(KnownError, match=code):
            care.checks.open_strips(care.meter.id, batch, day)
    with pytest.raises(KnownError, match="device_unknown"):
        care.checks.verify("nobody", "2027-01-31")
    with pytest.raises(KnownError, match="field_number"):
        care.checks.control(care.meter.id, "很好")
    assert care.checks.control(care.meter.id, "hi").outcome is ControlOutcome.FAILED
    box = box_of("]d2010691234567890117270131" + "10T2601")
    assert box is not None and (box.batch, str(box.until)) == ("T2601", "2027-01-31")
    assert box_of("6912345678901") is None
