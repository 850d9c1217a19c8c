"""The pairing agent on a real D-Bus of its own, with a stand-in for BlueZ that asks as BlueZ does."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.transports import pairing
from device_drivers.transports.bluez_agent import AGENT, AGENT_PATH, BLUEZ, MANAGER, BluezAgent
from tests.device_drivers.conftest import PATIENCE

DEVICE = "/org/bluez/hci0/dev_C1_00_00_00_00_0A"
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:dir={folder}</listen><policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""

pytestmark = pytest.mark.skipif(sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="no dbus-daemon here")


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    config = tmp_path / "bus.conf"
    config.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    command = ["dbus-daemon", f"--config-file={config}", "--print-address", "--nofork", "--nopidfile"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


class FakeBluez:
    """org.bluez on that bus: takes an agent and asks it."""

    def __init__(self, address: str, refuse: str | None = None) -> None:
        self._address = address
        self._refuse = refuse
        self.calls: list[tuple[str, list[Any]]] = []
        self.agent = ""

    async def start(self) -> None:
        from dbus_fast.aio import MessageBus

        self.bus = await MessageBus(bus_address=self._address).connect()
        self.bus.add_message_handler(self._on_message)
        await self.bus.request_name(BLUEZ)

    def _on_message(self, message: Any) -> Any:
        from dbus_fast.message import Message

        if message.interface != MANAGER:
            return None
        self.calls.append((message.member, message.body))
        self.agent = message.sender
        if self._refuse == message.member:
            return Message.new_error(message, "org.bluez.Error.AlreadyExists", "no")
        return Message.new_method_return(message)

    async def ask(self, member: str, signature: str, *body: Any) -> Any:
        from dbus_fast.message import Message

        call = Message(destination=self.agent, path=AGENT_PATH, interface=AGENT, member=member, signature=signature, body=list(body))
        return await self.bus.call(call)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, PATIENCE))


def test_bluez_gets_the_digits_a_person_typed(bus: str) -> None:
    asked: list[str] = []

    async def digits(address: str) -> int | None:
        asked.append(address)
        return 42

    async def pair() -> None:
        bluez, agent = FakeBluez(bus), BluezAgent(bus)
        await bluez.start()
        await agent.start(digits)
        assert bluez.calls == [("RegisterAgent", [AGENT_PATH, "KeyboardDisplay"]), ("RequestDefaultAgent", [AGENT_PATH])]
        assert (await bluez.ask("RequestPasskey", "o", DEVICE)).body == [42]
        assert (await bluez.ask("RequestPinCode", "o", DEVICE)).body == ["000042"]
        assert (await bluez.ask("RequestConfirmation", "ou", DEVICE, 7)).error_name is None
        assert (await bluez.ask("Boom", "")).error_name == "org.bluez.Error.Rejected"
        await agent.stop()
        bluez.bus.disconnect()

    run(pair())
    assert asked == ["C1:00:00:00:00:0A"] * 2


def test_a_person_who_gives_up_is_a_rejection(bus: str) -> None:
    async def nobody(_: str) -> int | None:
        return None

    async def pair() -> None:
        bluez, agent = FakeBluez(bus), BluezAgent(bus)
        await bluez.start()
        await agent.start(nobody)
        assert (await bluez.ask("RequestPasskey", "o", DEVICE)).error_name == "org.bluez.Error.Rejected"
        await agent.stop()
        bluez.bus.disconnect()

    run(pair())


def test_without_bluez_or_its_leave_there_is_no_agent(bus: str) -> None:
    async def nobody(_: str) -> int | None:
        return None

    async def start() -> list[Reason]:
        reasons = []
        bluez = FakeBluez(bus, refuse="RequestDefaultAgent")
        for agent in (BluezAgent("unix:path=/nowhere"), BluezAgent(bus), BluezAgent(bus)):
            with pytest.raises(DeviceError) as caught:
                await agent.start(nobody)
            reasons.append(caught.value.reason)
            if len(reasons) == 2:
                await bluez.start()
        bluez.bus.disconnect()
        return reasons

    assert asyncio.run(asyncio.wait_for(start(), PATIENCE)) == [Reason.NO_AGENT] * 3


def test_linux_asks_here_and_others_in_their_own_window(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(pairing.system_agent(), BluezAgent)
    monkeypatch.setattr(sys, "platform", "win32")
    assert pairing.system_agent() is None
