"""Runs every benchmark of this folder, or those that are named; fails when one of them does."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import benchmarks

NO_BENCHMARKS = frozenset({"__main__", "screenshot"})


def main(wanted: Sequence[str]) -> int:
    """Each module with a `main` that returns an exit status is a benchmark."""
    failed = []
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name in NO_BENCHMARKS or (wanted and module.name not in wanted):
            continue
        benchmark = importlib.import_module(f"benchmarks.{module.name}")
        if hasattr(benchmark, "main"):
            print(f"== {module.name}", flush=True)
            if benchmark.main() != 0:
                failed.append(module.name)
    if failed:
        print(f"== missed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
