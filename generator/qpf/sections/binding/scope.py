"""What the operations of an agent may refer to, from all its sections."""

from collections.abc import Mapping
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.catalogue import Catalogue, CatalogueRoot, read_catalogue
from qpf.language.declare import declare_types
from qpf.language.scope import LayerFacts, LayerKind, OperationScope
from qpf.language.type_table import TypeTable
from qpf.model.graph import Role
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.binding.build import Bound
from qpf.sections.binding.roots import package_of
from qpf.sections.types.spec import TypesSpec
from qpf.sections.written import written_at, written_names

__all__ = ["catalogue_of", "own_types", "scope_of"]

_LAYERS = {
    "workingmemory": LayerKind.WORKING,
    "episodicmemory": LayerKind.EPISODIC,
    "semanticmemory": LayerKind.SEMANTIC,
    "causalmemory": LayerKind.CAUSAL,
    "longtermpersistence": LayerKind.ARCHIVE,
}


def catalogue_of(spec: CollectionSpec, library: Path | None, glue: Path | None) -> Catalogue:
    """Functions of the library's catalogue and of the collection's extensions."""
    roots = []
    if library is not None:
        package = f"{library.name}.catalogue"
        roots.append(CatalogueRoot(library / "catalogue", package, f"{library.name}/catalogue"))
    if glue is not None:
        folder = glue / spec.name / "extensions"
        package = f"{spec.map.distribution.package}.extensions"
        roots.append(CatalogueRoot(folder, package, f"glue/{spec.name}/extensions"))
    return read_catalogue(root for root in roots if root.folder.is_dir())


def own_types(bound: Bound, catalogue: Catalogue, found: Diagnostics) -> TypeTable:
    """The types an agent declares, defined in its module of models."""
    spec = bound.spec.find("types", TypesSpec)
    if spec is None:
        return TypeTable()
    stems = [module.stem for module in bound.modules.values() if module.role is Role.MODELS]
    module = f"{package_of(bound.spec)}.{stems[0] if stems else 'models'}"
    return declare_types(spec.types, catalogue.types, module, bound.spec.origins, found)


def scope_of(
    bound: Bound, types: TypeTable, catalogue: Catalogue, triggers: Mapping[str, Place]
) -> OperationScope:
    """The scope without partners.

    Names are taken as written, not from typed sections: a fault elsewhere in a section must not
    make its events, metrics and scopes unknown.
    """
    agent = bound.spec
    stack = "communicationstack"
    return OperationScope(
        agent=agent.id.partition("/")[2],
        package=package_of(agent),
        origins=agent.origins,
        types=catalogue.types.plus(types),
        functions=catalogue.functions,
        layers=_layers(agent),
        events=written_names(agent, stack, "events", "publishes"),
        packets=written_names(agent, stack, "packets", "out"),
        metrics=written_names(agent, "deployment", "telemetry", "metrics"),
        audit_scopes=written_names(agent, "governance", "auditscope"),
        triggers=triggers,
    )


def _influences(agent: AgentSpec) -> dict[str, tuple[str, ...]]:
    """The effects of each factor that the causal memory knows."""
    found: dict[str, tuple[str, ...]] = {}
    written = written_at(agent, "memorytopology", "causalmemory", "schema")
    for one in written if isinstance(written, list) else ():
        if isinstance(one, dict) and isinstance(effects := one.get("influences"), list):
            found[str(one.get("factor"))] = tuple(map(str, effects))
    return found


def _layers(agent: AgentSpec) -> dict[str, LayerFacts]:
    index = tuple(written_names(agent, "memorytopology", "episodicmemory", "indexby"))
    return {
        name: LayerFacts(
            kind,
            index if kind is LayerKind.EPISODIC else (),
            agent.at(f"/memorytopology/{name}"),
            _influences(agent) if kind is LayerKind.CAUSAL else {},
        )
        for name, kind in _LAYERS.items()
        if written_at(agent, "memorytopology", name) is not None
    }
