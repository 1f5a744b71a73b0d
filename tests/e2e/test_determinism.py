"""Same inputs, same bytes: on the real workspace, whatever else differs between two runs."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import pytest
from e2e_environment import ROOT

INPUTS = ("schemas", "extractor_maps", "glue", "pyproject.toml")
OUTPUTS = ("generated", "manifests")
LIMIT_S = 300
PATHS = (str(ROOT / "generator"), str(Path(__file__).parent / "strange"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What must not matter."""

    folder: str
    jobs: str
    umask: int
    variables: Mapping[str, str]


PLAIN = Circumstances(
    folder="one",
    jobs="1",
    umask=0o022,
    variables={"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
)
ODD = Circumstances(
    folder="another folder/tiefer/ö {{ 7*7 }}",
    jobs="4",
    umask=0o077,
    variables={
        "PYTHONHASHSEED": "4242",
        # No UTF-8 anywhere: neither the locale nor Python's own ways around it.
        "LC_ALL": "POSIX",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "TZ": "Pacific/Kiritimati",
        "COLUMNS": "40",
    },
)

# Machines of another day, name and order of files; see `strange/sitecustomize.py`.
EARLY = Circumstances(
    folder="EARLY/Path",
    jobs="2",
    umask=0o002,
    variables={
        "PYTHONHASHSEED": "7",
        "QPF_STRANGE_YEAR": "1980",
        "QPF_STRANGE_ORDER": "1",
        "QPF_STRANGE_HOST": "wagtail",
        "HOME": "/nonexistent",
        "USER": "wagtail",
        "LOGNAME": "wagtail",
        # Neither git nor anything else that is a program of the system.
        "PATH": "/nonexistent",
    },
)
LATE = Circumstances(
    folder="early/path",
    jobs="3",
    umask=0o022,
    variables={
        "PYTHONHASHSEED": "random",
        "QPF_STRANGE_YEAR": "2107",
        "QPF_STRANGE_ORDER": "2",
        "QPF_STRANGE_HOST": "{{ host }}",
        "TMPDIR": str(next((p for p in (Path("/dev/shm"),) if p.is_dir()), Path(gettempdir()))),
        "LANG": "tr_TR.UTF-8",
        "CI": "true",
    },
)
CASES = (PLAIN, ODD, EARLY, LATE)

Tree = dict[str, tuple[bytes, bool]]


def begin(root: Path, case: Circumstances, *words: str) -> subprocess.Popen[bytes]:
    """Start the factory of this checkout in a workspace."""
    return subprocess.Popen(
        [sys.executable, "-m", "qpf", *words],
        cwd=root,
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(PATHS), **case.variables},
        umask=case.umask,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Exit code, and all that was said."""
    said, _ = process.communicate(timeout=LIMIT_S)
    return process.returncode, said.decode("utf-8", "replace")


def workspace(parent: Path, case: Circumstances) -> Path:
    """A copy of the inputs of the real workspace, with nothing published."""
    root = parent / case.folder
    root.mkdir(parents=True)
    for name in INPUTS:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, root / name)
    year = int(case.variables.get("QPF_STRANGE_YEAR", 0))
    for number, path in enumerate(sorted(root.rglob("*")) if year else ()):
        # Files of that day too, some of them older than those they depend on.
        os.utime(path, ((year - 1970) * 31_557_600 - number,) * 2)
    return root


def published(root: Path) -> Tree:
    """Bytes of every published file, and whether its owner may run it."""
    files = [path for name in OUTPUTS for path in sorted((root / name).rglob("*"))]
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in files
        if path.is_file()
    }


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The real workspace, extracted under all sets of circumstances at the same time."""
    parent = tmp_path_factory.mktemp("determinism")
    cases = [(workspace(parent, case), case) for case in CASES]
    words = ("extract", "--gates", "none", "--jobs")
    running = [begin(root, case, *words, case.jobs) for root, case in cases]
    for process in running:
        code, said = ended(process)
        assert code == 0, said
    return tuple(root for root, _ in cases)


def test_all_extracts_give_the_same_bytes(roots: tuple[Path, ...]) -> None:
    plain, *others = map(published, roots)
    for odd in others:
        assert plain.keys() == odd.keys()
        assert [path for path in plain if plain[path] != odd[path]] == []
    for name in ("generated/qpf-core/", "generated/l9-agents/", "manifests/l9/"):
        assert any(path.startswith(name) for path in plain), name


def test_the_strange_machine_is_strange(tmp_path: Path) -> None:
    for name in "abcdefgh":
        (tmp_path / name).touch()
    code = "import os, time, socket, datetime as d; from pathlib import Path as P; n = os.listdir()"
    told = "[*map(str, P().iterdir())], n, time.localtime().tm_year, d.datetime.now().year"
    words = [
        sys.executable,
        "-c",
        f"{code}; print([{told}, d.date.today().year, socket.gethostname()])",
    ]
    paths = {"PYTHONPATH": PATHS[1]}
    done = subprocess.run(
        words, cwd=tmp_path, env={**LATE.variables, **paths}, capture_output=True, check=True
    )
    walked, names, *years, host = ast.literal_eval(done.stdout.decode())
    assert sorted(walked) == sorted(names) == list("abcdefgh")
    assert list("abcdefgh") not in (walked, names)
    assert (years, host) == ([2107] * 3, "{{ host }}")


def test_what_was_published_is_what_the_schemas_give(roots: tuple[Path, ...]) -> None:
    for root, case in zip(roots, CASES, strict=True):
        assert ended(begin(root, case, "check"))[0] == 0
        code, said = ended(begin(root, case, "extract", "--gates", "none"))
        assert (code, said.strip()) == (0, "up to date")


@pytest.mark.parametrize(
    "path", ["src/l9/core/tensoraios/tensor_scorer.py", "deploy/Dockerfile", "README.md"]
)
def test_one_edited_byte_is_found(roots: tuple[Path, ...], path: str) -> None:
    root = roots[0]
    file = root / "generated" / "l9-agents" / path
    good = file.read_bytes()
    file.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    try:
        code, said = ended(begin(root, PLAIN, "check"))
    finally:
        file.write_bytes(good)
    assert code == 1
    assert "Traceback" not in said
    assert f"generated/l9-agents/{path}" in said
    assert "QPF650" in said
    assert "was edited by hand" in said
    assert said.count(" error QPF") == 1


def test_a_changed_input_is_named_as_the_cause(roots: tuple[Path, ...]) -> None:
    root = roots[0]
    schema = root / "schemas" / "l9" / "tensor_aios.yaml"
    good = schema.read_text("utf-8")
    schema.write_text(good.replace("Rank candidates", "Order candidates", 1), "utf-8")
    try:
        code, said = ended(begin(root, PLAIN, "check"))
    finally:
        schema.write_text(good, "utf-8")
    assert code == 1
    expected = "tensor_scorer.py` is out of date: `schemas/l9/tensor_aios.yaml` changed"
    assert f"`generated/l9-agents/src/l9/core/tensoraios/{expected}" in said
