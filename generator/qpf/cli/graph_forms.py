"""The dependency graph as text for other programs: Mermaid, DOT, JSON."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qpf.model.graph import EdgeKind, Graph, GraphEdge

__all__ = ["Drawing", "as_dot", "as_json", "as_mermaid", "drawing_of"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: agents by generation, and the edges between them."""

    generations: tuple[tuple[str, ...], ...]
    edges: tuple[GraphEdge, ...]


def drawing_of(graph: Graph, chosen: tuple[str, ...]) -> Drawing:
    """The part of the graph between the chosen agents; generations keep their numbers."""
    kept = tuple(tuple(a for a in group if a in chosen) for group in graph.generations)
    edges = (edge for edge in graph.edges if edge.source in chosen and edge.target in chosen)
    return Drawing(kept, tuple(sorted(edges, key=lambda e: (e.source, e.target, e.kind))))


def as_mermaid(drawing: Drawing) -> str:
    """A flowchart; an arrow goes from an agent to what it needs, a dotted one only observes."""
    lines, words = ["flowchart LR"], _words(drawing)
    for number, group in _filled(drawing):
        lines.append(f"    subgraph g{number} [generation {number}]")
        lines += [f'        {words[agent]}["{agent}"]' for agent in group]
        lines.append("    end")
    for edge in drawing.edges:
        arrow = "-.->" if edge.kind is EdgeKind.OBSERVES else "-->"
        lines.append(f"    {words[edge.source]} {arrow} {words[edge.target]}")
    return "\n".join(lines)


def as_dot(drawing: Drawing) -> str:
    """A directed graph with one cluster a generation."""
    lines = ["digraph qpf {", "    rankdir=LR;", "    node [shape=box];"]
    for number, group in _filled(drawing):
        lines.append(f"    subgraph cluster_{number} {{")
        lines.append(f'        label="generation {number}";')
        lines += [f'        "{agent}";' for agent in group]
        lines.append("    }")
    for edge in drawing.edges:
        style = " [style=dashed]" if edge.kind is EdgeKind.OBSERVES else ""
        lines.append(f'    "{edge.source}" -> "{edge.target}"{style};')
    return "\n".join([*lines, "}"])


def as_json(drawing: Drawing) -> str:
    """Generations and edges, each edge with its reason and the place it was written at."""
    edges = [
        {
            "source": edge.source,
            "target": edge.target,
            "kind": edge.kind.value,
            "reason": edge.reason,
            "file": edge.origin.file,
            "line": edge.origin.line,
        }
        for edge in drawing.edges
    ]
    value = {"generations": [list(group) for group in drawing.generations], "edges": edges}
    return json.dumps(value, indent=2, ensure_ascii=False)


def _filled(drawing: Drawing) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from ((n, group) for n, group in enumerate(drawing.generations, 1) if group)


def _words(drawing: Drawing) -> dict[str, str]:
    """A word for each agent: no two share one, though `a/b__c` and `a__b/c` are spelled alike."""
    words: dict[str, str] = {}
    for agent in (agent for group in drawing.generations for agent in group):
        word = re.sub(r"\W", "__", agent)
        while word in words.values():
            word += "_"
        words[agent] = word
    return words
