"""BlueZ asks a pairing agent on the D-Bus for the digits on a device's label; this is ours.

Source: BlueZ doc/org.bluez.Agent.rst and org.bluez.AgentManager.rst. bleak has no agent; without one BlueZ pairs only with
devices that want no digits.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

from device_drivers.errors import DeviceError, Reason
from device_drivers.transports.pairing import Ask

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus
    from dbus_fast.message import Message

log = logging.getLogger(__name__)

BLUEZ, MANAGER, MANAGER_PATH = "org.bluez", "org.bluez.AgentManager1", "/org/bluez"
AGENT, AGENT_PATH = "org.bluez.Agent1", "/xiangyi/agent"
REJECTED = "org.bluez.Error.Rejected"
CAPABILITY = "KeyboardDisplay"  # digits can be asked for; a device without keys and display still pairs by itself
START_SECONDS = 3.0

_DEVICE = re.compile(r"dev((?:_[0-9A-F]{2}){6})$")
_YES = frozenset({"RequestConfirmation", "RequestAuthorization", "AuthorizeService", "Release", "Cancel", "DisplayPasskey"})
"""What needs no person: the device was chosen on the device page a moment ago."""


class BluezAgent:
    """One agent on one connection to the system's bus. address: of another bus."""

    def __init__(self, address: str | None = None) -> None:
        self._address = address
        self._bus: MessageBus | None = None
        self._ask: Ask | None = None
        self._asking: set[asyncio.Task[None]] = set()

    async def start(self, ask: Ask) -> None:
        """Registers as the default agent: bleak pairs over a connection of its own. DeviceError(NO_AGENT)."""
        from dbus_fast.aio import MessageBus
        from dbus_fast.constants import BusType

        self._ask = ask
        try:
            async with asyncio.timeout(START_SECONDS):
                self._bus = await MessageBus(bus_address=self._address, bus_type=BusType.SYSTEM).connect()
                self._bus.add_message_handler(self._on_message)
                await self._tell_manager("RegisterAgent", "os", AGENT_PATH, CAPABILITY)
                await self._tell_manager("RequestDefaultAgent", "o", AGENT_PATH)
        except DeviceError:
            await self.stop()
            raise
        except Exception as error:  # no bus, no BlueZ, no right to: whatever D-Bus makes of it
            await self.stop()
            raise DeviceError(Reason.NO_AGENT, detail=type(error).__name__) from error

    async def _tell_manager(self, member: str, signature: str, *body: Any) -> None:
        from dbus_fast.constants import MessageType
        from dbus_fast.message import Message

        assert self._bus is not None
        call = Message(destination=BLUEZ, path=MANAGER_PATH, interface=MANAGER, member=member, signature=signature, body=list(body))
        answer = await self._bus.call(call)
        if answer is None or answer.message_type is MessageType.ERROR:
            raise DeviceError(Reason.NO_AGENT, detail=str(answer.error_name if answer else ""))

    def _on_message(self, message: Message) -> Message | bool | None:
        """BlueZ calls; None = not ours."""
        from dbus_fast.constants import MessageType
        from dbus_fast.message import Message

        if message.message_type is not MessageType.METHOD_CALL or message.interface != AGENT or message.path != AGENT_PATH:
            return None
        if message.member in ("RequestPasskey", "RequestPinCode"):
            task = asyncio.get_running_loop().create_task(self._answer(message))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            return True
        if message.member in _YES:
            return Message.new_method_return(message)
        return Message.new_error(message, REJECTED, "not offered")

    async def _answer(self, message: Message) -> None:
        from dbus_fast.message import Message

        found = _DEVICE.search(str(message.body[0]) if message.body else "")
        address = found.group(1)[1:].replace("_", ":") if found else ""
        digits = await self._ask(address) if self._ask is not None else None
        if digits is None:
            reply = Message.new_error(message, REJECTED, "no digits")
        elif message.member == "RequestPasskey":
            reply = Message.new_method_return(message, "u", [digits])
        else:
            reply = Message.new_method_return(message, "s", [f"{digits:06d}"])
        if self._bus is not None:
            await self._bus.send(reply)

    async def stop(self) -> None:
        """BlueZ forgets an agent whose connection is gone."""
        bus, self._bus = self._bus, None
        for task in self._asking:
            task.cancel()
        if bus is not None:
            bus.disconnect()
