"""Every row of the emitted readiness tables names a test file that carries the mark."""

import re
from pathlib import Path

GENERATED = Path(__file__).resolve().parents[2] / "generated"
_ROW = re.compile(r"\| (\w+) \| `(.+)` \| `(tests/.+\.py)` \|")


def test_every_row_names_the_test_that_exercises_it() -> None:
    """The gate `exercised` has seen those tests pass; here the tables are held against them."""
    tables = sorted(GENERATED.glob("*/docs/READINESS.md"))
    assert any(table.parent.parent.name == "l9-agents" for table in tables)
    for table in tables:
        rows = [one for line in table.read_text("utf-8").splitlines() if (one := _ROW.match(line))]
        assert rows, table
        for kind, name, path in (one.groups() for one in rows):
            text = (table.parent.parent / path).read_text("utf-8")
            assert f'"{kind}:{name}"' in text, (table, kind, name)
