"""The QEMUs of a simulated host, as its sampler knows them: each is asked every few seconds, and answers later."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xentui_driver.sampler.device_models import STALE_NS, Completed, Figures
from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.simulator import traffic
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost

_NS = 10**9
_EVERY_S = 5.0


class _Answer(NamedTuple):
    at_s: float
    disks: dict[str, DiskFigures]


class SimulatedDeviceModels:
    """What they have answered to one sampler; `DeviceModels` of `sampler/device_models.py` is the real one."""

    def __init__(self, host: SimulatedHost) -> None:
        self._host = host
        self._answers: dict[SimulatedDomain, _Answer] = {}

    def disks(self, domains: list[SimulatedDomain], now_s: float) -> Completed:
        """Of every domain that has any. Whoever is asked for the first time has not answered yet."""
        own = {each: traffic.of_disks(each, now_s) for each in domains if each.settings.disks}
        by_qemu = {each: numbers for each in own if (numbers := self._numbers(each))}
        known = {domain: answer for domain, answer in self._answers.items() if domain in by_qemu}
        self._answers = known if Fault.DEVICE_MODELS_SILENT in self._host.faults else _asked(known, by_qemu, own, now_s)
        found: dict[int, Figures] = {each.domid: figures for each, figures in own.items()}
        for each, numbers in by_qemu.items():
            found[each.domid] = {**own[each], **{number: _aged(known.get(each), number, now_s) for number in numbers}}
        return Completed(found, [each.domid for each in by_qemu if not _is_young(known.get(each), now_s)])

    def _numbers(self, domain: SimulatedDomain) -> frozenset[str]:
        """Of the disks that its QEMU serves: all that a guest without drivers for the others sees."""
        has_drivers = domain.guest.pv_drivers and Fault.NO_PV_DRIVERS not in self._host.faults
        is_emulated = domain.settings.type == "hvm" and not has_drivers
        return frozenset(traffic.number_of(each) for each in domain.settings.disks if each.is_qdisk or is_emulated)


def _asked(
    known: Mapping[SimulatedDomain, _Answer],
    domains: Iterable[SimulatedDomain],
    figures: Mapping[SimulatedDomain, dict[str, DiskFigures]],
    now_s: float,
) -> dict[SimulatedDomain, _Answer]:
    """Their last answers, new ones of those that are due."""
    fresh = {each: answer for each, answer in known.items() if now_s - answer.at_s < _EVERY_S}
    return {each: fresh.get(each) or _Answer(now_s, figures[each]) for each in domains}


def _is_young(answer: _Answer | None, now_s: float) -> bool:
    return answer is not None and (now_s - answer.at_s) * _NS <= STALE_NS


def _aged(answer: _Answer | None, number: str, now_s: float) -> DiskFigures | None:
    if answer is None or not _is_young(answer, now_s):
        return None
    return answer.disks[number]._replace(age_ns=int((now_s - answer.at_s) * _NS))
