"""The settings in force: the site file's, else what the clinic chose, else the default; and choosing them."""

from __future__ import annotations

from pathlib import Path

from app import settings
from app.errors import KnownError
from app.events import Topic
from app.services.desk import Desk
from app.settings import SETTINGS, Settings, Value
from app.store import settings as table

MANAGE = "settings.manage"


class Preferences:
    """One workstation's settings. ``changed`` tells what is in force from now on.

    The site file is read once, at the start. Raises KnownError ``site_file_bad`` or ``setting_bad`` naming the key.
    """

    def __init__(self, desk: Desk, site_file: Path) -> None:
        self._desk = desk
        self._site = settings.read_site(site_file)
        self.changed: Topic[Settings] = Topic("settings")
        self._now = self._read()

    def now(self) -> Settings:
        """What is in force."""
        return self._now

    def choose(self, key: str, value: Value) -> Settings:
        """Choose a value for the clinic; audited. KnownError ``setting_bad``, ``setting_fixed``; NotAllowed."""
        if self._now.is_fixed(key):
            raise KnownError("setting_fixed", key=key)
        checked = settings.check(key, value)
        desk = self._desk
        actor = desk.actor if SETTINGS[key].anyone and desk.session.current is not None else desk.allow(MANAGE)
        desk.store.write(lambda uow: table.put(uow, key, checked), actor).result()
        self._now = self._read()
        self.changed.publish(self._now)
        return self._now

    def _read(self) -> Settings:
        rows = self._desk.store.read(lambda conn: table.rows(conn, SETTINGS))
        return Settings(self._site, settings.read_table(rows))
