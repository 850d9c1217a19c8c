"""What a story leaves: numbered pictures, papers, the steps as a table, the audit trail of both places as a table; and its proofs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.clock import instant, local
from app.demo.two_seats import Seat
from app.errors import KnownError
from app.store import accounts, people, trail
from app.store.database import Reading
from app.store.trail import Wanted
from app.texts import LANGUAGES, load_texts

STEPS, AUDIT = "steps.csv", "audit.csv"
_STEP_HEAD = ("步骤", "时间", "地点", "谁", "做了什么")
_PICTURE = "截图"
_AUDIT_HEAD = ("时间", "地点", "工作站", "谁", "做了什么", "对象", "居民", "结果", "编号", "审计序号")
_MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did, and how what the story is about stood afterwards."""

    at: str
    place: str
    who: str
    words: str
    states: tuple[str, ...]
    picture: str


@dataclass
class Record:
    """Written as the story goes on; the tables at its end. ``settle``: seconds that a page is given before its picture is taken.

    ``states``: what is told of every step besides, as heads of columns.
    """

    INDEX = "story.md"

    out: Path
    say: Callable[[str], None]
    settle: float = 0.0
    states: tuple[str, ...] = ()
    steps: list[Step] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)

    def step(self, seat: Seat, words: str, name: str, *states: str) -> None:
        """Take a picture of what somebody sees after what they did. ``states``: a word under each head."""
        picture = f"{len(self.steps) + 1:02d}-{name}.png"
        seat.sitting.shoot(self.out / picture, self.settle)
        self.say(f"{len(self.steps) + 1:02d} {seat.word}：{words}")
        now, who = seat.clinic.desk.clock.now(), seat.clinic.desk.who.name
        self.steps.append(Step(f"{local(now):%H:%M:%S}", seat.word, who, words, states, picture))

    def paper(self, name: str, pdf: bytes) -> None:
        """Keep a paper. KnownError ``story_differs`` where it is none."""
        self.agree(name, b"%PDF", pdf[:4])
        file = f"{len(self.papers) + 1:02d}-{name}.pdf"
        (self.out / file).write_bytes(pdf)
        self.papers.append(file)

    def file(self, name: str, body: bytes) -> None:
        """Keep anything else that leaves the program: a table, what an exchange carries."""
        file = f"{len(self.papers) + 1:02d}-{name}"
        (self.out / file).write_bytes(body)
        self.papers.append(file)

    def agree(self, what: str, told: object, found: object) -> None:
        """Both are the same. KnownError ``story_differs``."""
        if told != found:
            raise KnownError("story_differs", step=len(self.steps), what=what, told=str(told), found=str(found))

    def proven(self, words: str) -> None:
        """One more thing that was looked up and held."""
        self.proofs.append(words)

    def close(self, title: str, seats: Sequence[Seat], persons: Iterable[str]) -> None:
        """The tables."""
        wanted = frozenset(persons)
        rows = sorted(row for seat in seats for row in seat.clinic.desk.store.read(lambda conn, seat=seat: _trail(conn, seat, wanted)))  # type: ignore[misc]
        steps = [(str(n), one.at, one.place, one.who, one.words, *one.states, one.picture) for n, one in enumerate(self.steps, 1)]
        _table(self.out / STEPS, (*_STEP_HEAD, *self.states, _PICTURE), steps)
        _table(self.out / AUDIT, _AUDIT_HEAD, rows)
        (self.out / self.INDEX).write_text(self._page(title, steps), encoding="utf-8")

    def _page(self, title: str, steps: Sequence[tuple[str, ...]]) -> str:
        """Everything on one page, with the pictures."""
        heads = (*_STEP_HEAD, *self.states)
        head = ["|" + "|".join(heads) + "|", "|---" * len(heads) + "|"]
        table = ["|" + "|".join(one[:-1]) + "|" for one in steps]
        pictures = [f"### {one[0]} · {one[2]} {one[3]}：{one[4]}\n\n![{one[4]}]({one[-1]})\n" for one in steps]
        lists = ["## 核对", *(f"- {one}" for one in self.proofs), "", "## 纸面", *(f"- [{one}]({one})" for one in self.papers)]
        return "\n".join([f"# {title}", "", *head, *table, "", *lists, "", f"审计：[{AUDIT}]({AUDIT})", "", "## 截图", "", *pictures])


def _trail(conn: Reading, seat: Seat, persons: frozenset[str]) -> list[tuple[str, ...]]:
    """The rows about these residents, in words; what the trail itself holds is codes."""
    words = load_texts(LANGUAGES[0])
    names = {one.id: (found.name if (found := accounts.practitioner(conn, one.practitioner)) else "") for one in accounts.accounts(conn)}
    residents = {key: one.name for key, one in people.by_ids(conn, persons).items()}
    return [
        (
            f"{local(instant(row.at)):%Y-%m-%d %H:%M:%S.%f}"[:-3],
            seat.word,
            row.seat,
            names.get(row.account, "程序"),
            words.word("audit_action", row.action),
            words.word("audit_type", row.type),
            residents.get(row.person, ""),
            "" if row.outcome == "ok" else words.word("audit_outcome", row.outcome),
            row.ref[-8:],
            str(row.seq),
        )
        for row in trail.rows(conn, Wanted(persons=persons), None, _MOST_ROWS)
    ]


def _table(file: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as open_file:  # Excel takes UTF-8 by its mark
        writer = csv.writer(open_file)
        writer.writerow(head)
        writer.writerows(rows)
