"""Records: functions that lay the runs of pipelines out as rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.model.code import CodeLine, Import
from qpf.model.graph import AgentNode, Graph
from qpf.sections.tables.columns import thawed
from qpf.sections.tables.sources import SOURCES
from qpf.sections.tables.spec import Fixed, RecordSpec, RowSpec, TablesSpec
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import FunctionName

__all__ = ["RecordsView", "record_tests", "records"]

_BASE = "/tables/records"
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One record."""

    function: Identifier
    docstring: DocText
    body: Code
    expected: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsView(ModuleView):
    """The module of all records, or its tests."""

    records: tuple[RecordView, ...]


def records(agent: AgentNode, graph: Graph) -> Iterator[RecordsView]:
    """The module of records; none where the schema has none."""
    spec = agent.spec.section("tables", TablesSpec)
    wanted = {
        Import("collections.abc", "Sequence"),
        Import("qpf_fabric.store.items", "Item"),
        Import("qpf_fabric.store.items", "Source"),
        Import("qpf_fabric.store.recording", "Written"),
        Import("qpf_fabric.store.writing", "RowWriter"),
    }
    wanted |= {Import(agent.package, "tables"), Import("qpf_fabric.store.columns", "table_of")}
    for record in spec.records:
        for row in record.rows:
            values = [value for value in row.values.values() if isinstance(value, str)]
            if "batch.totals" in values:
                wanted.add(Import("qpf_fabric.store.items", "totals"))
            if "layer.view" in values:
                wanted.add(Import("qpf_fabric.store.items", "view_of"))
    yield from _module(agent, graph, "records", f"What {agent.name} keeps of runs.", wanted)


def record_tests(agent: AgentNode, graph: Graph) -> Iterator[RecordsView]:
    """Tests that every record writes each effect once."""
    wanted = {
        Import("pytest"),
        Import("qpf_core.clock", "ManualClock"),
        Import("qpf_core.store", "Store"),
        Import("qpf_fabric.packet", "Packet"),
        Import("qpf_fabric.pipeline", "Frame"),
        Import("qpf_fabric.store.items", "Item"),
        Import("qpf_fabric.store.items", "Source"),
        Import("qpf_fabric.store.recording", "Recorder"),
        Import(agent.package, "records"),
        Import(f"{agent.package}.migrations", "migrate_store"),
        Import(f"{agent.package}.tables", "Base"),
    }
    yield from _module(agent, graph, "records", f"{agent.name} records each run once.", wanted)


def _module(
    agent: AgentNode, graph: Graph, stem: str, doc: str, wanted: set[Import]
) -> Iterator[RecordsView]:
    spec = agent.spec.section("tables", TablesSpec)
    if not spec.records:
        return
    place = agent.spec.key(_BASE)
    yield RecordsView(
        path_fields=agent_paths(agent, stem),
        origin=place,
        docstring=DocText(doc, place, indent=0),
        imports=imports_of(graph, wanted),
        records=tuple(_record(agent, n, one, spec) for n, one in enumerate(spec.records)),
    )


def _record(agent: AgentNode, number: int, record: RecordSpec, spec: TablesSpec) -> RecordView:
    pointer = f"{_BASE}/{number}"
    place = agent.spec.at(pointer)
    item = next(row for row in record.rows if row.each == "item")
    lines = [
        CodeLine(f"items = writer.unknown({_column(item, spec)}, items)", place),
        CodeLine("if not items:", place),
        CodeLine("    return Written()", place),
    ]
    kept: dict[str, RowSpec] = {}
    for index, row in enumerate(record.rows):
        at = agent.spec.at(f"{pointer}/rows/{index}")
        lines += [CodeLine(text, at) for text in _row(row, spec, kept)]
        if row.each != "layer":
            kept[row.table] = row
    rows = ", ".join(f"{Literal(table)}: {table}_keys" for table in kept)
    lines.append(CodeLine("written = frozenset(item.key for item in items)", place))
    lines.append(CodeLine(f"return Written(written, {{{rows}}})", place))
    return RecordView(
        function=FunctionName(record.name, place),
        docstring=DocText(record.summary, agent.spec.at(f"{pointer}/summary")),
        body=Code(lines, place).indented(4),
        expected=_expected(agent, record, pointer),
    )


def _row(row: RowSpec, spec: TablesSpec, kept: Mapping[str, RowSpec]) -> Iterator[str]:
    table = _table(row, spec)
    name = f"{row.table}_keys"
    values = {**row.values, **_moments(row, spec)}
    if row.each == "source":
        once = {str(row.once): values.pop(str(row.once))}
        yield f"{name} = [writer.ensure({table}, {_dictionary(once)}, {_dictionary(values)})]"
        return
    keys = [outer for outer in kept.values() if f"{outer.table}.id" in values.values()]
    dictionary = _dictionary(values, {f"{one.table}.id": _key(one) for one in keys})
    if row.each == "batch":
        yield f"{name} = writer.insert({table}, [{dictionary}])"
    elif row.each == "item":
        yield f"{name} = writer.insert({table}, [{dictionary} for item in items])"
    else:
        inner = "for step, frame in enumerate(item.frames)"
        beside = [one.table for one in keys if one.each == "item"]
        loop = "for item in items"
        if beside:
            loop = f"for item, {beside[0]}_key in zip(items, {beside[0]}_keys, strict=True)"
        yield f"writer.append({table}, [{dictionary} {loop} {inner}])"


def _expected(agent: AgentNode, record: RecordSpec, pointer: str) -> Code:
    """The first row of each table after the run of the tests, in what is known of it."""
    known = {name: source.sample for name, source in SOURCES.items() if source.sample}
    known |= {f"{row.table}.id": "1" for row in record.rows}
    lines = [CodeLine("{", agent.spec.at(pointer))]
    for index, row in enumerate(record.rows):
        values = {
            name: value
            for name, value in row.values.items()
            if isinstance(value, Fixed) or value in known
        }
        text = f"{Literal(row.table)}: {_dictionary(values, known)},"
        lines.append(CodeLine(text, agent.spec.at(f"{pointer}/rows/{index}")))
    return Code([*lines, CodeLine("}", agent.spec.at(pointer))])


def _key(row: RowSpec) -> str:
    """The key of an outer row: that of the item at hand, or the only one."""
    return f"{row.table}_key" if row.each == "item" else f"{row.table}_keys[0]"


def _table(row: RowSpec, spec: TablesSpec) -> str:
    return f"table_of(tables.{Identifier(spec.shape[row.table].record)})"


def _moments(row: RowSpec, spec: TablesSpec) -> dict[str, str]:
    """Columns that get the moment of writing by default."""
    columns = spec.shape[row.table].columns
    return {
        name: "now"
        for name, column in columns.items()
        if column.default == "now" and name not in row.values
    }


def _dictionary(values: Mapping[str, str | Fixed], outer: Mapping[str, str] = _NONE) -> str:
    pairs = (f"{Literal(name)}: {_value(value, outer)}" for name, value in values.items())
    return "{" + ", ".join(pairs) + "}"


def _value(value: str | Fixed, outer: Mapping[str, str]) -> str:
    if isinstance(value, Fixed):
        return str(Literal(thawed(value.value)))
    return outer[value] if value in outer else SOURCES[value].code


def _column(row: RowSpec, spec: TablesSpec) -> str:
    return f"{_table(row, spec)}.c[{Literal(str(row.once))}]"
