"""News and results reach the screen in its own thread, errors never raw, and nothing reaches a page that is gone."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from app.events import Topic
from ui.bridge import GONE, Bridge


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


def test_news_of_another_thread_arrive_in_the_screens_thread(bridge: Bridge, qtbot: QtBot) -> None:
    topic: Topic[int] = Topic("readings")
    heard: list[tuple[int, bool]] = []
    screen = QThread.currentThread()
    bridge.listen(topic, lambda news: heard.append((news, QThread.currentThread() is screen)))

    def publish() -> None:
        for number in range(3):
            topic.publish(number)

    worker = threading.Thread(target=publish)
    worker.start()
    worker.join()
    assert heard == []  # nothing before the event loop turns, whoever publishes
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard == [(0, True), (1, True), (2, True)]


def test_work_runs_beside_the_screen_and_its_result_comes_back(bridge: Bridge, qtbot: QtBot) -> None:
    got: list[object] = []
    bridge.run(threading.get_ident, got.append, got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], int) and got[0] != threading.get_ident()


def test_a_known_error_arrives_as_it_is(bridge: Bridge, qtbot: QtBot) -> None:
    failed: list[KnownError] = []

    def work() -> None:
        raise KnownError("internal", kind="x")

    bridge.run(work, lambda _: failed.append(KnownError("internal")), failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].code == "internal" and failed[0].facts == {"kind": "x"}


@pytest.mark.expect_log("work for the screen failed")
def test_a_fault_of_ours_is_logged_and_told_in_plain_words(bridge: Bridge, qtbot: QtBot) -> None:
    failed: list[KnownError] = []

    def work() -> int:
        return {"a": 1}["b"]

    bridge.run(work, lambda _: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert (failed[0].code, failed[0].facts["kind"]) == ("internal", "KeyError")


def test_somebody_elses_future_is_waited_for_without_blocking(bridge: Bridge, qtbot: QtBot) -> None:
    future: Future[str] = Future()
    got: list[str] = []
    bridge.wait(future, got.append, lambda error: got.append(error.code))
    future.set_result("saved")
    qtbot.waitUntil(lambda: got == ["saved"])
    cancelled: Future[str] = Future()
    bridge.wait(cancelled, got.append, lambda error: got.append(error.code))
    cancelled.cancel()
    bridge.post(lambda: got.append("after"))
    qtbot.waitUntil(lambda: len(got) > 1)
    assert got == ["saved", "after"]  # of the one that was cancelled nothing is told


def test_nothing_is_called_for_a_page_that_is_gone(bridge: Bridge, qtbot: QtBot) -> None:
    page, topic, heard = QObject(), Topic[str]("news"), list[str]()
    bridge.listen(topic, heard.append, owner=page)
    bridge.post(lambda: heard.append("late"), owner=page)
    topic.publish("late too")
    shiboken6.delete(page)
    topic.publish("after")
    bridge.post(lambda: heard.append("end"))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["end"]


def test_a_closed_bridge_is_silent(qtbot: QtBot) -> None:
    bridge, topic, heard = Bridge(), Topic[str]("news"), list[str]()
    bridge.listen(topic, heard.append)
    topic.publish("under way")
    bridge.close()
    topic.publish("after")
    other = Bridge()
    other.post(lambda: heard.append("other"))
    qtbot.waitUntil(lambda: bool(heard))
    other.close()
    assert heard == ["other"]


def test_an_owner_on_its_way_out_hears_nothing_more(qtbot: QtBot, bridge: Bridge) -> None:
    """Between a change of user and Qt's own deletion a page of the one before must not act in the name of the next (H33)."""
    heard: list[str] = []
    page, other = QObject(), QObject()
    page.setProperty(GONE, True)
    bridge.post(lambda: heard.append("page"), page)
    bridge.post(lambda: heard.append("other"), other)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["other"]
