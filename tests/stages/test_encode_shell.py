"""A word stays one word for shells, Dockerfiles, units and environment files."""

import io
import re
import shlex
import subprocess

import pytest
from dotenv import dotenv_values
from hostile import ATTACKS, CALM, TEXTS
from hypothesis import given

from qpf.views.encode import DockerWord, EncodeError, EnvValue, PathText, ShellWord, SystemdValue
from qpf.views.escape import one_line


@CALM
@given(TEXTS)
def test_a_shell_word_splits_to_itself(text: str) -> None:
    if "\0" not in text:
        assert shlex.split(f"echo {ShellWord(text)}") == ["echo", text]


def test_a_real_shell_prints_each_attack_as_it_is() -> None:
    words = [text for text in ATTACKS if "\0" not in text]
    command = "printf '%s\\0' " + " ".join(ShellWord(word) for word in words)
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.decode("utf-8").split("\0")[:-1] == words


def test_a_shell_word_cannot_hold_nul() -> None:
    with pytest.raises(EncodeError):
        ShellWord("a\0b")


@CALM
@given(TEXTS)
def test_docker_and_systemd_words_are_closed_and_expand_nothing(text: str) -> None:
    docker = str(DockerWord(text))
    assert re.fullmatch(r'"(?:[^"\\$\n]|\\["\\$])*"', docker)
    unit = str(SystemdValue(text))
    assert re.fullmatch(r'"(?:[^"\\%$\n]|\\["\\]|%%|\$\$)*"', unit)


@CALM
@given(TEXTS)
def test_an_environment_file_gives_the_line_back(text: str) -> None:
    if "${" in text:
        with pytest.raises(EncodeError):
            EnvValue(text)
        return
    stored = dotenv_values(stream=io.StringIO(f"A={EnvValue(text)}\nB=1\n"))
    assert stored == {"A": one_line(text), "B": "1"}


@pytest.mark.parametrize("path", ["/a", "../a", "a/../b", "a//b", "", "a b", "a\nb", "é", "a/."])
def test_a_path_that_climbs_or_is_odd_is_refused(path: str) -> None:
    with pytest.raises(EncodeError):
        PathText(path)


def test_a_portable_path_is_printed_as_it_is() -> None:
    assert PathText("schemas/l9/tensor_aios.yaml") == "schemas/l9/tensor_aios.yaml"
