"""Edits that rename, remove and add: types, operations, files, agents, sections, collections."""

import random
import re
from pathlib import Path

from edited_world import GOLDEN, World
from edits import ANY, EDITS, Edit, pick_yaml, put, yaml_files

__all__ = ["STRUCTURE"]

_KEPT = frozenset({"system", "module", "name", "role", "rootpath"})
_NAMES = ("Ticket", "Invoice", "Parcel", "Ledger")
_EXTRA = """  - name: {name}
    module: {module}
    summary: Count {name} once more.
    input: {{amount: {{type: int, range: [0, {limit}]}}}}
    output: int
    steps:
      - return: amount + {limit}
    examples:
      - {{given: {{amount: 1}}, expect: {total}}}
"""


def _everywhere(world: World, old: str, new: str) -> None:
    for file in yaml_files(world):
        text = file.read_text("utf-8")
        changed = re.sub(rf"\b{re.escape(old)}\b", new, text)
        if changed != text:
            put(file, changed)


def rename_type(world: World, rng: random.Random) -> str | None:
    """Give a type another name wherever it stands."""
    text = "".join(f.read_text("utf-8") for f in yaml_files(world, "schemas"))
    known = sorted(set(re.findall(r"^  ([A-Z][A-Za-z]+\d*): \{", text, re.MULTILINE)))
    if not known:
        return None
    _everywhere(world, rng.choice(known), f"{rng.choice(_NAMES)}{rng.randint(1, 999)}")
    return ANY


def rename_operation(world: World, rng: random.Random) -> str | None:
    """Give an operation another name wherever it stands, in wirings too."""
    text = "".join(f.read_text("utf-8") for f in yaml_files(world, "schemas"))
    known = sorted(set(re.findall(r"^  - name: ([a-z_]{5,}\d*)$", text, re.MULTILINE)))
    if not known:
        return None
    _everywhere(world, rng.choice(known), f"task_{rng.randint(1, 9999)}")
    return ANY


def rename_module(world: World, rng: random.Random) -> str | None:
    """Move operations to a module of another name: an orphan leaves, a new file comes."""
    text = (world.workspace / "schemas/demo/clerk.yaml").read_text("utf-8")
    known = sorted(set(re.findall(r"^    module: (\w+)$", text, re.MULTILINE)))
    if not known:
        return None
    _everywhere(world, rng.choice(known), f"desk_work_{rng.randint(1, 9999)}")
    return ANY


def rename_file(world: World, rng: random.Random) -> str:
    """Give a schema file another name, and tell the map."""
    file = pick_yaml(world, rng, "schemas")
    name = f"{re.sub(r'_[0-9]+$', '', file.stem)}_{rng.randint(1, 9999)}.yaml"
    place = world.workspace / f"extractor_maps/{file.parent.name}.yaml"
    text = place.read_text("utf-8")
    put(place, text.replace(f"schema_file: {file.name}", f"schema_file: {name}"))
    file.rename(file.with_name(name))
    return ANY


def agent(world: World, rng: random.Random) -> str:
    """Remove the greeter, or bring it back."""
    place = world.workspace / "extractor_maps/demo.yaml"
    text = place.read_text("utf-8")
    line = re.search(r"^    4: \{agent: greeter, schema_file: (.*)\}\n", text, re.MULTILINE)
    if line is not None:
        (world.workspace / "schemas/demo" / line[1]).unlink(missing_ok=True)
        put(place, text.replace(line[0], ""))
        return ANY
    fresh = "    4: {agent: greeter, schema_file: greeter.yaml}\n"
    put(place, re.sub(r"^(    3: .*\n)", rf"\1{fresh}", text, count=1, flags=re.MULTILINE))
    schema = (GOLDEN / "extensions/schemas/demo/greeter.yaml").read_text("utf-8")
    memory = 'memorytopology: {workingmemory: {keyspace: "greeter:working:*"}}\n'
    (world.workspace / "schemas/demo/greeter.yaml").write_text(f"{schema}\n{memory}", "utf-8")
    return ANY


