"""Compiles inline formulas for tests: YAML in, findings and importable modules out."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.declare import declare_types
from qpf.language.emit_types import emit_types
from qpf.language.operation_spec import AnyType
from qpf.language.scope import OperationScope
from qpf.language.type_table import TypeTable
from qpf.model.document import Origins
from qpf.model.spec import AgentSpec
from qpf.model.strict import StrictModel, freeze
from qpf.sections.formulas.agents import check_formulas
from qpf.sections.formulas.arrays import array_form, record_of_arrays
from qpf.sections.formulas.compiled import CompiledFormula
from qpf.sections.formulas.rules import check
from qpf.sections.formulas.scalar import scalar_form
from qpf.sections.formulas.spec import FormulasSpec
from qpf.tools.yaml_reader import read_yaml
from qpf.views.imports import import_block

__all__ = ["Outcome", "codes", "compiled", "formula", "reasons"]

CORE = Path(__file__).resolve().parents[2] / "templates/core/static/src"


class _Types(StrictModel):
    types: Mapping[str, AnyType] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What compiling a text gave."""

    formulas: tuple[CompiledFormula, ...]
    found: Diagnostics
    scope: OperationScope
    own: TypeTable

    def modules(self) -> tuple[ModuleType, ModuleType]:
        """The scalar module and the one for arrays, imported."""
        assert not self.found.has_errors, self.found.found
        known = {one.name: one for one in self.formulas}
        models = [(one.lines, one.imports) for one in emit_types(self.own, self.scope.types)]
        scalars = [scalar_form(one, known, self.scope) for one in self.formulas]
        arrays = [array_form(one, known, self.scope) for one in self.formulas]
        records = {
            one.returns.name: (record_of_arrays(one, self.scope), frozenset())
            for one in self.formulas
            if one.is_record
        }
        sys.modules["bench"] = ModuleType("bench")
        _module("models", models)
        return _module("maths", scalars), _module("maths_arrays", [*records.values(), *arrays])


def _module(stem: str, parts: list) -> ModuleType:
    name = f"bench.{stem}"
    wanted = {one for _, imports in parts for one in imports if one.module != name}
    head = [line.text for line in import_block(wanted).lines]
    body = ["\n".join(line.text for line in lines) for lines, _ in parts]
    made = ModuleType(name)
    sys.modules[name] = made
    setattr(sys.modules["bench"], stem, made)
    if str(CORE) not in sys.path:
        sys.path.insert(0, str(CORE))
    exec(compile("\n\n".join(["\n".join(head), *body]), name, "exec"), made.__dict__)
    return made


def compiled(text: str) -> Outcome:
    """Read `types` and `formulas` from YAML, check and compile them."""
    found = Diagnostics()
    tree = read_yaml("agent.yaml", text, found)
    assert tree is not None, found.found
    value = dict(tree.value)
    types = _Types.model_validate(freeze({"types": value.pop("types", {})}))
    spec = FormulasSpec.model_validate(freeze(value))
    base = OperationScope(agent="maths", package="bench", origins=tree.origins)
    own = declare_types(types.types, base.types, "bench.models", tree.origins, found)
    scope = OperationScope(agent="maths", package="bench", origins=tree.origins, types=own)
    agent = _agent(value, tree.origins, spec)
    check(agent, found)
    return Outcome(check_formulas(agent, scope, found), found, scope, own)


def _agent(value: dict, origins: Origins, spec: FormulasSpec) -> AgentSpec:
    return AgentSpec(
        id="demo/maths",
        collection="demo",
        source="agent.yaml",
        value=value,
        origins=origins,
        sections={"formulas": spec},
    )


def formula(body: str, inputs: str = "{x: float}", name: str = "f") -> str:
    """The YAML of one formula in module `maths`; `body` are its keys, a line each."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    head = f"  - name: {name}\n    module: maths\n    summary: For a test.\n    input: {inputs}\n"
    return head + lines


def codes(*formulas: str) -> list[str]:
    """The codes found in formulas, but not the warnings for missing examples and parts."""
    found = compiled("formulas:\n" + "".join(formulas)).found.found
    return [one.code for one in found if one.code not in ("QPF540", "QPF573")]


def reasons(*formulas: str) -> str:
    """Everything that is said of formulas."""
    found = compiled("formulas:\n" + "".join(formulas)).found.found
    return "\n".join(f"{one.place}: {one.message}; {one.help}" for one in found)
