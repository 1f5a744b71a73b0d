"""The OpenAPI document of each emitted service, as the service itself prints it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def openapi_files() -> dict[str, str]:
    """Path below the repository -> text, for every distribution that can be served."""
    sources = sorted((ROOT / "generated").glob("*/src"))
    path = os.pathsep.join(map(str, sources))
    found = {}
    for entry in sorted((ROOT / "generated").glob("*/src/*/__main__.py")):
        package, distribution = entry.parent.name, entry.parents[2].name
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", package, "openapi"],
            env={**os.environ, "PYTHONPATH": path},
            check=True,
            capture_output=True,
            text=True,
        )
        found[f"docs/openapi/{distribution}.json"] = done.stdout
    return found
