"""The dependency graph as a drawing: a column a generation, an arrow to each need."""

from collections.abc import Iterator
from html import escape

from qpf.cli.graph_forms import Drawing
from qpf.model.graph import EdgeKind

__all__ = ["as_svg"]

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _EDGE = 200, 36, 80, 20, 24
"""Size of a box, the room between boxes, and the border, in pixels."""

_STYLE = (
    "rect{fill:#eef3fb;stroke:#39597e;rx:6}text{font:13px sans-serif;fill:#1c2a3a}"
    "path{fill:none;stroke:#5b6f86;stroke-width:1.4;marker-end:url(#tip)}"
    ".observes{stroke-dasharray:5 4}.head{fill:#5b6f86;font-size:11px}"
)
_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"'
    ' orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#5b6f86;stroke:none"/></marker></defs>'
)

Corner = tuple[int, int]


def as_svg(drawing: Drawing) -> str:
    """A standalone SVG document; the same graph gives the same bytes."""
    columns = [group for group in drawing.generations if group]
    corners = {
        agent: _corner(column, row)
        for column, group in enumerate(columns)
        for row, agent in enumerate(group)
    }
    width = 2 * _EDGE + max(1, len(columns)) * (_WIDTH + _GAP_X) - _GAP_X
    rows = max((len(group) for group in columns), default=1)
    height = 3 * _EDGE + rows * (_HEIGHT + _GAP_Y) - _GAP_Y
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-label="dependency graph">',
        f"<style>{_STYLE}</style>",
        _TIP,
        *_headings(drawing),
        *(_arrow(corners[e.source], corners[e.target], e.kind) for e in drawing.edges),
        *(line for agent, corner in corners.items() for line in _box(agent, corner)),
        "</svg>",
    ]
    return "\n".join(lines)


def _corner(column: int, row: int) -> Corner:
    return _EDGE + column * (_WIDTH + _GAP_X), 2 * _EDGE + row * (_HEIGHT + _GAP_Y)


def _headings(drawing: Drawing) -> Iterator[str]:
    numbers = [number for number, group in enumerate(drawing.generations, 1) if group]
    for column, number in enumerate(numbers):
        x, _ = _corner(column, 0)
        yield f'<text class="head" x="{x}" y="{_EDGE + 8}">generation {number}</text>'


def _box(agent: str, corner: Corner) -> Iterator[str]:
    x, y = corner
    label = agent if len(agent) <= 27 else f"{agent[:26]}…"
    yield f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}"/>'
    yield (f'<text x="{x + 10}" y="{y + 23}">{escape(label)}<title>{escape(agent)}</title></text>')


def _arrow(source: Corner, target: Corner, kind: EdgeKind) -> str:
    x1, y1 = source[0], source[1] + _HEIGHT // 2
    x2, y2 = target[0] + _WIDTH, target[1] + _HEIGHT // 2
    if source[0] <= target[0]:
        x1, x2 = source[0] + _WIDTH, target[0] + _WIDTH
    bend = (x1 + x2) // 2 if x1 != x2 else x1 + _GAP_X // 2
    return f'<path class="{kind.value}" d="M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"/>'
