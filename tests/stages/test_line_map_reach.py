"""How far an answer reaches: callers, the tests of callers of callers, and no further."""

from qpf.diagnostics.diagnostic import Place
from qpf.model.line_emission import InputNode, Source
from qpf.model.line_homes import Homes
from qpf.model.line_map import LineMap
from qpf.model.mapped_file import MappedFile, MappedLine

SCHEMA = "s.yaml"


def unit(number: int) -> Source:
    """An operation of the schema, on a line of its own."""
    return Source(Place(SCHEMA, number + 1), f"/operations/{number}")


def emitted(number: int) -> MappedFile:
    """A file with an import and one line that comes from an operation."""
    lines = (MappedLine("t.j2", 1), MappedLine("t.j2", 2, (unit(number),)))
    return MappedFile("t.j2", "", unit(9), frozenset({unit(number)}), lambda: lines)


def test_tests_are_reached_through_calls_and_code_by_its_callers_only() -> None:
    files = {f"d/{kind}/{n}.py": emitted(n) for kind in ("src", "tests") for n in range(4)}
    node = InputNode("/operations/0/summary", 1, 1, 1, is_scalar=True)
    owned = [("a", f"/operations/{number}") for number in range(4)]
    users = {owned[0]: (owned[1],), owned[1]: (owned[2],)}
    lines = LineMap(files, {SCHEMA: (node,)}, Homes({SCHEMA: ("a",)}), users)
    reached = {(one.path, one.first, one.last) for one in lines.emitted_from(SCHEMA, 1)}
    tests = {(f"d/tests/{n}.py", line, line) for n in range(3) for line in (1, 2)}
    assert reached == {("d/src/0.py", 2, 2), ("d/src/1.py", 2, 2), *tests}
