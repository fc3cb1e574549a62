"""A network interface, the comma separated text inside `vif = [ ]` (xl_parse.c, xl-network-configuration(5))."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vif:
    """One network interface; empty where the specification says nothing."""

    mac: str = ""
    bridge: str = ""
    ip: str = ""
    script: str = ""
    vifname: str = ""
    model: str = ""
    type: str = ""
    """vif or ioemu."""
    more: tuple[tuple[str, str], ...] = ()
    """Further keys and values: gatewaydev, backend, rate, devid, mtu, ..."""


def parse_vif(specification: str) -> Vif:
    """Raises InvalidInput: for what xl refuses, and for a key or an address that xl would drop without a word."""
    raise NotImplementedError


def written_vif(vif: Vif) -> str:
    """A specification that reads back as the same interface. Raises InvalidInput."""
    raise NotImplementedError
