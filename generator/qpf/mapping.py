"""Emits in a folder of its own, and maps every line: what `qpf trace` answers from."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.artifact import StagedFile, StagedTree
from qpf.model.document import Document
from qpf.model.line_map import LineMap
from qpf.model.mapped_file import MappedFile, MappedLine
from qpf.model.plan import PlannedFile
from qpf.model.request import Request
from qpf.model.spec import AgentSpec
from qpf.pipeline import understand
from qpf.stages.plan import plan
from qpf.stages.render import render
from qpf.stages.tidy import tidy
from qpf.tools.filesystem import Disk
from qpf.tools.held_values import held_values, homes_of
from qpf.tools.input_nodes import SourceFinder, input_nodes
from qpf.tools.line_mentions import Mentions
from qpf.tools.line_surroundings import Surroundings
from qpf.tools.line_users import users_of
from qpf.tools.packs import read_packs
from qpf.tools.scratch import Scratch

__all__ = ["emitted_map", "mapped"]


def emitted_map(
    request: Request, roots: tuple[Path, ...], found: Diagnostics, disk: Disk
) -> LineMap:
    """The line map of what the inputs give today; raises `Stopped` when they are wrong."""
    graph, documents = understand(request, found)
    request.tell("rendering")
    planned = plan(graph, read_packs(roots, found), found)
    rendered = render(planned, roots, found)
    request.tell("formatting")
    with Scratch() as scratch:
        staged = tidy(rendered, planned.first_party, scratch.folder / "generated", disk, found)
    return mapped(staged, documents, [agent.spec for agent in graph.agents])


def mapped(
    staged: StagedTree, documents: Sequence[Document], agents: Sequence[AgentSpec]
) -> LineMap:
    """The line map of a formatted tree, and of the documents and the agents it was made from."""
    finder = SourceFinder(documents)
    homes, held = homes_of(documents, agents, finder), held_values(documents, agents, finder)
    mentions = Mentions(held, homes)
    return LineMap(
        {
            file.path: _mapped(file, _owner(file.planned, agents), finder, mentions)
            for file in staged.files
        },
        {document.path: input_nodes(document) for document in documents},
        homes,
        users_of(held),
    )


def _owner(planned: PlannedFile, agents: Sequence[AgentSpec]) -> str | None:
    """The agent a file belongs to; one of a collection may be called after the agent it is of."""
    named = f"{planned.collection}/{PurePosixPath(planned.path).stem}"
    return planned.agent_id or next((one.id for one in agents if one.id == named), None)


def _mapped(
    file: StagedFile, agent: str | None, finder: SourceFinder, mentions: Mentions
) -> MappedFile:
    texts = file.text.splitlines()
    around = Surroundings(texts)
    lines = tuple(
        MappedLine(
            origin.template,
            origin.line,
            sources,
            mentions.held(text, sources, agent, partial(around.words, number)),
        )
        for number, (text, origin) in enumerate(zip(texts, file.lines, strict=False))
        for sources in (tuple(finder.source(place) for place in origin.places),)
    )
    return MappedFile(
        template=file.planned.template,
        digest=file.digest,
        origin=finder.source(file.planned.origin),
        values=frozenset(value for line in lines for value in line.values),
        make=lambda: lines,
        agent=agent,
    )
