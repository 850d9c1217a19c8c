"""Uploading in words: every sentence is one a village doctor would say, and none promises more than was acknowledged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.services.sync_status import SyncSummary
from app.store.conflicts import ConflictRow
from app.store.sync_state import ParkedRow
from ui import tokens as t
from ui.pages.sync.gallery import CONFLICT, DONE, NOW, OFFLINE, PARKED, Desk
from ui.pages.sync.model import SyncModel
from ui.pages.sync.words import SyncWords


class Kept(Desk):
    """Remembers what was asked of it."""

    def __init__(self, summary: SyncSummary) -> None:
        super().__init__(summary, (PARKED,), (CONFLICT,))
        self.asked: list[object] = []
        self.error: KnownError | None = None

    def retry(self, row: ParkedRow) -> None:
        self.asked.append(row)
        if self.error:
            raise self.error

    def settle(self, conflict: int, choice: str) -> None:
        self.asked.append((conflict, choice))

    def sync_now(self) -> None:
        self.asked.append("now")


@pytest.fixture
def desk() -> Kept:
    return Kept(OFFLINE)


@pytest.fixture
def model(desk: Kept) -> SyncModel:
    made = SyncModel(desk, SetClock(NOW), lambda person: {"p1": "王秀英"}.get(person, ""))
    made.load()
    return made


def test_everything_is_read_at_once(model: SyncModel) -> None:
    state = model.state
    assert (state.summary, state.parked, state.conflicts) == (OFFLINE, (PARKED,), (CONFLICT,)) and len(state.lanes) == 4
    assert (model.name("p1"), model.name("p9"), model.name("")) == ("王秀英", "", "")


def test_what_a_person_decides_reaches_the_service(model: SyncModel, desk: Kept) -> None:
    model.retry(PARKED)
    model.keep_here(CONFLICT)
    model.keep_there(CONFLICT)
    model.sync_now()
    assert desk.asked == [PARKED, (7, "here"), (7, "there"), "now"]


def test_a_refusal_is_told_and_the_lists_stay(model: SyncModel, desk: Kept) -> None:
    desk.error = KnownError("not_allowed", permission="sync.settle")
    model.retry(PARKED)
    assert model.error is desk.error and model.state.parked == (PARKED,)


def test_news_change_the_sentence_at_once(model: SyncModel) -> None:
    seen: list[SyncSummary] = []
    model.attach(lambda: seen.append(model.state.summary), lambda work, done, failed: None)
    model.heard(DONE)
    assert seen == [DONE] and model.state.parked == (PARKED,)


WAITING = replace(OFFLINE, parked=0, conflicts=0)


@pytest.mark.parametrize(
    ("summary", "said", "mark"),
    [
        (OFFLINE, "12 条待上传,最早 昨天 16:20;2 条需要您处理", t.Mark.ATTENTION),
        (WAITING, "12 条待上传,最早 昨天 16:20", t.Mark.WAITING),
        (DONE, "17:18 以前的数据已全部上传", t.Mark.OK),
        (replace(DONE, parked=2), "2 条需要您处理,其余已全部上传", t.Mark.ATTENTION),
        (replace(DONE, last_ok_at=None), "还没有上传过", t.Mark.WAITING),
        (SyncSummary(), "还没有设置上传,数据都保存在本机", t.Mark.WAITING),
    ],
)
def test_the_sentence_on_top(dressed: object, summary: SyncSummary, said: str, mark: t.Mark) -> None:
    assert SyncWords().headline(summary, NOW) == (said, mark)


@pytest.mark.parametrize(
    ("summary", "said", "mark"),
    [
        (OFFLINE, "离线 · 待上传 12 · 上次 08:41 · 需处理 2", t.Mark.ATTENTION),
        (DONE, "在线 · 已全部上传 · 上次 17:18", t.Mark.OK),
        (replace(DONE, pending=3), "在线 · 待上传 3 · 上次 17:18", t.Mark.WAITING),
        (SyncSummary(), "未设置上传", t.Mark.NONE),
    ],
)
def test_the_pill_of_the_status_bar(dressed: object, summary: SyncSummary, said: str, mark: t.Mark) -> None:
    assert SyncWords().pill(summary, NOW) == (said, mark)


def test_switching_off_never_depends_on_the_network(dressed: object) -> None:
    words = SyncWords()
    assert words.shutdown(OFFLINE) == "数据已保存,可以关机(未上传 12 条,下次开机继续)"
    assert words.shutdown(DONE) == "数据已保存,可以关机"


def test_no_word_that_only_a_programmer_says(dressed: object) -> None:
    """safety.md §8.6 and H37: uploaded is not read by somebody."""
    words = SyncWords()
    row = ConflictRow(1, "hub", "Patient", "p", "", ({"label": "Patient.telecom"},), "")
    said = " ".join(
        [
            *(words.headline(one, NOW)[0] for one in (OFFLINE, DONE, SyncSummary())),
            str(words.trouble(OFFLINE)),
            words.why(PARKED),
            *(words.kind(kind) for kind in ("Patient", "Observation", "Provenance", "Bundle")),
            words.field(row.fields[0]["label"]),
        ]
    )
    assert not [word for word in ("同步", "冲突", "资源", "队列", "超时", "异常码", "送达", "FHIR", "Patient") if word in said]
