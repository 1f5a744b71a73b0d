"""What the gates read in one file, and what the tools say of it, without any worker."""

import os
from pathlib import Path

import pytest
from gate_samples import GREETER, HEADER

from qpf.tools.gates import work_files, work_mypy, work_pylint
from qpf.tools.gates.evidence import Evidence
from qpf.tools.gates.facts import FileFacts
from qpf.tools.gates.names import Gate
from qpf.tools.gates.style import Style

STYLE = Style(100, ("demo",))


def read(body: str, path: str = "src/demo/part.py", *, is_printed: bool = False) -> FileFacts:
    """The facts of a file with a docstring and this body."""
    text = body if is_printed else f'"""A part."""\n\n{body}\n'
    return work_files.facts_of(path, text.encode(), STYLE, is_printed=is_printed)


def said(facts: FileFacts, gate: Gate) -> list[tuple[int, str]]:
    """Line and message of each breach of a gate."""
    return [(b.line, b.message) for b in facts.evidence.breaches if b.gate is gate]


def share(facts: FileFacts, gate: Gate) -> tuple[int, int]:
    """What was counted, and how much of it is bad."""
    return next((t.total, t.bad) for t in facts.evidence.tallies if t.gate is gate)


MARKER = "TO" + "DO"


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (f"X = 1  # {MARKER}: more", 3, "a comment holds"),
        (f'def f() -> None:\n    """Do.\n\n    {MARKER} more\n    """', 6, "a docstring holds"),
        ("def f() -> None:\n    pass", 4, "nothing but `pass`"),
        ('class E(Exception):\n    """E."""\n\n    pass', 6, "nothing but `pass`"),
        ("def f() -> None: ...", 3, "the body of `f` is only `...`"),
        ("def f() -> None:\n    raise NotImplementedError", 4, "`NotImplementedError`"),
        ("print(1)", 3, "`print` is called"),
        ("try:\n    X = 1\nexcept:\n    X = 2", 5, "a bare `except`"),
    ],
)
def test_what_is_forbidden_is_found_in_its_line(body: str, line: int, words: str) -> None:
    ((found, message),) = said(read(body), Gate.FORBIDDEN)
    assert (found, words in message) == (line, True)


@pytest.mark.parametrize(
    "body",
    [
        f'TEXT = "a {MARKER} list"',
        "class P(Protocol):\n    def f(self) -> None: ...",
        "class P(Protocol[T]):\n    def f(self) -> None: ...",
        "@overload\ndef f() -> None: ...",
        "class A:\n    @abc.abstractmethod\n    def f(self) -> None: ...",
        "class E(Exception):\n    '''E.'''",
        "def f() -> None:\n    '''Only words.'''",
        "console.print(1)",
    ],
)
def test_what_only_looks_forbidden_is_not(body: str) -> None:
    assert said(read(body), Gate.FORBIDDEN) == []


def test_annotations_are_counted_without_self_and_cls() -> None:
    body = (
        "class A:\n"
        "    def __init__(self, a: int) -> None: ...\n"
        "    @classmethod\n    def b(cls, *rest, **more: int) -> int: ...\n"
        "    @staticmethod\n    def c(d, /, *, e=1): ...\n\n\n"
        "def f(g: int) -> None:\n    def inner(h): ...\n"
    )
    facts = read(body)
    assert share(facts, Gate.ANNOTATIONS) == (12, 6)
    missing = [message for _, message in said(facts, Gate.ANNOTATIONS)]
    assert "`b` does not annotate `rest`" in missing
    assert "`inner` does not annotate its result" in missing


def test_docstrings_are_counted_for_public_names_only() -> None:
    body = (
        "class A:\n    '''A.'''\n    def b(self): ...\n    def _c(self): ...\n"
        "    def __repr__(self): ...\n    class D: ...\n\n"
        "class _E:\n    def f(self): ...\n\n"
        "if True:\n    def g():\n        '''G.'''\n        def h(): ...\n"
        "    @overload\n    def i(): ...\n"
    )
    facts = read(body)
    assert share(facts, Gate.DOCSTRINGS) == (5, 2)
    assert share(read(body, "src/demo/_own.py"), Gate.DOCSTRINGS) == (0, 0)
    assert [tally.gate for tally in read(body, "tests/test_x.py").evidence.tallies] == []


