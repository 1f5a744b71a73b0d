"""Defaults that nobody takes, in the shapes they come in."""

from qpf.sections.composing.idle import idle_defaults


def test_a_default_that_every_schema_replaces_is_idle() -> None:
    defaults = {"a": {"x": 1, "y": 2}, "b": [1, 2], "c": "kept"}
    schemas = [{"a": {"x": 5}, "b": []}, {"a": {"x": 1}, "b": [9], "c": "own"}]
    assert idle_defaults(defaults, schemas) == ("/a/x", "/b")


def test_a_part_is_idle_where_one_schema_replaces_the_part_and_another_the_whole() -> None:
    defaults = {"a": {"x": 1, "y": 2}}
    assert idle_defaults(defaults, [{"a": {"x": 5}}, {"a": None}]) == ("/a/x",)
    assert idle_defaults(defaults, [{"a": None}, {"a": "text"}]) == ("/a",)


def test_without_schemas_everything_waits_for_the_first() -> None:
    assert idle_defaults({"a": 1}, []) == ()
