"""What the map expects of an extraction: counts and checks that must come true."""

import re

from qpf.diagnostics.catalogue import references
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.extraction_map import OrderEntry
from qpf.model.spec import AgentSpec, CollectionSpec
from qpf.sections.binding.agents import AgentTable
from qpf.sections.binding.roots import files_of
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec

__all__ = ["check_artifacts"]

_COUNT = re.compile(r"(\d+) (Python modules?|documentation files?)")
_MANIFEST = re.compile(r"1 manifest(?: \(([^()]+)\))?")
_TESTS = re.compile(r"Test suite(?: \(([^()]+)\))?")
_CHECK = re.compile(r"(\S+\.py) (exists|importable)")


def check_artifacts(spec: CollectionSpec, table: AgentTable, found: Diagnostics) -> None:
    """Compare every entry of the order with the schema of its agent."""
    for key, entry in spec.map.extraction_sequence.order.items():
        agent_id = table.find(spec.name, entry.agent)
        if agent_id is None:
            continue
        agent = table.agents[agent_id]
        files = agent.find("cursorinstructions", CursorInstructionsSpec)
        pointer = f"/extraction_sequence/order/{key}"
        if files is not None:
            _check_expected(spec, pointer, entry, files, found)
        _check_list(spec, pointer, entry, table, agent, found)


def _check_expected(
    spec: CollectionSpec,
    pointer: str,
    entry: OrderEntry,
    files: CursorInstructionsSpec,
    found: Diagnostics,
) -> None:
    for index, text in enumerate(entry.expected_artifacts):
        place = spec.map_at(f"{pointer}/expected_artifacts/{index}")
        count, manifest = _COUNT.fullmatch(text), _MANIFEST.fullmatch(text)
        if count is not None:
            _check_count(place, int(count[1]), count[2].rstrip("s") + "s", files, found)
        elif manifest is not None:
            written = (files.postgeneration.manifest or "manifest.json").rpartition("/")[2]
            if manifest[1] is not None and manifest[1] != written:
                found.add(
                    references.artifact_mismatch(
                        place, "manifest", f"`{manifest[1]}` as", f"`{written}`"
                    )
                )
        elif _TESTS.fullmatch(text):
            if not files.postgeneration.generatetests:
                found.add(references.artifact_mismatch(place, "test suite", "a", "none"))
        else:
            found.add(references.artifact_syntax(place, text))


def _check_count(
    place: Place, expected: int, what: str, files: CursorInstructionsSpec, found: Diagnostics
) -> None:
    """Modules are counted without `__init__.py`, as authors of maps do."""
    if what.startswith("Python"):
        got = sum(1 for file in files.generatefiles if file != "__init__.py")
    else:
        got = len(files.generatedocs)
    if got != expected:
        found.add(references.artifact_mismatch(place, what, str(expected), str(got)))


def _check_list(
    spec: CollectionSpec,
    pointer: str,
    entry: OrderEntry,
    table: AgentTable,
    agent: AgentSpec,
    found: Diagnostics,
) -> None:
    if "cursorinstructions" in agent.broken:
        return
    paths = {path for other in table.agents.values() for path in files_of(other)}
    for index, text in enumerate(entry.validation_checklist):
        match = _CHECK.fullmatch(text)
        if match is not None and match[1] not in paths:
            place = spec.map_at(f"{pointer}/validation_checklist/{index}")
            found.add(references.checklist_fails(place, text))
