"""Examples of organs: beats in a row, and what the factory itself foretells of them."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from from_specs import LEFT_OUT, Walk
from luck import Luck

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.catalogue import Catalogue, CatalogueRoot, read_catalogue
from qpf.language.compile import compile_operations
from qpf.language.scope import OperationScope
from qpf.model.document import Origins
from qpf.model.strict import freeze
from qpf.sections.flow.beats import answers_of
from qpf.sections.flow.compile import compile_flow
from qpf.sections.flow.compiled import CompiledFlow
from qpf.sections.flow.evaluate import Beat, Machine, Unknown
from qpf.sections.flow.spec import BeatSpec, FlowExample, FlowSpec
from qpf.sections.operations.spec import OperationsSpec
from qpf.tools.shipped import shipped_library

__all__ = ["drawn_beats"]

_ANSWERS: Mapping[str, tuple[Any, ...]] = {
    "bool": (True, False, [True, False], [False, True, True], []),
    "int": (0, 3, -1, [1, 2], [2**40]),
}


def drawn_beats(luck: Luck, schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Examples of the flow of a schema, none when it does not compile."""
    flow = _compiled(schema)
    if flow is None:
        return []
    made = (_example(luck, flow) for _ in range(luck.whole(0, 3)))
    return [one for one in made if one["beats"]]


def _compiled(schema: Mapping[str, Any]) -> CompiledFlow | None:
    spec = FlowSpec.model_validate(freeze(schema["flow"]))
    written = freeze({"operations": schema.get("operations", [])})
    operations = OperationsSpec.model_validate(written).operations
    known, found = _catalogue(), Diagnostics()
    scope = OperationScope(
        agent="drawn",
        package="drawn",
        origins=Origins({}),
        types=known.types,
        functions=known.functions,
    )
    compiled = compile_operations(operations, scope, found)
    return compile_flow(spec, operations, compiled, scope, found)


@cache
def _catalogue() -> Catalogue:
    library = shipped_library()
    return read_catalogue([CatalogueRoot(library / "catalogue", f"{library.name}.catalogue", "")])


def _example(luck: Luck, flow: CompiledFlow) -> dict[str, Any]:
    """Beats of one organ up to one that nobody can foretell, which expects nothing."""
    machine, beats = Machine(flow), []
    for _ in range(luck.whole(1, 4)):
        given = {one: _sensed(luck, flow, one) for one in luck.some(flow.spec.senses, 0, 3)}
        answers = {
            one: luck.one(_ANSWERS[port.output])
            for one, port in flow.spec.ports.items()
            if port.output in _ANSWERS and luck.chance(60)
        }
        written = {"given": given or LEFT_OUT, "answers": answers or LEFT_OUT}
        plain = BeatSpec.model_validate(freeze({"given": given, "answers": answers, "expect": {}}))
        try:
            said = _said(luck, machine.beat(plain.given, answers_of(plain)))
        except Unknown:
            beats.append(Walk(luck).model(BeatSpec, **written, expect={}, acts=LEFT_OUT))
            break
        beats.append(Walk(luck).model(BeatSpec, **written, **said))
    return Walk(luck).model(FlowExample, beats=beats)


def _said(luck: Luck, beat: Beat) -> dict[str, Any]:
    shown = {name: one for name, one in beat.report.items() if name != "organ" and _is_told(one)}
    expected = luck.some(shown, 0, len(shown)) if luck.chance(50) else list(shown)
    acts = luck.one([[name for name, _ in beat.acts], LEFT_OUT])
    return {"expect": {name: shown[name] for name in expected}, "acts": acts}


def _is_told(value: object) -> bool:
    """Whether a schema can say it."""
    if isinstance(value, list):
        return all(map(_is_told, value))
    return math.isfinite(value) if isinstance(value, float) else isinstance(value, str | int)


def _sensed(luck: Luck, flow: CompiledFlow, name: str) -> Any:
    sense = flow.spec.senses[name]
    if sense.type == "bool":
        return luck.chance(50)
    low, high = sense.range or (-1000, 1000)
    ends = [one for one in (low, high, 0, 7, 50, 100) if low is None or one is None or low <= one]
    known = [one for one in ends if one is not None and (high is None or one <= high)]
    known = [int(one) for one in known] if sense.type == "int" else [*known, low + 0.5, high / 3]
    return luck.one(known)
