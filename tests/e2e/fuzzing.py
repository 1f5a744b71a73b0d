"""Fuzzing a running service by its own OpenAPI document, with a bounded number of requests."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["fuzzed"]

_LIMIT_S = 600.0


def fuzzed(
    url: str,
    folder: Path,
    *,
    examples: int,
    headers: Sequence[str] = (),
    hooks: str = "",
    allowed: Sequence[str] = (),
) -> "subprocess.CompletedProcess[str]":
    """Return what the fuzzer said after it tried every operation of the service at `url`.

    It makes `examples` calls of each operation beyond those that cover its constraints one by one.
    `hooks` names a module of this folder, `allowed` are checks that do not hold for the service.
    """
    given = [word for header in headers for word in ("--header", header)]
    excluded = ["--exclude-checks", ",".join(allowed)] if allowed else []
    # One worker: until 3.11.8, `ast.parse` in two threads at once can fail (python/cpython#106905).
    return subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--no-color"),
            *("run", f"{url}/openapi.json", *given),
            *("--phases", "coverage,fuzzing", "--max-examples", str(examples)),
            *("--checks", "all", *excluded),
            *("--workers", "1", "--continue-on-failure", "--warnings", "off"),
            "--generation-deterministic",
        ],
        cwd=folder,
        env={
            **os.environ,
            **({"SCHEMATHESIS_HOOKS": hooks} if hooks else {}),
            "PYTHONPATH": str(Path(__file__).parent),
        },
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
