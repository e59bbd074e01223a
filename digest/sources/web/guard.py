"""The guard at the socket: no connection to an internal address, however it was written or resolved.

It judges the address that is really connected to, after DNS and on every redirect.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final, TypeAlias

__all__ = ["InternalAddressError", "allows", "guarded_sockets", "read_networks"]

Network: TypeAlias = IPv4Network | IPv6Network
AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]

_TRANSLATED: Final = IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
_COMPATIBLE: Final = IPv6Network("::/96")  # RFC 4291, deprecated: the same
_TUNNELS: Final = (
    IPv6Network("2001::/32"),
    IPv6Network("64:ff9b:1::/48"),
)  # Teredo, local translation: nobody's server


class InternalAddressError(OSError):
    """Say that an address was refused before anything was sent to it."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(errno.EACCES, f"{address} is an internal address")


def read_networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Read networks in CIDR notation."""
    return tuple(ip_network(one) for one in written)


def guarded_sockets(allowed: Sequence[Network]) -> Callable[[AddressInfo], socket.socket]:
    """Make the factory of sockets: it refuses an internal address that none of these networks names."""

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, place = info
        if not allows(str(place[0]), allowed):
            raise InternalAddressError(str(place[0]))
        return socket.socket(family=family, type=kind, proto=protocol)

    return make


def allows(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Tell whether an address may be connected to: public, or within an allowed network."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _unwrapped(found)
    if any(one in network for network in allowed for one in (found, inner) if one.version == network.version):
        return True
    return _is_public(inner)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Give the IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _TRANSLATED or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Ask every question: versions of Python answer `is_global` differently."""
    if isinstance(address, IPv6Address) and (address.is_site_local or any(address in one for one in _TUNNELS)):
        return False
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )
