"""Ask a live endpoint on this machine."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from ..core.errors import ChoiceError, TaskError

SECONDS = 20.0


def predict(url: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the endpoint's answer to one record.

    Raises ChoiceError when it refuses the record, TaskError when it does not answer.
    """
    request = urllib.request.Request(
        f"{url}/predict",
        data=json.dumps(record).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:
            return dict(json.load(reply))
    except urllib.error.HTTPError as refused:
        said = json.loads(refused.read() or b"{}")
        problem = said.get("problem") or "The endpoint refused the record."
        raise ChoiceError(problem, said.get("remedy", "")) from refused
    except (urllib.error.URLError, TimeoutError) as error:
        raise TaskError("The endpoint does not answer.", "Stop it and start it again.") from error
