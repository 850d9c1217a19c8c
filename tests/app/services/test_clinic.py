"""All services together: what the clinic chooses is in force at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.clock import instant
from app.services.clinic import Clinic
from app.services.desk import Desk
from device_drivers.readings import KnownDevice
from tests.app.services.measuring_table import MakePerson


def test_the_chosen_time_out_counts_from_the_next_arming_on(desk: Desk, make_person: MakePerson, tmp_path: Path) -> None:
    clinic = Clinic.over(desk, None, tmp_path / "site.toml")
    known = KnownDevice("ble:C1:00:00:00:00:01", "ble-blood-pressure", "cuff", "C1:00:00:00:00:01")
    cuff, person = clinic.devices.take_on(known, "血压计", "红1"), make_person()
    visit = clinic.intake.open_visit(person.id)
    clinic.preferences.choose("arming_minutes", 2)
    armed = clinic.arming.arm(cuff.id, person.id, visit.id, "slip", person.id)
    assert instant(armed.expires_at) - instant(armed.armed_at) == timedelta(minutes=2)