@pytest.mark.parametrize(
    ("text", "is_headed"),
    [
        (GREETER, True),
        ("#!/usr/bin/env python\n" + HEADER, True),
        ('"""No."""\n', False),
        ("", False),
    ],
)
def test_a_printed_file_says_where_it_comes_from(text: str, is_headed: bool) -> None:
    assert (said(read(text, is_printed=True), Gate.HEADER) == []) is is_headed


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("a.toml", "# Copyright 2024 somebody\n[a]\n", 1),
        ("a.md", "<!-- (c) 1999 -->\ntext\n", 1),
        ("a.toml", "# Made for the year 2024\n", 0),
        ("a.toml", '[a]\nb = "Copyright 2024"\n', 0),
        ("LICENSE.md", "# Licence of 2004\n", 0),
    ],
)
def test_years_in_licence_headers(path: str, text: str, count: int) -> None:
    facts = work_files.facts_of(path, text.encode(), STYLE, is_printed=True)
    assert len(said(facts, Gate.LICENCE)) == count


@pytest.mark.parametrize("data", [b"def f(:\n", b"return 1\n", b"x = 1\0\n", b"f(" * 300])
def test_what_does_not_compile_has_no_other_finding(data: bytes) -> None:
    facts = work_files.facts_of("src/demo/x.py", data, STYLE, is_printed=True)
    assert [breach.gate for breach in facts.evidence.breaches] == [Gate.COMPILE]


def test_names_and_imports_of_a_module() -> None:
    body = (
        "import a.b\nimport c as d\nfrom .e import f as g, h\n"
        "try:\n    import fast\nexcept ModuleNotFoundError:\n    fast = None\n"
        "for i, j in ():\n    pass\nwith open('x') as k:\n    l: int = (m := 1)\n"
        "def n():\n    import lazy\n    o = 1\nclass P: q = 1\n"
    )
    facts = read(body)
    assert facts.names == set("adghijklmnP") | {"fast"}
    seen = {item.module: item for item in facts.imports}
    assert (seen["e"].level, seen["lazy"].is_eager, seen["fast"].is_optional) == (1, False, True)
    assert read("def __getattr__(name): return 1").names == {"__getattr__", "*"}
    assert FileFacts.of_plain(facts.plain()) == facts


def test_evidence_that_is_not_evidence_is_refused() -> None:
    with pytest.raises(KeyError):
        Evidence.of_plain({"breaches": []})


def test_mypy_sees_an_edit_of_the_same_size_in_the_same_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYPYPATH", "")
    module = tmp_path / "module.py"
    task = {"paths": [str(tmp_path)], "files": [str(module)], "cache": str(tmp_path / "cache")}
    said = []
    for text in ("x: int = 1\n", "x: str = 1\n", "x: int = 2\n"):
        module.write_text(text)
        os.utime(module, (1_700_000_000, 1_700_000_000))
        said.append(len(work_mypy.run(task)))
    assert said == [0, 1, 0]


def test_mypy_is_strict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYPYPATH", "")
    file = tmp_path / "loose.py"
    file.write_text("def f(a):\n    return a\n")
    work_mypy.prime({})
    task = {"paths": [str(tmp_path)], "files": [str(file)], "cache": str(tmp_path / "cache")}
    ((path, line, message),) = work_mypy.run(task)
    assert (path, line, message.endswith("[no-untyped-def]")) == (str(file.resolve()), 1, True)


def test_pylint_counts_penalty_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_pylint.sys, "path", list(work_pylint.sys.path))
    file = tmp_path / "loose.py"
    file.write_text('"""Loose."""\n\nimport os\n\nundefined()\n')
    (said_of,) = work_pylint.run({"paths": [str(tmp_path)], "files": [str(file)]})
    assert (said_of["statements"], said_of["penalty"]) == (2, 6)
    assert [line for line, _ in said_of["messages"]] == [5, 3]
