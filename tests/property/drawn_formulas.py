"""Formulas: inputs of every kind, domains, cases, records as results, examples."""

from typing import Any

from drawn_formula_points import with_examples
from drawn_formula_values import Values
from drawn_types import Types
from from_specs import LEFT_OUT, Walk
from hostile_names import FIELDS, TEXTS, TYPE_NAMES, WORDS, Names, prose
from luck import Luck
from mentions import mentioned
from scene import Agent, Scene

from qpf.language.identifiers import field_identifier
from qpf.sections.formulas.spec import FormulaDomain, FormulaInput, FormulaSpec

__all__ = ["drawn_formulas", "functions_of"]

_KINDS = ("float", "float", "float", "int", "bool", "str", "list[str]")
Function = tuple[str, dict[str, str], str]


def drawn_formulas(scene: Scene) -> Agent:
    """A library of formulas."""
    luck, agent = scene.luck, scene.agent("optics", "Optics")
    scene.requirements.add("numpy>=2.0")
    types = _types(luck)
    if types.written:
        agent.schema["types"] = types.written
        agent.module("models")
    modules = luck.some(["lenses", "class_", "list", "stats", "numpy"], 1, 2)
    names = Names(luck, WORDS)
    made: list[dict[str, Any]] = []
    for _ in range(luck.whole(1, 4)):
        module = luck.one([*modules, LEFT_OUT])
        made.append(_formula(luck, names.fresh(), module, made, types))
    for one in made:
        stem = agent.module(one.get("module", "formulas"))
        agent.module(f"{stem}_arrays")
    with_examples(luck, made, types.written)
    agent.schema["formulas"] = made
    return agent


def _types(luck: Luck) -> Types:
    """A record of what formulas may return, or none."""
    made = Types(luck)
    if luck.chance(50):
        names = Names(luck, FIELDS, (), field_identifier)
        kinds = {names.fresh(): luck.one(_KINDS) for _ in range(luck.whole(1, 4))}
        name = luck.one(TYPE_NAMES)
        made.records[name], made.written[name] = kinds, {"fields": kinds}
    return made


def _formula(
    luck: Luck, name: str, module: Any, earlier: list[dict[str, Any]], types: Types
) -> dict[str, Any]:
    words, inputs = Names(luck, WORDS, [name, *[one["name"] for one in earlier]]), {}
    for _ in range(luck.whole(1, 3)):
        inputs[words.fresh()] = _input(luck)
    inputs = dict(sorted(inputs.items(), key=lambda item: _has_default(item[1])))
    kind = luck.one([*_KINDS, *types.records, *types.records])
    values = Values(luck, types, list(inputs), earlier)
    given: dict[str, Any] = dict.fromkeys(("value", "emit", "cases"), LEFT_OUT)
    way = luck.one(["cases", *values.ways(kind)])
    given[way] = values.cases(kind) if way == "cases" else values.of(kind, way)
    idle = [one for one in inputs if not mentioned(one, values.said)]
    domain = []
    if luck.chance(40) or idle:
        rule = " + ".join(f"abs({one})" for one in idle or inputs)
        wrong = luck.one([f"{rule} > 1000000", f"not {rule} < 50", f"{rule} == inf"])
        domain = [Walk(luck).model(FormulaDomain, when=wrong, error=luck.one(TEXTS))]
    return Walk(luck).model(
        FormulaSpec,
        name=name,
        module=module,
        summary=prose(luck),
        input=inputs,
        output=luck.one([kind, {"type": kind}]),
        domain=domain or LEFT_OUT,
        examples=LEFT_OUT,
        **given,
    )


def _input(luck: Luck) -> Any:
    form = luck.one(["float", "number", "detail", "one_of", "inf", "either"])
    given: dict[str, Any] = dict.fromkeys(("default", "one_of", "allow"), LEFT_OUT)
    if form == "float":
        return "float"
    if form == "number":
        return luck.one([100, 0.5, -1])
    if form == "one_of":
        finite = [[0.5, 0.25], [1, 2, 3], [1]]
        given["one_of"] = luck.one([*finite, [1, "inf"], ["-inf", 0, "inf"], ["-inf"]])
        given["default"] = luck.one([LEFT_OUT, *given["one_of"]])
    elif form == "inf":
        given["allow"] = [luck.one(["inf", "-inf"])]
        given["default"] = luck.one([*given["allow"], LEFT_OUT, 2.5])
    elif form == "either":
        given["allow"] = luck.some(["inf", "-inf"], 1, 2)
        given["default"] = luck.one([LEFT_OUT, LEFT_OUT, -3])
    else:
        given["default"] = luck.one([LEFT_OUT, 1.5, 0])
    return Walk(luck).model(FormulaInput, **given)


def _has_default(written: Any) -> bool:
    return isinstance(written, int | float) or (isinstance(written, dict) and "default" in written)


def functions_of(agent: Agent) -> list[Function]:
    """What steps of other agents can use of the formulas."""
    found: list[Function] = []
    for one in agent.schema["formulas"]:
        wanted = {
            name: "float" for name, detail in one["input"].items() if not _has_default(detail)
        }
        output = one.get("output", "float")
        output = output if isinstance(output, str) else output["type"]
        if output in _KINDS and all(
            "one_of" not in detail for detail in one["input"].values() if isinstance(detail, dict)
        ):
            found.append((f"{agent.id}.{one['name']}", wanted, output))
    return found
