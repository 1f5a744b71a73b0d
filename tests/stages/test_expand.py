"""Expansion composes agents from schema, defaults, parameters, instances and strategies."""

from demo import GLUE, MAP, SCHEMA, agent, codes, documents

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Origins
from qpf.sections.composing.merge import merge
from qpf.stages.expand import expand

PARAMETERS = "success_criteria:"
LANGUAGE = "parameters:\n  language: {type: str, default: English}\nsuccess_criteria:"
STRATEGIES = """\
strategies:
  default: calm
  calm: {description: As written.}
  quick:
    description: Answers early.
    overrides: {greeter: {/deployment/replicas: 3, /governance/auditscope/0: welcomes}}
success_criteria:"""


def test_defaults_fill_what_the_schema_leaves_out_and_keep_their_place() -> None:
    found = Diagnostics()
    composed = expand(documents(), None, found)[0].agents[0]
    assert composed.id == "demo/greeter"
    assert composed.value["metadata"] == {
        "author": "Demo Team",
        "owner": "Demo Team",
        "status": "draft",
        "tags": ["demo"],
    }
    assert composed.origins.at("/metadata/owner").file == MAP
    assert composed.origins.at("/governance/mode").file == SCHEMA
    assert not found.found


def test_schema_wins_over_defaults_key_by_key() -> None:
    edit = (SCHEMA, "deployment:\n", "metadata: {owner: Ada}\ndeployment:\n")
    composed = expand(documents(edit), None, Diagnostics())[0].agents[0]
    assert composed.value["metadata"]["owner"] == "Ada"  # type: ignore[index,call-overload]
    assert composed.value["metadata"]["author"] == "Demo Team"  # type: ignore[index,call-overload]
    assert composed.origins.at("/metadata/owner").file == SCHEMA
    assert composed.origins.at("/metadata/author").file == MAP


def test_merge_replaces_lists_whole() -> None:
    value, _ = merge({"a": [1, 2], "b": {"c": 1}}, Origins({}), {"a": [3]}, Origins({}))
    assert value == {"a": [3], "b": {"c": 1}}


def test_parameter_alone_keeps_its_type_and_inside_text_becomes_text() -> None:
    found = Diagnostics()
    read = documents(
        (SCHEMA, "purpose: To greet.", "purpose: To greet within ${patience} ms."),
        (SCHEMA, "timeout_ms: 400", "timeout_ms: ${patience}"),
        (MAP, PARAMETERS, "parameters:\n  patience: {type: int, default: 300}\nsuccess_criteria:"),
    )
    composed = expand(read, None, found)[0].agents[0]
    assert composed.value["purpose"] == "To greet within 300 ms."
    endpoints = composed.value["deployment"]["endpoints"]  # type: ignore[index,call-overload]
    assert endpoints[0]["timeout_ms"] == 300  # type: ignore[index,call-overload]
    assert composed.origins.at("/deployment/endpoints/0/timeout_ms").file == MAP
    assert composed.origins.at("/purpose").file == SCHEMA
    assert not found.found


def test_one_schema_gives_several_instances() -> None:
    instances = (
        "parameters:\n  who: {type: str}\n"
        "instances:\n  host: {schema: greeter, parameters: {who: Host}}\n"
        "  usher: {schema: greeter, parameters: {who: Usher}}\nsuccess_criteria:"
    )
    read = documents((SCHEMA, "name: Greeter", "name: ${who}"), (MAP, PARAMETERS, instances))
    agents = expand(read, None, Diagnostics())[0].agents
    assert [(one.id, one.value["name"]) for one in agents] == [
        ("demo/host", "Host"),
        ("demo/usher", "Usher"),
    ]


def test_strategy_is_observed_only_when_asked_for() -> None:
    read = documents((MAP, PARAMETERS, STRATEGIES))
    calm, quick = (expand(read, name, Diagnostics())[0] for name in (None, "quick"))
    assert (calm.strategy, quick.strategy) == ("calm", "quick")
    assert "replicas" not in calm.agents[0].value["deployment"]  # type: ignore[operator]
    assert quick.agents[0].value["deployment"]["replicas"] == 3  # type: ignore[index,call-overload]
    assert quick.agents[0].origins.at("/deployment/replicas").file == MAP
    assert quick.agents[0].value["governance"]["auditscope"] == [  # type: ignore[index,call-overload]
        "welcomes"
    ]


def test_unknown_strategy_on_the_command_line_is_reported() -> None:
    found = Diagnostics()
    expand(documents((MAP, PARAMETERS, STRATEGIES)), "qick", found)
    assert [(d.code, d.help) for d in found.found] == [("QPF315", "did you mean `quick`?")]


def test_place_of_an_unknown_parameter_is_inside_the_text() -> None:
    found = Diagnostics()
    read = documents(
        (SCHEMA, "purpose: To greet.", "purpose: To greet in ${langage}."),
        (SCHEMA, "title: Greeter", "title: ${language}"),
        (MAP, PARAMETERS, LANGUAGE),
    )
    expand(read, None, found)
    (only,) = found.found
    assert (only.code, only.place.line, only.place.column) == ("QPF311", 8, 24)


def test_faulty_map_does_not_hide_faults_of_a_schema() -> None:
    read = documents((MAP, "version: 1.0.0", "version: one"), (SCHEMA, "mode: hybrid", "mode: odd"))
    assert codes(read) == ["QPF208", "QPF206"]


def test_absent_glue_is_an_empty_one() -> None:
    read = tuple(one for one in documents() if one.path != GLUE)
    found = Diagnostics()
    assert agent(read, found).name == "Greeter"
    assert not found.has_errors
