"""A page for the gallery: on a bridge of its own, its slow work done at once, so that a picture shows what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ui.bridge import Bridge
from ui.pages.model_page import ModelPage
from ui.pages.page_model import at_once

PageT = TypeVar("PageT", bound=ModelPage[Any])


def on_show(make: Callable[[Bridge], PageT]) -> PageT:
    """``make`` builds the page; then it is read."""
    bridge = Bridge()
    made = make(bridge)
    bridge.setParent(made)
    made.model.attach(made.refresh, at_once)
    made.model.load()
    return made
