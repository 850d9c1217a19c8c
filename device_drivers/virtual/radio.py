"""The virtual air: bumble controllers on one link, and the central that stands in for the workstation's adapter."""

from __future__ import annotations

from bumble import hci
from bumble.controller import Controller
from bumble.device import Connection, Device
from bumble.host import Host
from bumble.keys import MemoryKeyStore
from bumble.link import LocalLink
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport.common import AsyncPipeSink

from device_drivers.errors import DeviceError, Reason
from device_drivers.transports.ble import BleBackend
from device_drivers.transports.pairing import Ask

CENTRAL_ADDRESS = "C0:00:00:00:00:01"


class VirtualRadio:
    """One place's air. Lives in one asyncio loop: make it, and all that speaks in it, in the hub's.

    adapter: 'on', 'off', 'denied' or 'missing', as the workstation's operating system would find it.
    """

    def __init__(self) -> None:
        self.link = LocalLink()
        self.central = self.device("central", CENTRAL_ADDRESS)
        self.central.pairing_config_factory = self._workstation_pairs
        self.adapter = "on"
        self.agent = VirtualAgent()

    def _workstation_pairs(self, connection: Connection) -> PairingConfig:
        return pairing_config(Asking(self.agent, str(connection.peer_address.to_string(False))))

    async def start(self) -> None:
        """Switches the workstation's adapter on."""
        await self.central.power_on()

    def device(self, name: str, address: str) -> Device:
        """A powered-down Bluetooth device on this link; Just Works pairing, bonds kept in memory."""
        controller = Controller(name, link=self.link, public_address=address)
        device = Device(name=name, address=hci.Address(address), host=Host(controller, AsyncPipeSink(controller)))
        device.keystore = MemoryKeyStore()
        device.pairing_config_factory = _willing
        return device

    def backend(self) -> BleBackend:
        """bleak backend classes that speak in this air."""
        from device_drivers.virtual.bleak_backend import client_class, scanner_class

        return BleBackend(client_class(self), scanner_class(self), self.agent)

    async def bonded(self) -> int:
        """How many bonds the workstation holds."""
        keys = self.central.keystore
        return len(await keys.get_all()) if keys is not None else 0


class VirtualAgent:
    """The workstation's system as far as it asks for the digits on a label. absent: nobody may be asked."""

    def __init__(self) -> None:
        self.absent = False
        self.ask: Ask | None = None

    async def start(self, ask: Ask) -> None:
        """From now on the workstation's person is asked through `ask`."""
        if self.absent:
            raise DeviceError(Reason.NO_AGENT)
        self.ask = ask

    async def stop(self) -> None:
        """Nobody is asked any more."""
        self.ask = None


class Asking(PairingDelegate):
    """The workstation in a pairing: a person reads the digits where the device wants any."""

    def __init__(self, agent: VirtualAgent, address: str) -> None:
        super().__init__(PairingDelegate.KEYBOARD_INPUT_ONLY)
        self._agent = agent
        self._address = address

    async def get_number(self) -> int | None:
        """What the person typed."""
        return await self._agent.ask(self._address) if self._agent.ask is not None else None


class Labelled(PairingDelegate):
    """A device with six digits on its label."""

    def __init__(self, digits: int) -> None:
        super().__init__(PairingDelegate.DISPLAY_OUTPUT_ONLY)
        self._digits = digits

    async def generate_passkey(self) -> int:
        """Always the same: they are printed."""
        return self._digits


def _willing(_: Connection) -> PairingConfig:
    return pairing_config(PairingDelegate(PairingDelegate.NO_OUTPUT_NO_INPUT))


class Unwilling(PairingDelegate):
    """Refuses every pairing: a device bonded to another host, or one that knows no bonds."""

    async def accept(self) -> bool:
        """Never."""
        return False


def pairing_config(delegate: PairingDelegate, *, mitm: bool = False) -> PairingConfig:
    """Secure connections, Just Works unless `mitm`; whether it comes to that is the delegate's choice."""
    return PairingConfig(
        sc=True,
        mitm=mitm,
        bonding=True,
        delegate=delegate,
        # the devices use random addresses: without this the bond is filed under another one and never found again
        identity_address_type=PairingConfig.AddressType.RANDOM,
    )
