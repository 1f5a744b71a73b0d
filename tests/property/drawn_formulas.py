"""Formulas: inputs of every kind, domains, cases, records as results."""

import keyword
from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import TEXTS, WORDS, Names, prose
from luck import Luck
from mentions import mentioned
from scene import Agent, Scene

from qpf.sections.formulas.spec import FormulaDomain, FormulaInput, FormulaSpec

__all__ = ["drawn_formulas", "functions_of"]

_SYNTAX = frozenset(keyword.kwlist)
"""Words that a call in an expression cannot have, unlike names that stand alone."""
Function = tuple[str, dict[str, str], str]


def drawn_formulas(scene: Scene) -> Agent:
    """A library of formulas."""
    luck, agent = scene.luck, scene.agent("optics", "Optics")
    scene.requirements.add("numpy>=2.0")
    modules = luck.some(["lenses", "class_", "list", "stats", "numpy"], 1, 2)
    names = Names(luck, WORDS)
    made: list[dict[str, Any]] = []
    for _ in range(luck.whole(1, 4)):
        module = luck.one([*modules, LEFT_OUT])
        made.append(_formula(luck, names.fresh(), module, made))
    for one in made:
        stem = agent.module(one.get("module", "formulas"))
        agent.module(f"{stem}_arrays")
    agent.schema["formulas"] = made
    return agent


def _formula(luck: Luck, name: str, module: Any, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    words, inputs = Names(luck, WORDS, [name, *[one["name"] for one in earlier]]), {}
    for _ in range(luck.whole(1, 3)):
        inputs[words.fresh()] = _input(luck)
    inputs = dict(sorted(inputs.items(), key=lambda item: _has_default(item[1])))
    kind = luck.one(["float", "float", "float", "int", "bool", "str"])
    way = luck.one(["value", "value", "cases"]) if kind != "str" else luck.one(["emit", "cases"])
    given: dict[str, Any] = dict.fromkeys(("value", "emit", "cases"), LEFT_OUT)
    used = list(inputs)
    if way == "value":
        given["value"] = _value(luck, kind, used, earlier)
    elif way == "emit":
        given["emit"] = luck.one(TEXTS)
        given |= {"emit": LEFT_OUT, "cases": _cases(luck, kind, used, earlier)}
    else:
        given["cases"] = _cases(luck, kind, used, earlier)
    idle = [one for one in used if not mentioned(one, list(given.values()))]
    domain = []
    if luck.chance(30) or idle:
        rule = " + ".join(f"abs({one})" for one in used)
        domain = [Walk(luck).model(FormulaDomain, when=f"{rule} > 1000000", error="is too large")]
    return Walk(luck).model(
        FormulaSpec,
        name=name,
        module=module,
        summary=prose(luck),
        input=inputs,
        output=kind,
        domain=domain or LEFT_OUT,
        examples=LEFT_OUT,
        **given,
    )


def _input(luck: Luck) -> Any:
    form = luck.one(["float", "number", "detail", "one_of", "inf"])
    if form == "float":
        return "float"
    if form == "number":
        return luck.one([100, 0.5, -1])
    if form == "one_of":
        return {"one_of": luck.one([[0.5, 0.25], [1, 2, 3], [1]])}
    if form == "inf":
        return {"default": "inf", "allow": ["inf"]}
    return Walk(luck).model(
        FormulaInput, default=luck.one([LEFT_OUT, 1.5, 0]), one_of=LEFT_OUT, allow=LEFT_OUT
    )


def _has_default(written: Any) -> bool:
    return isinstance(written, int | float) or (isinstance(written, dict) and "default" in written)


def _value(luck: Luck, kind: str, names: list[str], earlier: list[dict[str, Any]]) -> str:
    total = " + ".join(luck.one([f"{one}", f"{one} * 0.5", f"abs({one})"]) for one in names)
    total = f"clip({total}, -1000000.0, 1000000.0)"
    usable = [
        one
        for one in earlier
        if one.get("output", "float") == "float"
        and len(one["input"]) == 1
        and not {one["name"], *one["input"]} & _SYNTAX
    ]
    if usable and luck.chance(40):
        other = luck.one(usable)
        total += f" + {other['name']}({next(iter(other['input']))}={names[0]})"
    if kind == "float":
        return luck.one(
            [
                total,
                f"sqrt(abs({total}))",
                f"({total}) / 3",
                f"sum(({names[0]}) ** i for i in range(1, 4)) * 0.001 + {total}",
            ]
        )
    if kind == "int":
        return luck.one([f"round({total})", f"ceil({total})", f"floor({total})"])
    return f"{total} > {luck.one([0, 0.5, 10])}"


def _cases(luck: Luck, kind: str, names: list[str], earlier: list[dict[str, Any]]) -> list[Any]:
    first = f"{names[0]} > {luck.one([0, 0.5])}"
    if kind == "str":
        return [{"when": first, "emit": luck.one(TEXTS)}, {"emit": luck.one(["", "class", 'a"b'])}]
    return [
        {"when": first, "value": _value(luck, kind, names, earlier)},
        {"value": _value(luck, kind, names, earlier)},
    ]


def functions_of(agent: Agent) -> list[Function]:
    """What steps of other agents can use of the formulas."""
    found: list[Function] = []
    for one in agent.schema["formulas"]:
        wanted = {
            name: "float" for name, detail in one["input"].items() if not _has_default(detail)
        }
        if all(
            "one_of" not in detail for detail in one["input"].values() if isinstance(detail, dict)
        ):
            found.append((f"{agent.id}.{one['name']}", wanted, one["output"]))
    return found
