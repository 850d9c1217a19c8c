"""A page over a model: it follows what the model tells, and has it read anew whenever the page comes to the front."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.pages.page_model import Run
from ui.widgets.notice import Notice


class Loaded(Protocol):
    """What of a model such a page needs (ui.pages.page_model.PageModel with a ``load``)."""

    def attach(self, changed: Callable[[], None], run: Run, /) -> None: ...

    def load(self) -> None: ...


M = TypeVar("M", bound=Loaded)


class ModelPage(QWidget, Generic[M]):
    """A page builds its parts, then calls :meth:`follow`; ``notice`` is where it puts what went wrong or was done."""

    def __init__(self, model: M) -> None:
        super().__init__()
        self.model, self.notice = model, Notice()

    def follow(self, bridge: Bridge) -> None:
        """From now on; slow work runs beside the screen's thread."""
        self.model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    @abstractmethod
    def refresh(self) -> None:
        """Follow the model."""

    def shown(self) -> None:
        """In front: keep it true."""
        self.model.load()
