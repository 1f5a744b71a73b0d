"""Modules that ruff formats and black or isort would format otherwise; made small."""

import subprocess
import sys
from pathlib import Path

import black
from counterexamples import emitted_files, layer, library

from qpf.tools.formatters import tidy_tree
from qpf.tools.gates.style import Style, style_faults
from qpf.views.encode import DocText


def changed_by_black(files: dict[str, str]) -> list[str]:
    """The emitted modules that ruff has formatted and black would format otherwise."""
    mode = black.Mode(line_length=100)
    modules = {path: text for path, text in files.items() if path.endswith(".py")}
    return [p for p, text in modules.items() if black.format_str(text, mode=mode) != text]


def test_formatters_agree_on_what_a_long_field_is_given(tmp_path: Path) -> None:
    """ruff broke the key of `packet.meta["..."] = not self.flag`, black the value."""
    one = layer(
        parameters={"flag": {"type": "bool", "default": True, "summary": "A flag."}},
        encode=[
            {"set": "meta.first", "value": 1},
            {"set": f"meta.{'n' * 60}", "to": "not flag"},
            {"set": f"header.{'n' * 80}", "to": "id > 1"},
        ],
    )
    assert changed_by_black(emitted_files(library("layers", [one]), tmp_path)) == []


def test_formatters_agree_on_a_parameter_that_fills_a_line(tmp_path: Path) -> None:
    """black gave the type of `name: float = 1.0` parentheses, ruff takes them away."""
    gain = {"type": "float", "default": 1, "summary": "A gain."}
    encode = [{"set": "meta.first", "value": 1}, {"set": "meta.gain", "to": "n" * 60}]
    one = layer(parameters={"n" * 60: gain}, encode=encode)
    assert changed_by_black(emitted_files(library("layers", [one]), tmp_path)) == []


LONG_FORMS = (
    f'made = f(1, {"x" * 60}="a long enough text" if size > 2 else "b")',
    f"made = {'T' * 60}.{'X' * 60}",
    f"def f({'l' * 60}: dict[str, JsonValue | None] | None = None) -> None: ...",
    f"if a:\n    data, {'a' * 60}_{'n' * 60} = packed, True",
)


def test_black_has_the_last_word(tmp_path: Path) -> None:
    """Names of 60 signs, two in a line: formatters break what cannot be broken well."""
    for number, text in enumerate(LONG_FORMS):
        (tmp_path / f"m{number}.py").write_text(text + "\n", "utf-8")
    assert tidy_tree(tmp_path, ()) == ()
    texts = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.py")}
    assert len(texts) == len(LONG_FORMS)
    assert changed_by_black(texts) == []


def test_formatters_agree_on_a_docstring_that_ends_with_a_quote(tmp_path: Path) -> None:
    """ruff takes away the blank after an escaped quote, black puts it back."""
    texts = ('Say "so"', '""" quoted """', 'a\\"')
    source = "\n\n".join(f'def f{n}():\n    """{DocText(t)}"""\n' for n, t in enumerate(texts))
    assert black.format_str(source, mode=black.Mode()) == source
    (tmp_path / "one.py").write_text(source, "utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--check", "--no-cache"]
    ran = subprocess.run([*command, "one.py"], cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_isort_has_the_last_word(tmp_path: Path) -> None:
    """For isort `a2.x` comes before `a.x`, for ruff after it; `a10` comes after `a2` for both."""
    modules = ("demo.tissue.mesh", "demo.tissue2.mesh", "demo.tissue10.mesh")
    lines = [f"from {one} import part as part_{n}" for n, one in enumerate(modules)]
    used = ", ".join(f"part_{n}" for n in range(len(modules)))
    (tmp_path / "one.py").write_text("\n".join(lines) + f"\n\nPARTS = ({used})\n", "utf-8")
    assert tidy_tree(tmp_path, ("demo",)) == ()
    assert style_faults((tmp_path / "one.py").read_text("utf-8"), Style(100, ("demo",))) == ()
