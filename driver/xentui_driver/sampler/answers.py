"""What the sampler answers: each answer is one line of JSON."""

import json
from collections.abc import Mapping

from xentui_driver.sampler.device_models import Completed
from xentui_driver.sampler.networks import NetworkFigures
from xentui_driver.sampler.records import DomainRecord
from xentui_driver.sampler.watches import NamesFollowed


def sample_line(
    *,
    xen: str,
    record_bytes: int,
    at_ns: int,
    cpu_ns: int,
    free_kib: int,
    names: NamesFollowed,
    domains: list[DomainRecord],
    disks: Completed,
    networks: Mapping[int, Mapping[str, NetworkFigures]],
) -> str:
    """`at_ns` is the moment at which the domains were read, on the sampler's monotonic clock; `cpu_ns` its own use.

    `free_kib` is the memory that no domain has or has claimed.
    """
    present = {each.domid for each in domains}
    sample = {
        "xen": xen,
        "record_bytes": record_bytes,
        "at_ns": at_ns,
        "cpu_ns": cpu_ns,
        "free_kib": free_kib,
        "names": names.edition,
        "silent_s": names.silent_s,
        "domains": [
            [each.domid, each.uuid, each.state, each.cpu_time_ns, each.vcpus, each.memory_kib] for each in domains
        ],
        "disks": {domid: figures for domid, figures in disks.disks.items() if domid in present},
        "unheard": disks.unheard,
        "networks": {domid: figures for domid, figures in networks.items() if domid in present},
    }
    return json.dumps({"sample": sample}, separators=(",", ":"))


def refusal_line(reason: str, words: str) -> str:
    """Nothing can be counted; `reason` is one of `refusal.REASONS`."""
    return json.dumps({"refusal": {"reason": reason, "words": words}})
