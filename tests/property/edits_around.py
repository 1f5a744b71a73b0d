"""Edits of what is around the inputs: templates, tools, caches, the published tree, links."""

import json
import random
import shutil
from pathlib import Path

from edited_world import World
from edits import EDITS, Edit, pick_yaml, put
from incremental import Kind, set_time

__all__ = ["AROUND", "HAND_EDIT"]

_PAST_NS = 10**18


def _template(world: World, rng: random.Random, pattern: str) -> Path:
    return rng.choice(sorted(world.factory.glob(pattern)))


def template(world: World, rng: random.Random) -> Kind:
    """Print one more line in a document of the workspace, or one less."""
    manifest = json.loads((world.workspace / "manifests/demo/collection.json").read_bytes())
    used = sorted(name for name in manifest["templates"] if name.endswith(".md.j2"))
    file = world.factory / "templates" / rng.choice(used)
    text = file.read_text("utf-8")
    line = "\nSaid by an edited template.\n"
    put(file, text.removesuffix(line) if text.endswith(line) else f"{text}{line}")
    return Kind.WORKED


def template_comment(world: World, rng: random.Random) -> Kind:
    """Write a comment into a template: other bytes of the template, perhaps the same text."""
    file = _template(world, rng, "templates/*/*.py.j2")
    put(file, f"{{# {rng.random()} #}}\n{file.read_text('utf-8')}")
    return Kind.WORKED


def shared_template(world: World, rng: random.Random) -> Kind:
    """Change what many templates include."""
    file = _template(world, rng, "templates/_shared/*.j2")
    put(file, f"{{# {rng.random()} #}}{file.read_text('utf-8')}")
    return Kind.WORKED


def static(world: World, rng: random.Random) -> Kind:
    """Change a file that is copied as it is."""
    file = _template(world, rng, "templates/core/static/tests/test_*.py")
    put(file, f"{file.read_text('utf-8')}# {rng.random()}\n")
    return Kind.WORKED


def static_comes_and_goes(world: World, rng: random.Random) -> Kind:
    """Add a file to those that are copied, or take it away."""
    file = world.factory / "templates/core/static/tests/test_added.py"
    if file.exists():
        file.unlink()
    else:
        file.write_text(f'"""Added."""\n\nADDED = {rng.random()}\n', "utf-8")
    return Kind.WORKED


def kit_schema(world: World, rng: random.Random) -> Kind:
    """Edit what the factory brings along: a comment in the schema of the core."""
    file = rng.choice(sorted(world.factory.glob("schemas/core/*.yaml")))
    put(file, f"# {rng.random()}\n{file.read_text('utf-8')}")
    return Kind.SETTLED


def tool(world: World, _: random.Random) -> Kind:
    """Install another version of a tool."""
    world.upgrade()
    return Kind.WORKED


def lost_file(world: World, rng: random.Random) -> Kind:
    """Remove a published file."""
    found = sorted(path for path in world.workspace.glob("generated/**/*") if path.is_file())
    rng.choice(found).unlink()
    return Kind.WORKED


def lost_manifest(world: World, rng: random.Random) -> Kind:
    """Remove a manifest of an agent: its files are those that were made, and known again."""
    rng.choice(sorted(world.workspace.glob("manifests/*/*/manifest.json"))).unlink()
    return Kind.WORKED


def lost_cache(world: World, rng: random.Random) -> str:
    """Remove half of what is kept between runs."""
    for file in sorted(p for p in (world.workspace / ".qpf").rglob("*") if p.is_file()):
        if rng.random() < 0.5:
            file.unlink()
    return "anything"


def torn_state(world: World, rng: random.Random) -> Kind | None:
    """Cut the state of the last run short."""
    file = world.workspace / ".qpf/state.json"
    if not file.exists():
        return None
    data = file.read_bytes()
    file.write_bytes(data[: rng.randrange(len(data))])
    return Kind.WORKED


def behind_a_link(world: World, rng: random.Random) -> Kind | None:
    """Put a schema elsewhere with a link in its place, or say something else there."""
    file = pick_yaml(world, rng, "schemas")
    if not file.is_symlink():
        target = world.workspace.parent / f"elsewhere-{rng.random()}.yaml"
        shutil.move(file, target)
        file.symlink_to(target)
        return Kind.CURRENT
    text = file.read_text("utf-8")
    if "role: " not in text:
        return None
    file.resolve().write_text(text.replace("role: ", f"role: Said {rng.random()} "), "utf-8")
    return Kind.WORKED


def hand_edit(world: World, rng: random.Random) -> Kind:
    """Edit a published file by hand; size and time stay as they were."""
    found = [path for path in world.workspace.glob("generated/**/*") if path.is_file()]
    file = rng.choice(sorted(path for path in found if path.stat().st_size > 0))
    data = file.read_bytes()
    state = file.stat()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert file.stat().st_size == state.st_size
    put_time = min(state.st_mtime_ns, _PAST_NS) if rng.random() < 0.5 else state.st_mtime_ns
    set_time(file, put_time)
    return Kind.REFUSED


HAND_EDIT = hand_edit.__name__
"""The edit after which a run must stop until it is told to go on."""

AROUND: dict[str, Edit] = {
    one.__name__: one
    for one in (
        template,
        template_comment,
        shared_template,
        static,
        static_comes_and_goes,
        kit_schema,
        tool,
        lost_file,
        lost_manifest,
        lost_cache,
        torn_state,
        behind_a_link,
        hand_edit,
    )
}
EDITS.update(AROUND)
