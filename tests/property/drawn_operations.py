"""Operations: hostile names, inputs with constraints, results of any type."""

from typing import Any

from drawn_steps import Reach, Steps
from drawn_types import Types
from hostile_names import TEXTS, VARIABLES, Names, prose
from luck import Luck
from mentions import mentioned

__all__ = ["drawn_inputs", "drawn_operation"]

_PATTERNS = (r"^[a-z]+$", r"\d{2}-\d{2}", r"^(a|b\")c*$", r"[^\\]+")


_UNITS = ("m", "%", "EUR", "1", "µs")


_PURE = ("let", "choose", "choose_value", "collect", "band", "translate", "each", "require", "call")


def drawn_operation(
    luck: Luck,
    types: Types,
    name: str,
    module: str,
    reach: Reach,
    *,
    pure: bool = False,
    inputs: dict[str, str] | None = None,
    must: list[dict[str, Any]] = [],  # noqa: B006
) -> dict[str, Any]:
    """An operation as written, and under `#` what others need to know of it.

    `must` are operations that it calls in any case.
    """
    kinds = drawn_inputs(luck, types) if inputs is None else inputs
    steps = Steps(luck, types, kinds, reach)
    for other in must:
        steps.call_of(other)
    verbs = [*_PURE, "use"] if pure else [*_PURE, "use", "recall", "ask"]
    for verb in luck.some(verbs, 0, 4):
        getattr(steps, verb)()
    if not pure:
        steps.effects()
    told = [n for n, kinds_of in types.records.items() if steps.can_say(kinds_of, types.enums)]
    output = luck.one(["int", "float", "str", "bool", "list[str]", *told, *types.enums])
    result = _result(luck, types, steps, output, kinds)
    written = {one: _input(luck, types, kind) for one, kind in kinds.items()}
    if not luck.chance(50):
        written = dict(_defaults_last(written))
    made: dict[str, Any] = {
        "name": name,
        "module": module,
        "summary": prose(luck),
        "input": dict(_defaults_last(written)),
        "output": {"type": output, "unit": "m"} if luck.chance(20) else output,
        "steps": [*steps.steps, {"return": result}],
    }
    if steps.errors:
        made["errors"] = steps.errors
    if reach.audit and not pure:
        made["audit"] = luck.one(reach.audit)
    known = {"name": name, "inputs": kinds, "output": output}
    return {**made, "#": known}


def drawn_inputs(luck: Luck, types: Types) -> dict[str, str]:
    """Names of inputs with their types."""
    names = Names(luck, VARIABLES)
    return {names.fresh(): types.any() for _ in range(luck.whole(0, 4))}


def _defaults_last(written: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(
        written.items(), key=lambda item: isinstance(item[1], dict) and "default" in item[1]
    )


def _input(luck: Luck, types: Types, kind: str) -> Any:
    detail: dict[str, Any] = {"type": kind}
    if luck.chance(30):
        detail["summary"] = luck.one(TEXTS)
    if luck.chance(20):
        detail["unit"] = luck.one(_UNITS)
    free = True
    if kind in ("int", "float") and luck.chance(40):
        low = luck.one([None, 0, -5, 1])
        detail["range"] = [low, luck.one([10, 1000, None] if low is not None else [10, 1000])]
        free = False
    elif kind == "str" and luck.chance(40):
        extra = luck.one(["min_length", "max_length", "pattern", "one_of"])
        values = {"min_length": luck.one([0, 1, 3]), "max_length": luck.one([1, 80])}
        detail[extra] = values.get(extra, luck.one(_PATTERNS))
        if extra == "one_of":
            detail[extra] = luck.some(["a", "", "class", 'x"y'], 1, 3)
        free = False
    elif kind.startswith("list[") and kind.endswith("]") and luck.chance(40):
        detail |= luck.one([{"min_items": 1}, {"max_items": 3}, {"min_items": 0, "max_items": 1}])
        free = False
    if kind == "float" and luck.chance(30):
        detail["finite"] = True
    if free and luck.chance(25):
        detail["default"] = types.value(kind)
    return detail if len(detail) > 1 or luck.chance(50) else kind


def _result(luck: Luck, types: Types, steps: Steps, output: str, inputs: dict[str, str]) -> Any:
    """What is returned; everything that nothing used yet goes into it."""
    words = steps.words
    if output in types.records:
        result: Any = {name: words.of(kind) for name, kind in types.records[output].items()}
    elif output == "list[str]":
        result = f"[{words.text(2)}, {words.text(1)}]"
    else:
        result = words.of(output)
    del inputs
    idle = [name for name in words.names if not mentioned(name, [steps.steps, result])]
    if idle:
        sizes = " + ".join(f"len(str({name}))" for name in idle)
        steps.steps.append({"require": f"{sizes} >= 0", "error": "never_idle"})
        steps.errors["never_idle"] = "It is always there."
    return result
