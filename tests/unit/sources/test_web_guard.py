"""Which addresses may be connected to."""

from __future__ import annotations

import socket

import pytest

from digest.sources.web.guard import InternalAddressError, allows, guarded_sockets, read_networks

INTERNAL = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001::7f00:1",
    "not an address",
    "",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_is_refused_however_it_is_written(address: str) -> None:
    """Loopback, private, link-local, multicast, reserved, and IPv4 wrapped into IPv6."""
    assert not allows(address)
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80))
    with pytest.raises(InternalAddressError):
        guarded_sockets(())(info)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_connected_to(address: str) -> None:
    """Also where it stands for an IPv4 address."""
    assert allows(address)


def test_a_named_network_is_allowed_and_no_other() -> None:
    """Its addresses wrapped into IPv6, too."""
    allowed = read_networks(["127.0.0.0/8", "fd00::/8"])
    assert all(allows(address, allowed) for address in ("127.1.2.3", "::ffff:127.0.0.1", "fd12::1", "8.8.8.8"))
    assert not any(allows(address, allowed) for address in ("10.0.0.1", "::1", "fe80::1", "::ffff:10.0.0.1"))
