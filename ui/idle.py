"""When nobody touched keyboard or mouse for some minutes: the screen is to be locked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from app.clock import Clock

LOOK_EVERY_MS = 5_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class Idle(QObject):
    """`idle` after so many minutes, once until `begin` is called again.

    It listens at the native window, which every key and click passes first: a filter on the application would be called for
    each paint and timer of every widget.
    """

    idle = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._after_ns = 0
        self._touched_ns = clock.monotonic_ns()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def watch(self, window: QObject) -> None:
        """A window (QWindow) whose keys and clicks count."""
        window.installEventFilter(self)

    def begin(self, minutes: int) -> None:
        """Somebody sits here now."""
        self._after_ns = minutes * 60_000_000_000
        self._touched_ns = self._clock.monotonic_ns()
        self._timer.start()

    def end(self) -> None:
        """Nobody does."""
        self._timer.stop()

    def look(self) -> None:
        """Whether it is time."""
        if self._timer.isActive() and self._clock.monotonic_ns() - self._touched_ns >= self._after_ns:
            self._timer.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched_ns = self._clock.monotonic_ns()
        return False
