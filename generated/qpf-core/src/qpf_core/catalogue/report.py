"""Reports as Markdown text, from plain lists.

Cells are escaped, so content never breaks the layout.
"""

from qpf_core.errors import InputError
from qpf_core.guards import require_items, require_range


def table(columns: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table.

    Raises InputError when a row has another number of cells than columns.
    """
    require_items("columns", columns, minimum=1)
    for place, row in enumerate(rows):
        if len(row) != len(columns):
            raise InputError(f"rows.{place}", f"must have {len(columns)} cells")
    return "\n".join(_row(cells) for cells in [columns, ["---"] * len(columns), *rows])


def bullets(lines: list[str]) -> str:
    """Return a Markdown list, one line an item."""
    return "\n".join(f"- {_flat(line)}" for line in lines)


def section(title: str, body: str, level: int = 2) -> str:
    """Return a heading of the level (1 to 6) and a body below it."""
    require_range("level", level, low=1, high=6)
    return f"{'#' * level} {_flat(title)}\n\n{body.strip()}\n"


def document(title: str, sections: list[str]) -> str:
    """Return a document: a title and sections separated by blank lines."""
    return "\n".join([f"# {_flat(title)}\n", *(part.strip() + "\n" for part in sections)])


def pairs_table(figures: dict[str, float], digits: int = 3) -> str:
    """Return a table of names and numbers, rounded to some digits (0 to 12)."""
    require_range("digits", digits, low=0, high=12)
    return table(
        ["name", "value"], [[name, f"{value:.{digits}f}"] for name, value in figures.items()]
    )


def percent(share: float, digits: int = 1) -> str:
    """Write a share as a percentage: 0.125 is `12.5 %`."""
    require_range("digits", digits, low=0, high=12)
    return f"{share * 100.0:.{digits}f} %"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(_flat(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _flat(text: str) -> str:
    return " ".join(text.split())
