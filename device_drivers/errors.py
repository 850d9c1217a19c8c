"""What can go wrong with a device, as reasons a person can act on; the texts are looked up elsewhere by `reason`."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Every reason a device error or a FAILED state can carry."""

    # the workstation's radio
    NO_ADAPTER = "no_adapter"
    ADAPTER_OFF = "adapter_off"
    ADAPTER_DENIED = "adapter_denied"
    # one Bluetooth device
    NOT_FOUND = "not_found"
    CONNECT_FAILED = "connect_failed"
    PAIRING_REFUSED = "pairing_refused"
    PAIRING_DIALOG = "pairing_dialog"  # Windows asks in a window of its own, which nobody saw
    NO_AGENT = "no_agent"  # BlueZ has nobody to ask for the number on the label
    PASSKEY_REFUSED = "passkey_refused"
    BOND_ELSEWHERE = "bond_elsewhere"  # bonded before, refused now: another host has taken the device over
    NOT_SUPPORTED = "not_supported"
    # one serial port
    PORT_MISSING = "port_missing"
    PORT_BUSY = "port_busy"
    PORT_DENIED = "port_denied"
    # one USB device
    USB_MISSING = "usb_missing"
    USB_BUSY = "usb_busy"
    USB_DENIED = "usb_denied"
    USB_LIBRARY = "usb_library"
    REPLUG = "replug"  # it waited in vain for a host and will not speak before it is plugged in anew
    # one address analysers call
    LISTEN_FAILED = "listen_failed"
    PEER_REFUSED = "peer_refused"
    # a session
    LOST = "lost"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    JOURNAL = "journal"
    GAP = "gap"  # a sequence or a count jumped: a record of the device never came
    CANCELLED = "cancelled"
    BUSY = "busy"
    TOO_MANY = "too_many"
    UNKNOWN_DEVICE = "unknown_device"
    UNKNOWN_DRIVER = "unknown_driver"
    BUG = "bug"
    # what a patch says of its electrodes
    LEAD_OFF = "lead_off"
    # what a blood pressure module says of its own measurement
    WEAK_SIGNAL = "weak_signal"
    ERRATIC_SIGNAL = "erratic_signal"
    TOO_MANY_BEATS = "too_many_beats"
    MEASUREMENT_TIMEOUT = "measurement_timeout"
    PNEUMATIC = "pneumatic"
    OVERPRESSURE = "overpressure"
    DEVICE_ERROR = "device_error"
    # what an identity card reader says of a card
    CARD_UNREADABLE = "card_unreadable"
    CARD_UNKNOWN = "card_unknown"  # a permit whose columns nobody knows for certain
    NOT_READABLE = "not_readable"  # its results are kept, but nobody knows for certain how to read them


class DeviceError(Exception):
    """A known error: `reason` says which, `facts` carry what its text needs (never names of people)."""

    def __init__(self, reason: Reason, **facts: str | int) -> None:
        super().__init__(reason, facts)
        self.reason = reason
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.reason}: {self.facts}" if self.facts else str(self.reason)


class AttributeRefused(DeviceError):
    """The device refused one read, write or subscription; `code` is the ATT error code, 0 where the system hides it."""

    def __init__(self, channel: str, code: int) -> None:
        super().__init__(Reason.PROTOCOL, channel=channel, code=code)
        self.code = code


class NotKept(DeviceError):
    """The journal could not keep a frame: it must not be confirmed to the device, which then sends it again."""

    def __init__(self, device: str) -> None:
        super().__init__(Reason.JOURNAL, device=device)