def collection(world: World, rng: random.Random) -> str:
    """Remove a collection with the kit it stands on, or bring it back."""
    name, case = rng.choice([("radio", "layers"), ("garden", "organism")])
    files = [Path(f"{folder}/{name}.yaml") for folder in ("extractor_maps", "glue")]
    source, schemas = GOLDEN / case, world.workspace / "schemas" / name
    if schemas.is_dir():
        for file in schemas.iterdir():
            file.unlink()
        schemas.rmdir()
        for path in files:
            (world.workspace / path).unlink()
        return ANY
    schemas.mkdir()
    for file in sorted((source / "schemas" / name).iterdir()):
        (schemas / file.name).write_bytes(file.read_bytes())
    for path in files:
        (world.workspace / path).write_bytes((source / path).read_bytes())
    return ANY


def section(world: World, rng: random.Random) -> str:
    """Remove a section of a schema, or write one that the map gives by default."""
    file = pick_yaml(world, rng, "schemas")
    text = file.read_text("utf-8")
    blocks = re.split(r"(?m)^(?=[a-z]+:)", text)
    found = [b for b in blocks if (key := b.partition(":")[0]).isalpha() and key not in _KEPT]
    if found and rng.random() < 0.5:
        put(file, text.replace(rng.choice(found), "", 1))
    elif not re.search(r"(?m)^metadata:", text):
        put(file, f"{text}\nmetadata: {{owner: Team {rng.randint(1, 999)}, status: draft}}\n")
    else:
        put(file, re.sub(r"(?m)^metadata:.*\n", "", text))
    return ANY


def operation(world: World, rng: random.Random) -> str:
    """Add an operation with its endpoint, or take an added one away."""
    files = sorted(world.workspace.glob("schemas/demo/clerk*.yaml"))
    if not files:
        return ANY
    text = files[0].read_text("utf-8")
    added = re.findall(r"(?m)^  - name: (counted_\d+)$", text)
    if added and rng.random() < 0.5:
        name = rng.choice(added)
        text = re.sub(rf"(?m)^  - name: {name}\n(?:    .*\n)+", "", text)
        text = re.sub(rf"(?m)^    - \{{name: {name},.*\n", "", text)
    else:
        limit = rng.randint(5, 500)
        values = {"name": f"counted_{rng.randint(1, 9999)}", "limit": limit, "total": limit + 1}
        block = _EXTRA.format(module="pricing", **values)
        line = f"    - {{name: {values['name']}, path: /clerk/{values['name']}, method: POST, "
        text = text.replace("operations:\n", f"operations:\n{block}", 1)
        text = text.replace("  endpoints:\n", f"  endpoints:\n{line}timeout_ms: 400}}\n", 1)
    put(files[0], text)
    return ANY


def extension(world: World, rng: random.Random) -> str:
    """Edit, add or remove code that people wrote."""
    folder = world.workspace / "glue/demo/extensions"
    kinds = rng.randint(0, 2)
    more = folder / "more.py"
    if kinds == 0 or not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        word = (
            f'"""Return the text with a kind word before it."""\n    return f"{_NAMES[0]} {{text}}"'
        )
        text = (
            f'"""Words of house {rng.random()}."""\n\n\ndef polite(text: str) -> str:\n    {word}\n'
        )
        (folder / "wording.py").write_text(text, "utf-8")
    elif kinds == 1 and more.exists():
        more.unlink()
    else:
        more.write_text(f'"""More words."""\n\nWORD = "{rng.random()}"\n', "utf-8")
    return ANY


def wiring(world: World, rng: random.Random) -> str | None:
    """Take a wiring out of the glue; who needed it is no longer whole."""
    file = world.workspace / "glue/demo.yaml"
    text = file.read_text("utf-8")
    blocks = re.findall(r"(?m)^  - from_agent: .*\n(?:    .*\n)+", text)
    if not blocks:
        return None
    put(file, text.replace(rng.choice(blocks), "", 1))
    return ANY


STRUCTURE: dict[str, Edit] = {
    one.__name__: one
    for one in (
        rename_type,
        rename_operation,
        rename_module,
        rename_file,
        agent,
        collection,
        section,
        operation,
        extension,
        wiring,
    )
}
EDITS.update(STRUCTURE)
