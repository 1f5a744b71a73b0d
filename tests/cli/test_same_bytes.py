"""A small workspace gives the same bytes on machines that differ in all that must not matter.

`tests/e2e/test_determinism.py` shows the same for the real workspace, and more of it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
INPUTS = ("schemas", "extractor_maps", "glue", "pyproject.toml")
PLAIN = {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
STRANGE = {
    "PYTHONHASHSEED": "4242",
    "LC_ALL": "POSIX",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "TZ": "Pacific/Kiritimati",
    "PATH": "/nonexistent",
    "HOME": "/nonexistent",
    "QPF_STRANGE_YEAR": "2107",
    "QPF_STRANGE_ORDER": "3",
    "QPF_STRANGE_HOST": "{{ host }}",
}


def begin(root: Path, variables: dict[str, str], umask: int) -> subprocess.Popen[bytes]:
    """Extract the golden case with extensions in a folder."""
    root.mkdir(parents=True)
    for name in INPUTS:
        source = ROOT / "tests/golden/extensions" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    paths = os.pathsep.join([str(ROOT / "generator"), str(ROOT / "tests/e2e/strange")])
    return subprocess.Popen(
        [sys.executable, "-m", "qpf", "extract", "--gates", "none"],
        cwd=root,
        env={"PYTHONPATH": paths, **variables},
        umask=umask,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def bytes_below(root: Path) -> dict[str, bytes]:
    """All files of a folder by relative path."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_strange_machines_give_the_same_bytes(tmp_path: Path) -> None:
    places = {"one": (PLAIN, 0o022), "Another/ö {{ 7*7 }}": (STRANGE, 0o077)}
    running = [begin(tmp_path / name, *how) for name, how in places.items()]
    for process in running:
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said.decode("utf-8", "replace")
    for name in ("generated", "manifests"):
        plain, strange = (bytes_below(tmp_path / place / name) for place in places)
        assert plain.keys() == strange.keys()
        assert [path for path in plain if plain[path] != strange[path]] == []
        assert len(plain) > 1
