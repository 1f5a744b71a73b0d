"""What the gate on imports accepts and refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from gate_bench import Bench
from gate_samples import GREETER, HEADER, PROJECT, SOUND

GREETER_PATH = "src/demo/greeter.py"
Findings = Callable[..., list[str]]


@pytest.fixture
def findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Findings:
    """Messages about imports of a distribution with some files replaced."""

    def found(imports: str = "", project: str = PROJECT, **others: str) -> list[str]:
        text = GREETER.replace('"""Greets."""\n', f'"""Greets."""\n\n{imports}\n', 1)
        more = {f"src/demo/{name}.py": HEADER + body for name, body in others.items()}
        files = {**SOUND, "pyproject.toml": project, GREETER_PATH: text, **more}
        judged = Bench(tmp_path, monkeypatch).judge(files)
        return [one.message for one in judged.found if one.code in ("QPF702", "QPF703")]

    return found


@pytest.mark.parametrize(
    "line",
    [
        "import collections.abc",
        "import os.path",
        "from . import greeter as own",
        "from demo import greeter",
        "from .greeter import greet as same",
        "try:\n    import not_there\nexcept ImportError:\n    not_there = None",
    ],
)
def test_these_resolve(findings: Findings, line: str) -> None:
    assert findings(line) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("import not_there", "no module `not_there` is installed"),
        ("import json.not_there", "no module `json.not_there` is installed"),
        ("import pytest.not_there", "no module `pytest.not_there` is installed"),
        ("from demo.nowhere import x", "no package of the workspace has a module `demo.nowhere`"),
        ("from demo import bow", "the module `demo` has no `bow`"),
        ("from .phrases import x", "no package of the workspace has a module `demo.phrases`"),
        ("import pydantic", "`pydantic` of `pydantic` is imported, but the project does not"),
        ("import pytest", "`pytest` of `pytest` is imported, but the project does not"),
    ],
)
def test_these_do_not(findings: Findings, line: str, what: str) -> None:
    messages = findings(line)
    assert [what in message for message in messages] == [True]


def test_a_declared_distribution_may_be_imported(findings: Findings) -> None:
    project = PROJECT.replace("dependencies = []", 'dependencies = ["Pydantic >=2", "pyyaml"]')
    assert findings("import pydantic\nimport yaml", project) == []


def test_an_extra_may_be_imported_when_it_is_needed(findings: Findings) -> None:
    lazy = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import pytest"
    assert findings(lazy) == []
    assert findings("", tool='"""A tool."""\n\n\ndef main() -> None:\n    import pytest\n') == []


def test_imports_inside_functions_make_no_cycle(findings: Findings) -> None:
    lazy = (
        '"""A."""\n\n\ndef late() -> None:\n    """Late."""\n    from demo.b import B\n    str(B)\n'
    )
    assert findings("", a=lazy, b='"""B."""\n\nfrom demo.a import late\n\nB = late\n') == []


def test_a_cycle_is_told_as_its_whole_path(findings: Findings) -> None:
    a = '"""A."""\n\nfrom demo import b\n\nA = b.__name__\n'
    b = '"""B."""\n\nfrom demo.c import C\n\nB = C\n'
    c = '"""C."""\n\nfrom demo.a import A\n\nC = A\n'
    (message,) = findings("", a=a, b=b, c=c)
    assert "`demo.a -> demo.b -> demo.c -> demo.a`" in message
