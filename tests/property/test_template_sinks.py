"""No template prints a value that was not made safe for the very place it is printed in."""

from dataclasses import dataclass

import pytest
from sinks import Sink, Untyped, contexts_declared, sinks_in, sinks_of_packs

from qpf.views import encode
from qpf.views.encode import (
    Code,
    CommentText,
    ComposeValue,
    DocText,
    DottedName,
    EnvValue,
    Identifier,
    JsonValue,
    Literal,
    MarkdownCode,
    MarkdownText,
    Number,
    PathText,
    ProtoComment,
    ProtoField,
    ProtoName,
    SystemdValue,
    TomlKey,
    TomlValue,
    YamlValue,
)
from qpf.views.naming import DistributionName, ModulePath

NAMES = (Identifier, DottedName, ModulePath, DistributionName, PathText, Number)
"""Letters, digits and `._+-/`: no reader takes a part of them for more than a word."""

PYTHON = (Code, Literal, Identifier, DottedName, ModulePath, Number)
YAML = (YamlValue, Number)

PROPER: dict[tuple[str, str], tuple[type[encode.Encoded], ...]] = {
    ("py", "comment"): (CommentText, *NAMES),
    ("py", "docstring"): (DocText, *NAMES),
    ("py", "quoted"): NAMES,
    ("py", "open"): PYTHON,
    ("toml", "comment"): NAMES,
    ("toml", "quoted"): NAMES,
    ("toml", "open"): (TomlValue, TomlKey, Number),
    ("md", "comment"): NAMES,
    ("md", "fence"): NAMES,
    ("md", "row"): (MarkdownText, MarkdownCode),
    ("md", "heading"): (MarkdownText,),
    ("md", "open"): (MarkdownText,),
    ("json", "open"): (JsonValue,),
    ("proto", "comment"): NAMES,
    ("proto", "open"): (ProtoComment, ProtoField, ProtoName),
    ("env", "comment"): (EnvValue, *NAMES),
    ("env", "open"): (EnvValue, *NAMES),
    ("service", "comment"): NAMES,
    ("service", "open"): (SystemdValue, *NAMES),
    ("Dockerfile", "comment"): NAMES,
    ("Dockerfile", "quoted"): NAMES,
    ("Dockerfile", "open"): NAMES,
    ("marker", "comment"): NAMES,
    ("yaml", "comment"): NAMES,
    ("yaml", "quoted"): NAMES,
    # a bare name may be a boolean or a number to YAML: only inside a longer word
    ("yaml", "word"): NAMES,
    ("yaml", "open"): YAML,
    # `$` begins a variable in compose files, and nowhere else
    ("compose.yaml", "open"): (ComposeValue, Number),
}


def is_proper(sink: Sink) -> bool:
    """Whether the encoder is one for the position."""
    whole, ending = (sink.kind, sink.position), (sink.kind.rpartition(".")[2], sink.position)
    return issubclass(sink.encoder, PROPER.get(whole) or PROPER.get(ending, ()))


def sinks_of(name: str, source: str, view: object) -> list[Sink]:
    """The sinks of a template that is not in a pack."""
    return list(sinks_in(name, view, {name: source}.__getitem__))


def test_every_sink_of_every_template_has_the_encoder_of_its_place() -> None:
    found = list(sinks_of_packs())
    improper = [
        f"{sink.template}:{sink.line}: {sink.expression} prints {sink.encoder.__name__} "
        f"in {sink.kind} ({sink.position})"
        for sink in found
        if not is_proper(sink)
    ]
    assert improper == []
    assert len(found) > 1_000


def test_every_encoder_that_a_template_prints_is_one_of_views() -> None:
    made = {getattr(encode, name) for name in encode.__all__ if name != "EncodeError"}
    used = {sink.encoder for sink in sinks_of_packs()}
    assert all(any(issubclass(one, known) for known in made | set(NAMES)) for one in used)
    assert {context.kind for context in contexts_declared()} == {
        "Chart.yaml", "Dockerfile", "compose.yaml", "env", "json", "marker", "md", "proto", "py",
        "rules.yaml", "service", "toml", "values.yaml", "workflow.yaml",
    }  # fmt: skip


@dataclass(frozen=True)
class ItemView:
    """An item of a view."""

    name: Literal


@dataclass(frozen=True)
class SampleView:
    """A view with one field of each sort."""

    text: str
    doc: DocText
    toml: TomlValue
    path: PathText
    is_open: bool
    items: tuple[ItemView, ...]
    loose: list[ItemView]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("x.py.j2", "X = {{ view.doc }}"),
        ("x.py.j2", "X = {{ view.toml }}"),
        ("x.py.j2", '"""{{ view.toml }}"""'),
        ("x.py.j2", 'X = "{{ view.doc }}"'),
        ("x.py.j2", "{% for one in view.items %}# {{ one.name }}{% endfor %}"),
        ("x.py.j2", "{% if view.is_open %}# {{ view.doc }}{% else %}y{% endif %}"),
        ("x.toml.j2", 'x = "{{ view.toml }}"'),
        ("x.yaml.j2", "x: {{ view.path }}"),
        ("x.yaml.j2", "x: {{ view.toml }}"),
        ("compose.yaml.j2", "x: {{ view.path }}"),
        ("x.md.j2", "{{ view.doc }}"),
        ("x.service.j2", "Description={{ view.doc }}"),
        ("Dockerfile.j2", "RUN {{ view.toml }}"),
        ("x.proto.j2", "// {{ view.doc }}"),
    ],
)
def test_the_rule_finds_an_encoder_in_the_wrong_place(name: str, source: str) -> None:
    assert not all(map(is_proper, sinks_of(name, source, SampleView)))


@pytest.mark.parametrize(
    "source",
    [
        "{{ view.lost }}",
        "{{ view.path_fields }}",
        "{{ other }}",
        "{% for one in view.loose %}{{ one.name }}{% endfor %}",
        "{% for one in view.doc %}{{ one }}{% endfor %}",
        "{% if view.doc %}{% endif %}",
        "{{ view.doc.origin }}",
    ],
)
def test_the_rule_wants_a_declared_type(source: str) -> None:
    with pytest.raises(Untyped):
        sinks_of("x.py.j2", source, SampleView)


@pytest.mark.parametrize("source", ["{{ view.text }}", "{{ view.is_open }}", "{{ view.items }}"])
def test_the_rule_wants_an_encoder(source: str) -> None:
    with pytest.raises(TypeError):
        sinks_of("x.py.j2", source, SampleView)


def test_the_rule_accepts_what_is_proper() -> None:
    source = '"""{{ view.doc }}"""\n{% for one in view.items %}{{ one.name }}{% endfor %}'
    sinks = sinks_of("x.py.j2", source, SampleView)
    assert [sink.position for sink in sinks] == ["docstring", "open"]
    assert all(map(is_proper, sinks))
    (inside,) = sinks_of("x.yaml.j2", "x: pip install {{ view.path }}", SampleView)
    assert inside.position == "word" and is_proper(inside)
