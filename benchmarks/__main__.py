"""Run every benchmark, or those named: ``python -m benchmarks [NAME]... [--rows N]``.

``--runs`` and ``--part`` are for benchmarks that repeat or have parts, such as coverage.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import sys

import benchmarks

WIDTH = 56


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--rows", type=int, help="rows of the tables that are generated")
    parser.add_argument("--runs", type=int, help="how often a simulation is repeated")
    parser.add_argument("--part", help="the part of a benchmark that is run alone")
    chosen = parser.parse_args(arguments)
    options = {name: getattr(chosen, name) for name in ("rows", "runs", "part")}
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name not in ("__main__", "rivals") and (
            not chosen.names or module.name in chosen.names
        ):
            found = importlib.import_module(f"benchmarks.{module.name}")
            if not chosen.names and getattr(found, "ONLY_NAMED", False):
                continue
            title = (found.__doc__ or module.name).splitlines()[0]
            print(f"\n{module.name}: {title}", flush=True)
            taken = inspect.signature(found.measure).parameters
            given = {k: v for k, v in options.items() if v and k in taken}
            measured = found.measure(**given)
            for what, value in measured:  # one at a time, as some take minutes each
                print(f"  {what!s:<{WIDTH}}  {value!s:>12}", flush=True)


if __name__ == "__main__":  # a benchmark may start processes that import this module
    main(sys.argv[1:])
