"""How one model differs from the Bluetooth SIG profile it speaks: switches a profile file can set, no code of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quirks:
    """Every default is what the profile says. A session reads the switches that concern it and ignores the others.

    Any session
        settle_ms: pause after the link is up, before the measurement is subscribed.
        clock: characteristic of the device's clock; "" = 2A08, else 2A2B, whichever it offers; "none" = it has none.
        clock_set: whether that clock may be written.
        sends_all: it sends its whole memory in every session: records come again and are told apart by their key only.
        consent_code: of its User Data Service (181C); each of its users is opened with it. -1 = it does not ask.
        vendor: a maker's own service beside the standard one, by its name in the session ("and", "caresens"), "" = none.
    Blood pressure (1810)
        big_endian_tail: pulse rate and status are sent with the high byte first.
        user_byte_always: the user byte is there although its flag is not set.
        reserved_flags: reserved flag bits are set and mean nothing.
        zero_mean_is_none: a mean arterial pressure of 0 is none.
    Glucose (1808)
        since: the record access point understands "since sequence"; False = its whole memory is read.
        ketone_meal: meal code that makes a record a ketone result (value / 10 in mmol/L), 0 = none.
        multi_analyte: it files other tests as glucose; what no glucose strip can measure is refused.
        bogus_year: year of records that a full memory makes up, 0 = none.
        month_13: its firmware writes month 13 for January.
    """

    settle_ms: int = 0
    clock: str = ""
    clock_set: bool = True
    sends_all: bool = False
    consent_code: int = -1
    vendor: str = ""
    big_endian_tail: bool = False
    user_byte_always: bool = False
    reserved_flags: bool = False
    zero_mean_is_none: bool = False
    since: bool = True
    ketone_meal: int = 0
    multi_analyte: bool = False
    bogus_year: int = 0
    month_13: bool = False


PLAIN = Quirks()  # a device that does what the profile says
