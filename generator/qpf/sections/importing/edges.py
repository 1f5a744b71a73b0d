"""Edges of an imported dependency graph, read in the direction their authors meant."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report
from qpf.tools.graphs import cycles

__all__ = ["Edges", "read_pair"]

_EDGE = re.compile(
    r"\s*(?P<a>.+?)\s*(?P<arrow>-+>>|-+>|→|=+>|←|<-+)\s*(?P<b>[^()]+?)\s*(?:\((?P<why>.*)\))?\s*"
)


def read_pair(text: str) -> tuple[str, str, str] | None:
    """The two names of a written edge and the arrow between them; None when it is none."""
    match = _EDGE.fullmatch(text)
    return (match["a"], match["b"], match["arrow"]) if match is not None else None


class Edges:
    """The edges of a collection: who needs or observes whom, and why."""

    __slots__ = ("_find", "_report", "_settled", "found", "positions", "standing")

    def __init__(
        self,
        find: Callable[[str], str | None],
        positions: Mapping[str, int],
        report: Report,
        standing: Sequence[tuple[str, str, str]] = (),
        settled: Collection[str] = (),
    ) -> None:
        """`find` gives the id behind a name, `positions` the extraction order.

        `standing` are edges that are there already, `settled` the agents whose order is fixed.
        """
        self.standing = {(a, b): arrow for a, b, arrow in standing}
        self._settled = frozenset(settled)
        self._find = find
        self._report = report
        self.positions = positions
        self.found: dict[tuple[str, str], tuple[str, str, Node]] = {}

    def add(self, source: str, target: str, arrow: str, why: str, node: Node) -> None:
        """Add an edge unless the two are joined already; none that closes a circle."""
        if source == target or (source, target) in self.found:
            told = f" ({why})" if why else ""
            self._report.changed(node, f"`{source} {arrow} {target}`{told} says nothing new")
            return
        if (source, target) in self.standing:
            return
        if arrow == "->" and source in self._settled and target not in self._settled:
            words = f"`{source}` stands before `{target}` in the order; move it, then add the edge"
            self._report.needs(node, f"`{source} -> {target}` is left out: {words}")
            return
        needs = [pair for pair, (kind, _, _) in self.found.items() if kind == "->"]
        needs += [pair for pair, kind in self.standing.items() if kind == "->"]
        if arrow == "->" and cycles([*needs, (source, target)]):
            self._report.needs(node, f"`{source} -> {target}` would close a circle; left out")
            return
        self.found[source, target] = (arrow, why, node)

    def read(self, node: Node) -> None:
        """Read one written edge."""
        match = _EDGE.fullmatch(node.text)
        if match is None:
            self._report.needs(node, f"the edge `{node.text}` does not parse and is left out")
            return
        source, target = self._find(match["a"]), self._find(match["b"])
        if source is None or target is None:
            unknown = match["a"] if source is None else match["b"]
            words = f"the edge `{node.text}` is left out: no imported agent is `{unknown}`"
            self._report.needs(node, words)
            return
        arrow = "->>" if match["arrow"].endswith(">>") else "->"
        why = (match["why"] or "").replace("(", "").replace(")", "").strip()
        if match["arrow"][0] in "←<" or (arrow == "->" and self._is_flow(match, source, target)):
            source, target = target, source
            self._report.changed(
                node, f"`{node.text}` becomes `{source} -> {target}`: `{source}` needs the other"
            )
        self.add(source, target, arrow, why, node)

    def _is_flow(self, match: re.Match[str], source: str, target: str) -> bool:
        """Whether the arrow shows what flows: then the agent at its head is the one in need."""
        why = folded(match["why"] or "")
        if why.startswith(folded(match["a"])) or self._is_last_word(match["a"], why):
            return False
        if why.startswith(folded(match["b"])) or self._is_last_word(match["b"], why):
            return True
        first, second = self.positions.get(source, 0), self.positions.get(target, 0)
        return first < second

    def _is_last_word(self, name: str, why: str) -> bool:
        words = name.split()
        return len(words) > 1 and why.startswith(folded(words[-1]))

    def texts(self) -> list[Node]:
        """The edges as a map writes them."""
        return [
            Node(f"{source} {arrow} {target}" + (f" ({why})" if why else ""), node.place)
            for (source, target), (arrow, why, node) in self.found.items()
        ]

    def ordered(self, names: list[str]) -> list[str]:
        """Names in an order that puts what is needed first, and keeps the given one otherwise."""
        needs: dict[str, set[str]] = {name: set() for name in names}
        for (source, target), (arrow, _, _) in self.found.items():
            if arrow == "->" and source in needs and target in needs:
                needs[source].add(target)
        done: list[str] = []
        while len(done) < len(names):
            done.append(next(n for n in names if n not in done and needs[n] <= set(done)))
        return done
