"""What exactly was wrong with a certificate, so that a clock, an outdated certificate and a listener in between are told apart."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

# X509_V_ERR_* of OpenSSL's x509_vfy.h
_CODES = {
    "sync_tls_date": {9, 10},
    "sync_tls_issuer": {2, 18, 19, 20, 21},
    "sync_tls_name": {62, 63, 64},
}


def reason(fault: BaseException) -> str:
    """Message code of a TLS fault: a clock or an outdated certificate, an unknown issuer (a middlebox that reads along), another name."""
    for one in chain(fault):
        if isinstance(one, ssl.SSLCertVerificationError):
            return next((code for code, numbers in _CODES.items() if one.verify_code in numbers), "sync_tls")
    return "sync_tls"


def chain(fault: BaseException) -> Iterator[BaseException]:
    """The fault and all it came from; requests and urllib3 wrap the first cause twice."""
    seen: set[int] = set()
    stack: list[object] = [fault]
    while stack:
        one = stack.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            stack += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
