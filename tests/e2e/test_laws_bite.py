"""Every law is broken on purpose, in a copy of the checkout; the test that holds it must fail.

The breaks stand in `tests/broken/<law>.toml`: a place in the factory, what stands there, what takes
its place, and the test that must notice. A break whose text is no longer found must be rewritten.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from e2e_environment import ROOT

# What a break may change, and therefore is copied; everything else of the checkout is linked.
COPIED = ("generator", "templates", "tests")
LIMIT_S = 240
FAILED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One way to break a law.

    `file` stands in the checkout; `old` occurs in it exactly once, and `new` takes its place;
    `test` is the pytest id that must fail then, with `says` in what it prints.
    """

    law: str
    what: str
    file: str
    old: str
    new: str
    test: str
    says: str = ""


# `QPF_BREAKS` is how many of each law are tried; all, unless it is set.
MOST = int(os.environ["QPF_BREAKS"]) if "QPF_BREAKS" in os.environ else None
BREAKS = [
    Break(law=path.stem, **entry)
    for path in sorted((ROOT / "tests" / "broken").glob("*.toml"))
    for entry in tomllib.loads(path.read_text("utf-8"))["break"][:MOST]
]


def checkout(folder: Path) -> Path:
    """A copy of this checkout whose factory may be broken."""
    for entry in ROOT.iterdir():
        if entry.name in COPIED:
            shutil.copytree(entry, folder / entry.name, symlinks=True)
        elif entry.name not in {".git", ".qpf"}:
            (folder / entry.name).symlink_to(entry)
    return folder


@pytest.mark.parametrize("broken", BREAKS, ids=lambda one: f"{one.law}: {one.what}")
def test_a_broken_law_is_noticed(broken: Break, tmp_path: Path) -> None:
    root = checkout(tmp_path)
    place = root / broken.file
    text = place.read_text("utf-8")
    assert text.count(broken.old) == 1, f"{broken.file}: rewrite the break, its place has changed"
    place.write_text(text.replace(broken.old, broken.new), "utf-8")
    # A folder of its own: pytest would clear what earlier runs left, which can take minutes.
    own = f"--basetemp={tmp_path.parent / 'inner'}"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += [own, broken.test]
    # The copy's own factory comes before the installed one
    variables = {**os.environ, "PYTHONPATH": str(root / "generator")}
    ran = subprocess.run(
        command,
        cwd=root,
        env=variables,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert ran.returncode == FAILED, ran.stdout[-3000:] + ran.stderr[-2000:]
    assert broken.says in ran.stdout
