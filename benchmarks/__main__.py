"""Run every benchmark, or those named: ``python -m benchmarks [NAME]...``."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def main(wanted: list[str]) -> None:
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name != "__main__" and (not wanted or module.name in wanted):
            found = importlib.import_module(f"benchmarks.{module.name}")
            title = (found.__doc__ or module.name).splitlines()[0]
            print(f"\n{module.name}: {title}", flush=True)
            rows = [(str(what), str(value)) for what, value in found.measure()]
            width = max(len(what) for what, _ in rows)
            for what, value in rows:
                print(f"  {what:<{width}}  {value:>12}")


if __name__ == "__main__":  # a benchmark may start processes that import this module
    main(sys.argv[1:])
