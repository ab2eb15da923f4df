"""What one rerun of each page costs the server, on the built-in example with everything run."""

from __future__ import annotations

import io
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

RERUNS = 7
MAIN = Path(__file__).resolve().parents[1] / "pages" / "main.py"
STEPS = ("define", "data", "split", "explore", "prepare", "train", "evaluate", "export", "deploy")


def measure() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="lifecycle-bench-") as folder:
        os.environ["LIFECYCLE_DATA"] = folder
        project = filled(Path(folder))
        for page in STEPS:
            yield f"rerun of {page}", f"{milliseconds(page, project):.0f} ms"


def filled(folder: Path) -> str:
    """Return the id of a project in which every step was run."""
    from lifecycle import GRAPH, Project, Store, run_recipe
    from lifecycle.samples.samples import SAMPLES

    store = Store(folder)
    project = Project.create(store, "Benchmark")
    sample = next(iter(SAMPLES.values()))
    project.choose("read", source=project.upload(io.BytesIO(sample.make()), "sample.csv"))
    project.choose("data", target=sample.target)
    for step in STEPS:
        project.ask(step)
        run_recipe(project.recipes[step], store, GRAPH)
    return project.id


def milliseconds(page: str, project: str) -> float:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(MAIN), default_timeout=120)
    app.query_params["project"] = project
    app.run()
    app.switch_page(f"{page}.py").run()
    took = []
    for _ in range(RERUNS):
        start = time.perf_counter()
        app.run()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000
