"""Templates print, they never decide: the rules of `templates/` as tests over syntax trees."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.tools.packs import SHARED, read_packs
from qpf.tools.packs_root import pack_roots

ROOT = Path(__file__).parents[1] / "templates"
TEMPLATES = sorted(path for path in ROOT.rglob("*.j2") if "static" not in path.parts)
PACKS = sorted(path.parent for path in ROOT.glob("*/pack.yaml"))

FORBIDDEN = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.BinExpr,
    nodes.Block,
    nodes.Call,
    nodes.CallBlock,
    nodes.Compare,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Extends,
    nodes.Filter,
    nodes.FilterBlock,
    nodes.FromImport,
    nodes.Getitem,
    nodes.Import,
    nodes.Macro,
    nodes.Test,
    nodes.UnaryExpr,
    nodes.With,
)
LOOP_FIELDS = {"first", "last"}
LONGEST = 60


def name_of(path: Path) -> str:
    """A template's name in a test's title."""
    return path.relative_to(ROOT).as_posix()


def decisions(source: str) -> list[str]:
    """What a template decides, line by line; empty for a pure one."""
    tree = Environment(autoescape=False).parse(source)
    found = [f"{n.lineno}: {type(n).__name__}" for kind in FORBIDDEN for n in tree.find_all(kind)]
    for item in tree.find_all(nodes.Getattr):
        is_loop = isinstance(item.node, nodes.Name) and item.node.name == "loop"
        if is_loop and item.attr not in LOOP_FIELDS:
            found.append(f"{item.lineno}: loop.{item.attr}")
    for output in tree.find_all(nodes.Output):
        constants = [node for node in output.nodes if isinstance(node, nodes.Const)]
        found += [f"{node.lineno}: constant" for node in constants]
    return sorted(found)


def free_names(source: str) -> set[str]:
    """The variables a template needs from outside."""
    tree = Environment(autoescape=False).parse(source)
    names = list(tree.find_all(nodes.Name))
    bound = {node.name for node in names if node.ctx == "store"} | {"loop"}
    return {node.name for node in names} - bound


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_does_not_decide(path: Path) -> None:
    assert decisions(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_sees_its_view_only(path: Path) -> None:
    is_header = path.parent.name == SHARED and path.name.startswith("_header.")
    names = free_names(path.read_text())
    if path.name.startswith("_") and not is_header:
        # A partial may print the item of the loop it is included from.
        assert "header" not in names
    else:
        assert names <= ({"header"} if is_header else {"view"})


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_belongs_to_a_pack(path: Path) -> None:
    assert path.parent.name == SHARED or (path.parent / "pack.yaml").is_file()


def test_every_full_template_of_a_commented_language_begins_with_the_header() -> None:
    def opening(path: Path) -> str:
        lines = path.read_text().splitlines()
        return lines[1] if lines[0].startswith("#!") else lines[0]

    wanted = {"py", "toml", "yaml", "yml", "sh", "md", "cfg", "ini"}
    full = [path for path in TEMPLATES if not path.name.startswith("_")]
    lacking = [
        name_of(path)
        for path in full
        if path.name.removesuffix(".j2").rpartition(".")[2] in wanted
        and "_header." not in opening(path)
    ]
    assert lacking == []


@pytest.mark.parametrize("pack", PACKS, ids=name_of)
def test_a_pack_explains_itself_and_uses_all_it_holds(pack: Path) -> None:
    readme = (pack / "README.md").read_text()
    assert len(readme.split()) >= 8
    (known,) = [p for p in read_packs(pack_roots(), Diagnostics()) if p.name == pack.name]
    used = {artifact.template for artifact in known.artifacts}
    full = {name for name in known.templates if not name.startswith("_")}
    assert used == full


@pytest.mark.parametrize(
    "source",
    [
        '{% if view.kind == "x" %}{% endif %}',
        "{% if view.a and view.b %}{% endif %}",
        "{% if not view.a %}{% endif %}",
        "{{ view.a if view.b }}",
        "{{ view.a + view.b }}",
        "{{ view.a ~ view.b }}",
        "{{ view.name() }}",
        "{{ view.name | upper }}",
        "{% if view.a is defined %}{% endif %}",
        "{% set x = view.a %}",
        "{{ view.items[0] }}",
        "{% for x in view.items %}{{ loop.index }}{% endfor %}",
        "{% macro m() %}{% endmacro %}",
        "{{ 'text' }}",
    ],
)
def test_the_rule_finds_each_kind_of_decision(source: str) -> None:
    assert decisions(source) != []


def test_the_rule_accepts_printing() -> None:
    source = (
        "{% include 'x' %}{% for a in view.items %}{{ a.name }}"
        "{% if loop.last %}.{% else %},{% endif %}{% endfor %}"
    )
    assert decisions(source) == []
    assert free_names(source) == {"view"}
