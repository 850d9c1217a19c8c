"""The day's two processes: the first is killed in the middle of a visit, the second takes over what it left.

    python -m app.demo.play FOLDER first|second VISITS

Lines that begin with ``@`` are asked of the parent (``@network off``), which answers with a line.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.clock import RunningClock, instant
from app.demo.clinic import DOCTOR, INTAKE
from app.demo.day import BETWEEN_READINGS, Day, Place
from app.demo.paper import prescribe, prescribe_with_findings, review_and_give_out
from app.demo.script import Visit, further_visits, opening_visit
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.errors import KnownError
from app.services.keeping import verify
from app.texts import error_text

SEED = 20260305
OFFLINE_VISITS = 20


def main(arguments: list[str]) -> int:
    """Play one part."""
    root, part = Path(arguments[0]), arguments[1]
    logging.basicConfig(filename=root / "day.log", level=logging.INFO, encoding="utf-8")
    place = Place(root, RunningClock(last_time(root)), print)
    visits = further_visits(SEED, int(arguments[2]))
    try:
        (first if part == "first" else second)(place, visits)
    except KnownError as error:
        print(error_text(error), file=sys.stderr)
        return 1
    return 0


def killed_in(visits: Sequence[Visit]) -> int:
    """The visit in which the first process is killed: one reading is in, the second is not."""
    return len(visits) // 2


def first(place: Place, visits: Sequence[Visit]) -> None:
    """Open the clinic, one visit with everything, network off, half of the others, and the end in the middle of one."""
    day = Day(place, INTAKE)
    day.station.use_upstream("hub", "hub", (place.root / "peer").read_text(encoding="utf-8"))
    whole_visit(day, opening_visit(SEED))
    ask("network off")
    for number, visit in enumerate(visits):
        if number == killed_in(visits):
            die(day, visit)
        short_visit(day, visit, f"{number + 1}/{len(visits)}")


def second(place: Place, visits: Sequence[Visit]) -> None:
    """Everything the first left is there; the visit it broke off goes on, then the rest, and the network comes back."""
    day = Day(place, DOCTOR)
    broken_off = killed_in(visits)
    finish_broken_off(day, visits[broken_off])
    for number, visit in enumerate(visits[broken_off + 1 :], broken_off + 2):
        short_visit(day, visit, f"{number}/{len(visits)}")
    review_and_give_out(day, opening_visit(SEED))
    left = day.clinic.sync.summary()
    place.say(f"离线:待上传 {left.pending} 条,全部保存在本机 · offline: {left.pending} waiting, all kept here")
    ask("network on")
    day.sync()
    flaws = verify(day.clinic.desk)
    place.say(f"审计链与记录核对:{len(flaws)} 处不符 · audit chain and records: {len(flaws)} flaws")
    place.mark()
    day.close()
    if flaws:
        raise KnownError("day_flaws", count=len(flaws))


def whole_visit(day: Day, visit: Visit) -> None:
    """Nurse, then doctor: everything a visit may hold."""
    day.place.say("登录:周兰(护士);居民登记、测量 · intake nurse signs in, registers and measures")
    person = day.register(visit)
    encounter = day.open(person)
    measure(day, visit, person, encounter)
    typed = (("weight", visit.weight, "61.5", "kg"), ("height", visit.height, "156", "cm"), ("waist", visit.waist, "87", "cm"))
    day.type_in(visit, encounter, (*typed, ("temperature", visit.temperature, visit.temperature, "Cel")))
    day.save(visit, encounter)
    day.place.say("换人:刘明远(医生);心电、诊断、处方 · quick switch to the doctor: ECG, diagnosis, prescription")
    day.hand_over(DOCTOR)
    day.diagnose(visit, person, encounter)
    day.record_ecg(visit, person, encounter)
    prescribe_with_findings(day, visit, person, encounter)
    day.clinic.queue.finish(encounter.id)


def short_visit(day: Day, visit: Visit, number: str) -> None:
    """A visit while the network is off."""
    person = day.register(visit)
    encounter = day.open(person)
    measure(day, visit, person, encounter)
    finish(day, visit, person, encounter)
    day.place.say(f"离线就诊 {number}:已保存 · visit {number} saved offline")


def measure(day: Day, visit: Visit, person: Person, encounter: Encounter) -> None:
    """Two pressures with the minute between them, then glucose."""
    for n, pressure in enumerate(visit.pressures):
        if n:
            day.forward(BETWEEN_READINGS)
        day.press(visit, person, encounter, pressure)
    day.prick(visit, person, encounter)


def finish(day: Day, visit: Visit, person: Person, encounter: Encounter) -> None:
    """What is typed, the save, the doctor's part."""
    kilograms = visit.weight if not visit.weight.endswith("斤") else f"{int(visit.weight[:-1]) / 2:g}"
    day.type_in(visit, encounter, (("weight", visit.weight, kilograms.removesuffix(".0"), "kg"),))
    day.type_in(visit, encounter, (("temperature", visit.temperature, visit.temperature, "Cel"),))
    day.save(visit, encounter)
    day.diagnose(visit, person, encounter)
    if visit.drug:
        prescribe(day, visit, person, encounter)
    day.clinic.queue.finish(encounter.id)


def die(day: Day, visit: Visit) -> None:
    """One reading is in the visit; then the process is gone, as in a power cut."""
    person = day.register(visit)
    encounter = day.open(person)
    day.press(visit, person, encounter, visit.pressures[0])
    day.place.mark()
    day.place.say("断电:程序被强行结束(kill -9) · power cut: the process is killed")
    sys.stdout.flush()
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def finish_broken_off(day: Day, visit: Visit) -> None:
    """The resident and the first reading are there without being asked for again."""
    person = day.clinic.residents.by_number(visit.id_number)
    if person is None:
        raise KnownError("day_lost")
    encounter = day.open(person)
    kept = day.clinic.intake.state(encounter.id).measurements
    day.place.say(f"重新打开:断电前的第 {len(kept)} 次血压还在,继续测量 · reopened: reading {len(kept)} is still there, going on")
    if len(kept) != 1:
        raise KnownError("day_lost")
    day.forward(BETWEEN_READINGS)
    day.press(visit, person, encounter, visit.pressures[1])
    day.prick(visit, person, encounter)
    finish(day, visit, person, encounter)


def ask(wish: str) -> None:
    """Have the parent do something to the world."""
    print(f"@{wish}", flush=True)
    if sys.stdin.readline().strip() != "done":
        raise KnownError("day_parent_gone")


def last_time(root: Path) -> datetime | None:
    """The clock goes on where the first process left it: a clock that goes back is a fault of its own."""
    file = root / "clock.json"
    return instant(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
