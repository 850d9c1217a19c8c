"""A session that asks one question at a time, repeats it where nobody answers, and knows what it was given before."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.errors import Reason
from device_drivers.protocols.machine import Actions, Failed, Session, Write

ANSWER_SECONDS = 1.0
TRIES = 3
MEMORY = 1024  # records of the largest cuff, several times over


class AskingSession(Session):
    """`ask` until `answered`; `is_news` for devices that send their whole memory each time."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._question: list[Write] = []
        self._left = 0
        self._open = False
        self._given_up: Callable[[], Actions] = self._failed
        self._known: dict[bytes, None] = {}

    @property
    def waiting(self) -> bool:
        """Whether a question is open."""
        return self._open

    def ask(self, *question: Write, otherwise: Callable[[], Actions] | None = None) -> Actions:
        """Writes the question; otherwise(): what to do when TRIES of it stayed unanswered, the session fails without it."""
        self._question, self._left = list(question), TRIES
        self._given_up = otherwise or self._failed
        return self.ask_again()

    def ask_again(self) -> Actions:
        """The same question, one try less; nothing where none was asked."""
        self.answered()
        if not self._left:
            return self._given_up()
        self._left -= 1
        self._open = True
        self.alarm("answer", ANSWER_SECONDS, self.ask_again)
        return list(self._question)

    def answered(self) -> None:
        """No need to repeat."""
        self._open = False
        self.quiet("answer")

    def keep_waiting(self) -> None:
        """A part of the answer came: the clock starts anew. What comes when nothing is asked changes nothing."""
        if self._open:
            self.alarm("answer", ANSWER_SECONDS, self.ask_again)

    def is_news(self, record: bytes) -> bool:
        """False for a record this session was given before."""
        if record in self._known:
            return False
        self._known[record] = None
        if len(self._known) > MEMORY:
            del self._known[next(iter(self._known))]
        return True

    def _failed(self) -> Actions:
        self.quiet()
        return [Failed(Reason.TIMEOUT)]
