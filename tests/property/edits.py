"""The edits a person, git or an installer makes: each changes a world, and says what it expects.

An edit draws from a seeded generator, returns None when it does not apply to the world as it is,
and may well make the inputs wrong: then the law is that everybody says the same.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path

from edited_world import INPUTS, World
from incremental import Kind, set_time

__all__ = ["ANY", "EDITS", "Edit", "pick_yaml", "put", "yaml_files"]

Edit = Callable[[World, random.Random], "Kind | str | None"]
"""What the next run must be, or any text when anything is fine."""

ANY = "anything"
_DAY_NS = 86_400 * 10**9
_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron")


def put(file: Path, text: str, *, keeps_time: bool = False) -> None:
    """Write a text; with the time the file had, when asked for."""
    mtime = file.stat().st_mtime_ns if keeps_time else 0
    file.write_text(text, "utf-8")
    if keeps_time:
        set_time(file, mtime)


def yaml_files(world: World, *folders: str) -> list[Path]:
    """The YAML files below some folders of inputs, or all of them."""
    roots = (world.workspace / name for name in folders or INPUTS)
    return sorted(path for root in roots for path in root.glob("**/*.yaml"))


def pick_yaml(world: World, rng: random.Random, *folders: str) -> Path:
    """One of these files."""
    return rng.choice(yaml_files(world, *folders))


def _replaced(file: Path, rng: random.Random, pattern: str, new: Callable[[str], str]) -> str:
    """The text with one match of a pattern's first group replaced; unchanged without a match."""
    text = file.read_text("utf-8")
    found = list(re.finditer(pattern, text, re.MULTILINE))
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start(1)] + new(match[1]) + text[match.end(1) :]


# Nothing that is said changes.


def touch(world: World, rng: random.Random) -> Kind:
    """Give files other times, later and earlier ones."""
    for file in world.input_files():
        set_time(file, file.stat().st_mtime_ns + rng.randint(-3, 3) * _DAY_NS)
    return Kind.CURRENT


def rewrite(world: World, rng: random.Random) -> Kind:
    """Write the same bytes again, into a new file."""
    file = pick_yaml(world, rng)
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data)
    return Kind.CURRENT


def comment(world: World, rng: random.Random) -> Kind:
    """Add a comment, where one may stand."""
    file = pick_yaml(world, rng)
    said = f"# {rng.choice(_WORDS)} {rng.random()}"
    text = file.read_text("utf-8")
    tops = [0, *(match.start() for match in re.finditer(r"^[a-z]+:", text, re.MULTILINE))]
    at = rng.choice(tops)
    put(file, f"{text[:at]}{said}\n{text[at:]}", keeps_time=rng.random() < 0.5)
    return Kind.SETTLED


def blank(world: World, rng: random.Random) -> Kind:
    """Add empty lines, or white space at the end of a line that is a whole value."""
    file = pick_yaml(world, rng)
    text = file.read_text("utf-8")
    spaced = re.sub(r"^(\w+: \w+)$", r"\1  ", text, count=1, flags=re.MULTILINE)
    put(file, spaced if spaced != text and rng.random() < 0.5 else f"{text}\n")
    return Kind.SETTLED


def line_ends(world: World, rng: random.Random) -> Kind:
    """Change the line ends of a file, as an editor of another system does."""
    file = pick_yaml(world, rng)
    data = file.read_bytes()
    other = data.replace(b"\r\n", b"\n") if b"\r\n" in data else data.replace(b"\n", b"\r\n")
    file.write_bytes(other)
    return Kind.SETTLED


def quotes(world: World, rng: random.Random) -> Kind | None:
    """Quote a plain word, or take its quotes away."""
    file = pick_yaml(world, rng)
    text = file.read_text("utf-8")
    new = re.sub(
        r"^(role|summary|system): ([A-Z][a-z ]+\.?)$", r'\1: "\2"', text, count=1, flags=re.M
    )
    if new == text:
        new = re.sub(
            r'^(role|summary|system): "([A-Z][a-z ]+\.?)"$', r"\1: \2", text, count=1, flags=re.M
        )
    if new == text:
        return None
    put(file, new)
    return Kind.SETTLED


# Values.


def sentence(world: World, rng: random.Random) -> Kind | None:
    """Say something else in a summary or a role."""
    file = pick_yaml(world, rng, "schemas")
    word = rng.choice(_WORDS)
    text = _replaced(file, rng, r"(?:summary|role): ([A-Z][a-z]+) ", lambda _: word.capitalize())
    if text == file.read_text("utf-8"):
        return None
    put(file, text)
    return Kind.WORKED


def number(world: World, rng: random.Random) -> str:
    """Change a number somewhere; it may well become wrong."""
    file = pick_yaml(world, rng)
    put(file, _replaced(file, rng, r"[ \[](\d+)(?=[,}\] \n])", lambda _: str(rng.randint(1, 999))))
    return ANY


def same_size(world: World, rng: random.Random) -> Kind | None:
    """Change letters of a sentence; size and time of the file stay."""
    file = pick_yaml(world, rng, "schemas")
    text = file.read_text("utf-8")
    new = _replaced(file, rng, r"summary: [A-Z][a-z]+ ([a-z]{4,})[ .]", lambda word: word[::-1])
    if new == text:
        return None
    put(file, new, keeps_time=True)
    return Kind.WORKED


def version(world: World, rng: random.Random) -> Kind:
    """Raise the version of a distribution: most of its files say it nowhere."""
    file = pick_yaml(world, rng, "extractor_maps")
    fresh = f"{rng.randint(2, 9)}.{rng.randint(0, 99)}.{rng.randint(100, 999)}"
    put(file, _replaced(file, rng, r"version: (\d+\.\d+\.\d+)\b", lambda _: fresh))
    return Kind.WORKED


def defaults(world: World, rng: random.Random) -> str:
    """Change a default of a map, which reaches every agent."""
    file = pick_yaml(world, rng, "extractor_maps")
    limit = f"{rng.randint(100, 900)}"
    put(file, _replaced(file, rng, r"decisionlatencymaxms: (\d+)", lambda _: limit))
    return ANY


def owner(world: World, rng: random.Random) -> Kind:
    """Name another owner in the defaults."""
    file = pick_yaml(world, rng, "extractor_maps")
    name = f"{rng.choice(_WORDS).capitalize()} Team {rng.randint(2, 99999)}"
    put(file, _replaced(file, rng, r"owner: ([A-Za-z 0-9]+)", lambda _: name))
    return Kind.WORKED


def retries(world: World, rng: random.Random) -> str:
    """Change how a wiring is retried."""
    file = world.workspace / "glue/demo.yaml"
    delay = f"{rng.randint(10, 400)}"
    put(file, _replaced(file, rng, r"initial_delay_ms: (\d+)", lambda _: delay))
    return ANY


EDITS: dict[str, Edit] = {
    one.__name__: one
    for one in (
        touch,
        rewrite,
        comment,
        blank,
        line_ends,
        quotes,
        sentence,
        number,
        same_size,
        version,
        defaults,
        owner,
        retries,
    )
}
"""Edits of what is written; those of structure and of the surroundings are added beside."""
