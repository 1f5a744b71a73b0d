"""A hostile text in any leaf is refused with a diagnostic, or is emitted as a text and no more."""

from pathlib import Path

import pytest
from emitting import Emission, emitted, graph_of, read
from leaves import Bench, Leaf, leaves_of
from shapes import shape_of

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import DocumentKind
from qpf.stages.load import read_document

GOLDEN = Path(__file__).parents[1] / "golden"

PAYLOADS = {
    "docstring": '"""\nimport os',
    "expression block": "{{ 7*7 }}",
    "raw block": "{% raw %}{% endraw %}{# x #}",
    "f-string": "{__import__('os')} {0} {x!r} %s %(x)s",
    "backslash and line end": "one\\\ntwo\\",
    "suppressing comment": "x # type: ignore # noqa # pragma: no cover",
    "yaml": "a: b\n- c\n---\n!!python/object:os.system x\n...",
    "toml": "\"\n[tool.x]\ny = 1\n'''",
    "shell": "'; touch x; \"`touch x` $(touch x) $HOME && x | y > z",
    "markdown": "](javascript:x)\n# heading\n```\n| a | b |\n- item",
    "html": "--><script>alert(1)</script><!--",
    "path": "../../../../etc/passwd",
    "quotes": "'\"'''\"\"\"`",
    "key and value": "x=1\nExecStart=/bin/x\nRUN touch x",
}
MINIMAL, WIDE = "minimal_agent", "every_step"
ATTACKS = [(MINIMAL, name) for name in PAYLOADS]
ATTACKS += [(WIDE, name) for name in ("docstring", "toml")]


class Target:
    """A workspace, and what it gives without an attack."""

    def __init__(self, name: str, folder: Path) -> None:
        found = Diagnostics()
        documents = read(GOLDEN / name, found)
        self.bench = Bench(documents, folder / name)
        self.leaves = leaves_of(documents)
        self.plain = shapes_of(emitted(graph_of(documents, found), folder / name, found))


def shapes_of(emission: Emission) -> dict[str, object]:
    """The shape of each file by its path."""
    return {path: shape_of(path, text) for path, text in emission.files.items()}


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Target]:
    """The workspaces that are attacked."""
    folder = tmp_path_factory.mktemp("attacked")
    return {name: Target(name, folder) for name in (MINIMAL, WIDE)}


@pytest.mark.parametrize(("name", "attack"), ATTACKS)
def test_no_leaf_lets_a_text_become_code(
    name: str, attack: str, targets: dict[str, Target]
) -> None:
    target, payload = targets[name], PAYLOADS[attack]
    accepted, emission = target.bench.attack(target.leaves, payload)
    assert emission is not None
    if attack != "path":
        assert {leaf.steps[-1] for leaf in accepted} >= {"summary", "role"}
    attacked = shapes_of(emission)
    assert sorted(attacked) == sorted(target.plain)
    bent = [path for path, shape in attacked.items() if shape != target.plain[path]]
    assert bent == [], culprits(target, accepted, payload, bent[0])


def culprits(target: Target, leaves: list[Leaf], payload: str, path: str) -> list[str]:
    """The leaves that bend a file, each tried alone."""
    found = []
    for leaf in leaves:
        _, emission = target.bench.attack([leaf], payload)
        if (
            emission is None
            or path not in emission.files
            or shape_of(path, emission.files[path]) != target.plain[path]
        ):
            found.append(f"{target.bench.documents[leaf.document].path}{leaf.pointer} -> {path}")
    return found


@pytest.mark.parametrize("written", ["a\u2028b", '"a\\u2028b"', "a\ue000b", '"a\\x00b"'])
def test_the_reader_refuses_what_breaks_lines_unseen(written: str) -> None:
    found = Diagnostics()
    text = f"system: {written}\n".encode()
    read_document("schemas/demo/a.yaml", DocumentKind.SCHEMA, "demo", text, found)
    assert found.has_errors
    assert all(one.place.file == "schemas/demo/a.yaml" for one in found.errors)
