"""The shapes of what an operating system reads: Dockerfiles, systemd units, environment files."""

import re
import shlex

__all__ = ["dockerfile_shape", "environment_shape", "unit_shape"]

Shape = object

_SPECIFIER = re.compile(r"%%|%(.)")
_VARIABLE = re.compile(r"\\.|\$\$|\$[\w{(]")


def dockerfile_shape(text: str) -> Shape:
    """The instructions with the number of their words, as the reader of Docker joins lines."""
    joined = re.sub(r"\\[ \t]*\n", " ", text)
    found: list[Shape] = []
    for line in joined.split("\n"):
        if line.startswith("#"):
            found.append(("comment", bool(re.match(r"#\s*\w+\s*=", line))))
        elif line.strip():
            instruction, _, rest = line.strip().partition(" ")
            words = shlex.split(rest, posix=True)
            found.append((instruction, len(words), _variables(rest), "<<" in rest))
    return found


def unit_shape(text: str) -> Shape:
    """Sections, keys, the number of words, and what systemd expands."""
    joined = re.sub(r"\\\n", " ", text)
    found: list[Shape] = []
    for line in joined.split("\n"):
        if not line.strip():
            continue
        if line[0] in "#;[":
            found.append(line if line[0] == "[" else "comment")
            continue
        key, _, value = line.partition("=")
        words = 1 if key == "Description" else len(shlex.split(value))
        expanded = [one[0] for one in _SPECIFIER.finditer(value) if one[0] != "%%"]
        found.append((key, words, expanded, _variables(value)))
    return found


def environment_shape(text: str) -> Shape:
    """The variables, written or in comments; each has one word, and expands nothing."""
    found: list[Shape] = []
    for line in text.split("\n"):
        bare = line.removeprefix("# ")
        key, equals, value = bare.partition("=")
        if not equals or not re.fullmatch(r"\w+", key):
            found.append(bool(line))
            continue
        outside = re.sub(r"'(?:\\.|[^'\\])*'", "", value)
        found.append((line[:1] == "#", key, bool(re.search(r"[\s\"'`$;&|<>()]", outside))))
    return found


def _variables(text: str) -> int:
    """How many variables are named; a doubled or escaped dollar is none."""
    found = (one[0] for one in _VARIABLE.finditer(text))
    return sum(one[0] == "$" and one != "$$" for one in found)
