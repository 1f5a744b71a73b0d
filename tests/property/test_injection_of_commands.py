"""Every command over a workspace of hostile texts: its forms parse, nothing steers a terminal."""

import json
import shutil
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
import yaml
from attack_rounds import TEXTS
from shapes_of_answers import SHAPES

from qpf.__main__ import main

BASE = Path(__file__).parents[1] / "pages" / "base"
SCHEMA, MAP = "schemas/demo/greeter.yaml", "extractor_maps/demo.yaml"
LEAVES: tuple[tuple[str, tuple[str | int, ...]], ...] = (
    (SCHEMA, ("system",)),
    (SCHEMA, ("role",)),
    (SCHEMA, ("operations", 0, "summary")),
    (MAP, ("title",)),
    (MAP, ("purpose",)),
    (MAP, ("distribution", "summary")),
    (MAP, ("extraction_sequence", "order", 1, "reason")),
)
"""Texts that a person writes freely."""
EMITTED = "generated/demo-agents/src/demo/greeter/greeter_controller.py"


class Said:
    """The answers of commands over one workspace."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._root, self._capsys = root, capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error; neither steers a terminal."""
        self._capsys.readouterr()
        code = main([*words, "--workspace", str(self._root)])
        said = self._capsys.readouterr()
        for letter in {*said.out, *said.err} - {"\n", "\t"}:
            assert letter.isprintable(), (words, letter)
        return code, said.out, said.err


def written(root: Path, texts: Iterator[str]) -> None:
    """Put a text into every leaf."""
    for file, path in LEAVES:
        document: Any = yaml.safe_load((root / file).read_text("utf-8"))
        holder = document
        for key in path[:-1]:
            holder = holder.setdefault(key, {}) if isinstance(key, str) else holder[key]
        holder[path[-1]] = next(texts)
        (root / file).write_text(yaml.safe_dump(document), "utf-8")


@pytest.fixture(name="root")
def workspace(tmp_path: Path) -> Path:
    """The smallest workspace."""
    return Path(shutil.copytree(BASE, tmp_path / "workspace"))


@pytest.mark.parametrize("kind", TEXTS)
def test_findings_and_graphs_keep_their_forms(
    kind: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = list(TEXTS).index(kind)
    payloads = TEXTS[kind]
    texts = [payloads[(number + n) % len(payloads)].text for n in range(len(LEAVES))]
    written(root, iter(texts))
    said = Said(root, capsys)
    form = ("text", "json", "sarif", "github")[number % 4]
    code, out, err = said("validate", "--format", form)
    if code:
        SHAPES[form](err if form == "text" else out)
    form = ("mermaid", "dot", "graph json", "svg")[number % 4]
    code, out, _ = said("graph", "--format", form.removeprefix("graph "))
    assert code or SHAPES[form](out) == (2, 0)
    is_plain = all(text.isprintable() and "${" not in text for text in texts)
    assert not code or not is_plain or kind == "large"


def test_what_is_made_of_hostile_texts_parses(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said(root, capsys)
    _answers(said, root)
    written(root, repeat("A text that attacks nobody."))
    plain = _answers(said, root)
    for turn in range(3):
        texts = [kind[turn % len(kind)].text for kind in TEXTS.values()]
        fine = (text for text in texts[turn:] if text.isprintable() and len(text) < 200)
        written(root, fine)
        assert _answers(said, root) == plain
        for manifest in (root / "manifests").rglob("*.json"):
            json.loads(manifest.read_text("utf-8"))


def _answers(said: Said, root: Path) -> list[object]:
    """The shapes of all answers about the workspace; what is published is made anew."""
    assert said("plan", "--diff")[0] == 2
    shapes = []
    for code, words in (
        (2, ("plan", "--format", "json")),
        (0, ("extract", "--gates", "none", "--format", "json")),
        (0, ("trace", EMITTED, "--format", "json")),
        (0, ("trace", f"{SCHEMA}:1", "--format", "json")),
        (0, ("sbom", "demo-agents")),
        (0, ("receipt", "demo-agents")),
    ):
        ended, out, err = said(*words)
        assert ended == code, (words, err)
        shapes.append(SHAPES["json"](out))
    assert said("trace", EMITTED)[0] == said("trace", f"{SCHEMA}:1")[0] == 0
    return shapes
