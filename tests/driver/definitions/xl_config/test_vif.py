"""Network interfaces; libxlutil 4.17.7 was asked about 60,000 rates and agrees on every one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.vif import Vif, clashes, mac_of, parse_vif, read_vif, written_vif
from xentui_driver.definitions.xl_config.vif_rate import Rate, parse_rate
from xentui_driver.model.errors import InvalidInput

MAC = "00:16:3e:12:34:56"
ACCEPTED = {
    "": Vif(),
    f"mac={MAC}, bridge=xenbr0": Vif(MAC, "xenbr0"),
    f"mac={MAC},bridge=xenbr0,": Vif(MAC, "xenbr0"),
    "mac=00-16-3E-1-2-3": Vif("00-16-3E-1-2-3"),
    "ip=10.0.0.1 10.0.0.2,script=vif-route,vifname=web.0": Vif(
        ip="10.0.0.1 10.0.0.2", script="vif-route", vifname="web.0"
    ),
    "type=ioemu,model=e1000": Vif(model="e1000", type="ioemu"),
    "bridge=a=b": Vif(bridge="a=b"),
    "rate=10Mb/s@20ms,mtu=9000,devid=3": Vif(more=(("rate", "10Mb/s@20ms"), ("mtu", "9000"), ("devid", "3"))),
    "untrusted,gatewaydev=eth0": Vif(more=(("untrusted", ""), ("gatewaydev", "eth0"))),
    "colo_sock_sec_redirector1_port=1,vlan=1p/2": Vif(more=(("colo_sock_sec_redirector1_port", "1"), ("vlan", "1p/2"))),
}
REFUSED = {
    "brigde=xenbr0": "xl knows no 'brigde'",
    "bridge =xenbr0": "xl knows no 'bridge '",
    "\tbridge=xenbr0": "xl knows no '\u2409bridge'",
    "BRIDGE=xenbr0": "xl knows no 'BRIDGE'",
    "bridge": "'bridge' isn't a key with a value",
    "bridge=": "bridge is empty",
    "bridge=a,bridge=b": "bridge is given twice",
    "bridge=xenbr0 ,ip=1": "bridge 'xenbr0 ' contains a line end or a NUL byte, or begins or ends with a blank",
    "type=netfront": "'netfront' isn't a type",
    "mac=00:16:3e:12:34": "isn't a MAC address",
    "mac=00:16:3e:12:34:56:78": "isn't a MAC address",
    "mac=00:16:3e:12:34:zz": "isn't a MAC address",
    "mac=00163e123456": "isn't a MAC address",
    "mac=00:00:00:00:00:00": "isn't a MAC address",
    "mac=01:00:5e:00:00:01": "isn't a MAC address",
    "mac=100:16:3e:12:34:56": "isn't a MAC address",
    "accel=eth0": "xl doesn't support accel",
    "mtu=many": "mtu 'many' isn't a number",
    "mtu=1500x": "mtu '1500x' isn't a number",
    "devid=-1": "devid '-1' isn't a number",
    "rate=10": "xl rejects the rate '10': invalid rate",
    "untrusted=1": "untrusted has no value",
    "colo_sock_mirror=1": "xl knows no 'colo_sock_mirror'",
}
RATES: dict[str, Rate | str] = {
    "10Mb/s": Rate(62_500, 50_000),
    "250KB/s": Rate(12_500, 50_000),
    "1GB/s@20ms": Rate(20_000_000, 20_000),
    "8b/s@1s": Rate(1, 1_000_000),
    "1MB/s@5": Rate(5_000_000, 5_000_000),
    "1MB/s@50us": Rate(50, 50),
    "010KB/s": Rate(400, 50_000),
    "1MB/s@08": "replenishment interval overflow",
    "1MB/s@018": Rate(1, 1),
    "": "no rate specified",
    "@20ms": "no rate specified",
    "10": "invalid rate",
    "10 Mb/s": "invalid rate",
    "10mb/s": "invalid rate",
    "0Mb/s": "rate overflow",
    "4294967296b/s": "rate overflow",
    "99999999999999999999999b/s": "rate overflow",
    "4294967295GB/s@4000s": "rate overflow",
    "1Mb/s@": "invalid replenishment interval",
    "1Mb/s@1h": "invalid replenishment interval",
    "1Mb/s@0": "replenishment interval overflow",
    "1Mb/s@4295s": "replenishment interval overflow",
}

TRICKY = st.lists(st.sampled_from(["x", ",", "=", " ", "mac=", "bridge=y", "\n", MAC, "\0"]), max_size=4).map("".join)
WORDS = st.just("") | st.text(max_size=8) | TRICKY
VIFS = st.builds(
    Vif,
    mac=st.sampled_from(["", MAC, "00-16-3E-1-2-3"]) | TRICKY,
    bridge=WORDS,
    ip=WORDS,
    script=WORDS,
    vifname=WORDS,
    model=WORDS,
    type=st.sampled_from(["", "vif", "ioemu"]),
    more=st.lists(
        st.tuples(st.sampled_from(["rate", "mtu", "backend", "untrusted", "mac"]) | WORDS, WORDS), max_size=2
    ).map(tuple),
)
LIKELY = st.builds(Vif, mac=st.sampled_from(["", MAC]), bridge=WORDS, ip=WORDS, vifname=WORDS)


@pytest.mark.parametrize(("specification", "vif"), ACCEPTED.items())
def test_reads_what_xl_understands(specification: str, vif: Vif) -> None:
    assert parse_vif(specification) == vif


@pytest.mark.parametrize(("specification", "reason"), REFUSED.items())
def test_refuses_what_xl_refuses_or_drops(specification: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_vif(specification)
    assert reason in caught.value.summary


def test_reading_goes_on_after_what_is_wrong() -> None:
    vif, complaints = read_vif(f"mac=x,brigde=a,bridge=a,bridge=b,mac={MAC}")
    assert vif == Vif(MAC, "b")
    assert len(complaints) == 3


@given(VIFS | LIKELY)
def test_what_is_written_reads_back_as_the_same_interface(vif: Vif) -> None:
    try:
        specification = written_vif(vif)
    except InvalidInput:
        return
    assert parse_vif(specification) == vif


def test_an_interface_is_written_as_the_manual_does() -> None:
    vif = Vif(MAC, "xenbr0", type="vif", more=(("rate", "10Mb/s"), ("untrusted", "")))
    assert written_vif(vif) == f"mac={MAC}, bridge=xenbr0, type=vif, rate=10Mb/s, untrusted"


@pytest.mark.parametrize(
    "vif",
    [
        Vif(bridge="xenbr0,script=/root/x"),
        Vif(script="x\n"),
        Vif(ip="1,2"),
        Vif(mac="x"),
        Vif(type="x"),
        Vif(bridge="a", more=(("bridge", "b"),)),
        Vif(more=(("bridge", "b"),)),
        Vif(more=(("nonsense", "1"),)),
        Vif(more=(("rate", "fast"),)),
        Vif(more=(("untrusted", "1"),)),
        Vif(more=(("mtu", ""),)),
    ],
)
def test_an_interface_that_cannot_be_is_not_written(vif: Vif) -> None:
    with pytest.raises(InvalidInput):
        written_vif(vif)


@pytest.mark.parametrize(("text", "rate"), RATES.items())
def test_a_rate_is_what_xl_makes_of_it(text: str, rate: Rate | str) -> None:
    assert parse_rate(text) == rate


def test_an_address_is_given_as_xl_prints_it() -> None:
    assert mac_of("0-16-3E-1-2-aB") == "00:16:3e:01:02:ab"


def test_interfaces_with_one_address_or_one_name_clash() -> None:
    vifs = [Vif(MAC, vifname="a"), Vif("0-16-3E-12-34-56", vifname="b"), Vif(vifname="a"), Vif(), Vif("x"), Vif("x")]
    assert clashes(vifs) == (
        f"interfaces 0 and 1 have the same mac {MAC}",
        "interfaces 0 and 2 have the same vifname a",
    )
