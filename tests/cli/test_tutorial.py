"""The tutorial: its edits are made, its commands are run, its answers are what they say."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from conftest import Run

from qpf.diagnostics.explain import Fence

sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))
from page_edits import apply

TEXT = (Path(__file__).parents[2] / "docs/tutorial.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w+)(.*)\n((?:.*\n)*?)```$", re.M)


def test_the_tutorial_does_what_it_says(
    qpf: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = ""
    for language, words, body in FENCE.findall(TEXT):
        if language == "yaml":
            apply(Path.cwd(), Fence(language=language, words=tuple(words.split()), body=body))
            continue
        for line in body.splitlines():
            if line.startswith("$ qpf "):
                said = _run(qpf, line.removeprefix("$ qpf "))
            elif line.startswith("$ cd "):
                monkeypatch.chdir(tmp_path / line.removeprefix("$ cd "))
            elif line.startswith("$ "):
                said = line  # set-up, a server or a request: shown, not run here
            elif said.startswith("$ "):
                assert "curl" in said
            else:
                assert line in said
    assert (Path.cwd() / "generated/hello-agents/src/hello/desk").is_dir()


def _run(qpf: Run, text: str) -> str:
    words = shlex.split(text)
    answer = qpf(*words, *(["--gates", "none"] if words[0] == "extract" else []))
    assert answer.code in (0, 1, 2)
    assert "Traceback" not in answer.err
    return answer.out + answer.err
