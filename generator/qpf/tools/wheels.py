"""Builds wheels with the backend that emitted packages name, always to the same bytes."""

import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from qpf.tools.missing import MissingTool

__all__ = ["build_wheel"]

_EPOCH = "315532800"
"""The earliest time an archive can hold: files of a wheel have no time of their own."""
_VARIABLE = "SOURCE_DATE_EPOCH"
_environment = threading.Lock()


def build_wheel(files: Mapping[str, bytes], into: Path) -> Path:
    """Build the wheel of a distribution, given its files by path; where it lies.

    The files are laid out apart from any repository, for the backend leaves out what one ignores.
    Raises `MissingTool` without the backend.
    """
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ModuleNotFoundError as error:
        raise MissingTool("hatchling") from error
    with tempfile.TemporaryDirectory(prefix="qpf-wheel-") as folder:
        for path, data in files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            # The archive keeps modes, and those must not come from the umask.
            file.chmod(0o644)
        with _fixed_time():
            built = list(WheelBuilder(folder).build(directory=str(into), versions=["standard"]))
    return Path(built[0])


@contextmanager
def _fixed_time() -> Iterator[None]:
    with _environment:
        before = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = _EPOCH
        try:
            yield
        finally:
            if before is None:
                del os.environ[_VARIABLE]
            else:
                os.environ[_VARIABLE] = before
