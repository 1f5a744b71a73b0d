"""A workspace with comments, a slip in one of its files, and what `--fix` makes of it."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

from slips import Slip

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.mending import mend
from qpf.model.request import Request
from qpf.tools.fixing.files import InputFiles
from qpf.tools.yaml_reader import read_yaml

__all__ = ["Trial", "commented", "slipped"]

_PLAIN = re.compile(r"(?m)^( *(?:- )?(?:name|module|method|mode|status|audit|title): \w+)$")
_PURPOSE = re.compile(r"(?m)^(purpose: )(\w.*)$")
_COUNTED = frozenset({"/extraction_sequence/order"})


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a slip.

    `outcome` is `exact` (the file is as it was), `equal` (it says the same), `wrong` (it was
    changed and says something else), or `left` (nothing was changed).
    """

    slip: str
    file: str
    outcome: str
    keeps_comments: bool
    new_errors: tuple[str, ...]
    after: str


def commented(case: Path, target: Path) -> Path:
    """A copy of a workspace with comments of its own and behind values."""
    ignored = shutil.ignore_patterns("expected", "__pycache__")
    shutil.copytree(case, target, ignore=ignored, dirs_exist_ok=True)
    for file in target.rglob("*.yaml"):
        text = _PLAIN.sub(r"\1  # what was meant", file.read_text("utf-8"))
        text = _PURPOSE.sub(r'\1"as said: \2"', text)
        file.write_text(f"# the head, with a colon: and `quotes`\n{text}# the end\n", "utf-8")
    return target


def slipped(workspace: Path, slip: Slip, chance: Random, *, is_unsafe: bool) -> Trial | None:
    """Make a slip somewhere, mend in memory, and put the file back; None when no file has room."""
    files = sorted(workspace.rglob("*.yaml"))
    chance.shuffle(files)
    for file in files:
        text = file.read_text("utf-8")
        worse = slip.change(chance, text)
        if worse is not None and worse != text:
            data = worse if isinstance(worse, bytes) else worse.encode()
            path = file.relative_to(workspace).as_posix()
            try:
                file.write_bytes(data)
                return _judged(workspace, path, slip, text, data, is_unsafe)
            finally:
                file.write_bytes(text.encode())
    return None


def _judged(
    workspace: Path, path: str, slip: Slip, text: str, data: bytes, is_unsafe: bool
) -> Trial | None:
    made = mend(
        Request(workspace=workspace),
        InputFiles(workspace),
        Diagnostics,
        allow_unsafe=is_unsafe,
        may_touch=lambda _: True,
    )
    if not made.before.has_errors and not any(one.code == "QPF184" for one in made.before.found):
        return None
    assert set(made.contents) <= {path}
    after = made.contents.get(path, data).decode("utf-8", "replace")
    before = {(one.code, one.message) for one in made.before.errors}
    new = tuple(one.code for one in made.left.errors if (one.code, one.message) not in before)
    is_changed = path in made.contents
    outcome = "exact" if after == text else "left"
    if is_changed and after != text:
        outcome = "equal" if _value(after) == _value(text) else "wrong"
    return Trial(slip.name, path, outcome, _comments(text) <= _comments(after), new, after)


def _value(text: str) -> object:
    tree = read_yaml("file", text, Diagnostics(), integer_keys=_COUNTED)
    return tree.value if tree is not None else None


def _comments(text: str) -> set[str]:
    return set(re.findall(r"#.*", text))
