"""A line that holds a value's text comes from that value only when the value stands near."""

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import Document, DocumentKind
from qpf.model.line_map import Source
from qpf.stages.load import read_document
from qpf.tools.line_mentions import Mentions

SCHEMA = """\
operations:
  - name: price
    steps:
      - {unless: 250, code: 77}
      - {unless: 250, code: 78}
  - name: pay
    steps:
      - {use: price, upto: 250}
"""


def document() -> Document:
    """The schema as it is read."""
    found = Diagnostics()
    return read_document("s.yaml", DocumentKind.SCHEMA, "demo", SCHEMA.encode(), found)


def pointers(text: str, pointer: str) -> list[str]:
    """The values that a line with a text mentions, when it was printed from one place."""
    one = document()
    source = Source(one.origins.at(pointer), pointer)
    return [found.pointer for found in Mentions((one,)).of(text, (source,))]


def test_of_equal_values_the_nearest_is_meant() -> None:
    step = "/operations/0/steps/1"
    assert pointers("if total < 250:", step) == [f"{step}/unless"]


def test_equal_values_as_near_as_each_other_are_all_meant() -> None:
    assert pointers("LIMITS = (250, 250)", "/operations/0/steps") == [
        "/operations/0/steps/0/unless",
        "/operations/0/steps/1/unless",
    ]


def test_values_of_other_units_are_never_meant() -> None:
    assert pointers("limit = 250", "/operations/1") == ["/operations/1/steps/0/upto"]
    assert pointers("code = 77", "/operations/1") == []


def test_units_are_used_by_those_that_name_them() -> None:
    assert Mentions((document(),)).users["s.yaml", "/operations/0"] == (
        ("s.yaml", "/operations/0"),
        ("s.yaml", "/operations/1"),
    )
