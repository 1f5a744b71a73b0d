"""Compiles inline operations for tests: YAML text in, compiled operations and findings out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place
from qpf.language.catalogue import Catalogue, CatalogueRoot, read_catalogue
from qpf.language.compile import compile_operations
from qpf.language.compiled import CompiledOperation
from qpf.language.declare import declare_types
from qpf.language.operation_spec import AnyType, OperationSpec
from qpf.language.scope import LayerFacts, LayerKind, OperationScope
from qpf.language.type_table import TypeTable
from qpf.model.document import Origins
from qpf.model.strict import StrictModel, freeze
from qpf.tools.yaml_reader import read_yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "templates/core/static/src"
CATALOGUE = SOURCES / "qpf_core/catalogue"
HERE = Place("agent.yaml")


class _Sections(StrictModel):
    types: Mapping[str, AnyType] = {}
    operations: tuple[OperationSpec, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What compiling a text gave."""

    operations: tuple[CompiledOperation, ...]
    found: tuple[Diagnostic, ...]
    scope: OperationScope
    own: TypeTable

    @property
    def codes(self) -> list[str]:
        """The codes of everything found, in order."""
        return [one.code for one in self.found]

    @property
    def source(self) -> str:
        """The functions one after the other."""
        texts = ["\n".join(line.text for line in one.lines) for one in self.operations]
        return "\n\n\n".join(texts) + "\n"


@cache
def catalogue() -> Catalogue:
    """The real catalogue."""
    return read_catalogue([CatalogueRoot(CATALOGUE, "qpf_core.catalogue", "catalogue")])


def base_scope() -> OperationScope:
    """A scope that declares one thing of each kind."""
    layers = {
        "workingmemory": LayerFacts(LayerKind.WORKING),
        "episodicmemory": LayerFacts(LayerKind.EPISODIC, ("kind", "subject")),
        "semanticmemory": LayerFacts(LayerKind.SEMANTIC),
        "causalmemory": LayerFacts(LayerKind.CAUSAL),
        "longtermpersistence": LayerFacts(LayerKind.ARCHIVE),
    }
    return OperationScope(
        agent="demo/sample",
        package="sample_agent",
        origins=Origins({}),
        types=catalogue().types,
        functions=catalogue().functions,
        layers=layers,
        events={"inference_called": HERE},
        metrics={"model_confidence": HERE, "criticality": HERE},
        packets={"insight": HERE},
        triggers={"low_confidence": HERE},
        audit_scopes={"decisions": HERE},
    )


def compiled(text: str, scope: OperationScope | None = None) -> Outcome:
    """Read `types` and `operations` from YAML and compile them."""
    found = Diagnostics()
    tree = read_yaml("agent.yaml", text, found)
    assert tree is not None, found.found
    sections = _Sections.model_validate(freeze(tree.value))
    base = replace(scope or base_scope(), origins=tree.origins)
    module = f"{base.package}.models"
    own = declare_types(sections.types, base.types, module, tree.origins, found)
    inside = replace(base, types=base.types.plus(own))
    operations = compile_operations(sections.operations, inside, found)
    return Outcome(operations, found.found, inside, own)


def operation(steps: str, inputs: str = "{}", output: str = "int", **more: str) -> str:
    """The YAML of one operation `op` without examples; `steps` are indented by nothing."""
    extra = "".join(f"    {key}: {value}\n" for key, value in more.items())
    body = "".join(f"      {line}\n" for line in steps.strip().splitlines())
    result = f"    output: {{type: '{output}'}}\n" if output else ""
    return f"operations:\n  - name: op\n    input: {inputs}\n{result}{extra}    steps:\n{body}"


def codes(steps: str, inputs: str = "{}", output: str = "int", **more: str) -> list[str]:
    """The codes found in one operation, but not the warning for missing examples."""
    outcome = compiled(operation(steps, inputs, output, **more))
    return [code for code in outcome.codes if code != "QPF540"]


def first(outcome: Outcome, code: str) -> Diagnostic:
    """The first finding with a code."""
    return next(one for one in outcome.found if one.code == code)


def plain(value: Any) -> Any:
    """A value as plain data, for comparisons."""
    from qpf_core.plain import to_plain

    return to_plain(value)
