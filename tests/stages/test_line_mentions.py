"""A line that holds a value's text comes from that value only when the value stands near."""

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Document, DocumentKind
from qpf.model.line_emission import Source
from qpf.model.spec import AgentSpec, ParameterUse
from qpf.stages.load import read_document
from qpf.tools.held_values import held_values, homes_of
from qpf.tools.input_nodes import SourceFinder
from qpf.tools.line_mentions import Mentions
from qpf.tools.line_surroundings import Surroundings
from qpf.tools.line_users import users_of

SCHEMA = """\
operations:
  - name: price
    summary: The price of a lot by its weight.
    steps:
      - {unless: 250, code: 77}
      - {unless: 250, code: 78}
    examples:
      - given: {left: 41, right: 41, lower: 1}
        expect: {left: 41, total: 41}
  - name: pay
    steps:
      - {use: price, upto: 250}
  - name: refund
    steps:
      - pay: {by: card}
"""
EXAMPLE = "/operations/0/examples/0"


def document() -> Document:
    """The schema as it is read."""
    found = Diagnostics()
    return read_document("s.yaml", DocumentKind.SCHEMA, "demo", SCHEMA.encode(), found)


def pointers(text: str, pointer: str, before: str = "") -> list[str]:
    """The values that a line with a text holds, when it was printed from one place.

    `before` are the lines above it.
    """
    one = document()
    finder = SourceFinder((one,))
    mentions = Mentions(held_values((one,), (), finder), homes_of((one,), (), finder))
    source = Source(one.origins.at(pointer), pointer)
    lines = [*before.splitlines(), text]
    around = Surroundings(lines)
    held = mentions.held(text, (source,), None, lambda: around.words(len(lines) - 1))
    return [found.pointer for found in held if found != source]


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


def test_of_equal_values_the_one_with_its_key_on_the_line_is_meant() -> None:
    assert pointers("    right=41,", EXAMPLE) == [f"{EXAMPLE}/given/right"]


def test_of_equal_values_the_one_with_its_keys_around_the_line_is_meant() -> None:
    expected = "assert result == {\n    'expect': {"
    assert pointers("        'left': 41,", EXAMPLE, expected) == [f"{EXAMPLE}/expect/left"]
    given = "call(\n    'given': {"
    assert pointers("        'left': 41,", EXAMPLE, given) == [f"{EXAMPLE}/given/left"]


def test_a_common_number_is_meant_where_its_key_stands_before_it() -> None:
    assert pointers("lower=1, upper=2", EXAMPLE) == [f"{EXAMPLE}/given/lower"]
    assert pointers("upper=1, lower=2", EXAMPLE) == []
    assert pointers("assert count == 1", EXAMPLE) == []


def test_a_key_on_the_line_is_no_value_of_another_part() -> None:
    assert pointers("price=12,", EXAMPLE) == []
    assert pointers("call(price)", EXAMPLE) == ["/operations/0/name"]


def test_words_of_a_printed_text_mean_nothing_else() -> None:
    assert pointers("Tell the price of a lot.", "/operations/0/summary") == []


def test_a_line_without_a_part_of_the_text_does_not_hold_it() -> None:
    one = document()
    finder = SourceFinder((one,))
    mentions = Mentions(held_values((one,), (), finder), homes_of((one,), (), finder))
    summary = Source(one.origins.at("/operations/0/summary"), "/operations/0/summary")
    assert mentions.held("weight of its lot", (summary,)) == ()
    assert mentions.held("a lot by its", (summary,)) == (summary,)
    code = Source(one.origins.at("/operations/0/steps/0/code"), "/operations/0/steps/0/code")
    assert mentions.held("def refused():", (code,)) == ()
    assert mentions.held("code = 0.077", (code,)) == (code,)


def test_units_are_used_by_those_that_name_them_in_value_or_key() -> None:
    users = users_of(held_values((document(),), (), SourceFinder((document(),))))
    price, pay, refund = (("s.yaml", f"/operations/{number}") for number in range(3))
    assert users[price] == (price, pay)
    assert users[pay] == (pay, refund)


def agent(name: str, line: int) -> AgentSpec:
    """An agent made from the schema with a parameter, given on a line of the map."""
    one, given = document(), Place("map.yaml", line)
    pointer = "/operations/0/summary"
    use = ParameterUse(name="lot", value=name, given=given, leaf=one.origins.at(pointer))
    operations = [{"name": "price", "summary": f"The price of a {name} by its weight."}]
    return AgentSpec(
        id=f"demo/{name}",
        collection="demo",
        source="s.yaml",
        value={"operations": operations},  # type: ignore[dict-item]
        origins=one.origins,
        sections={},
        uses={pointer: (use,)},
    )


def test_a_parameter_is_held_by_files_of_its_own_instance() -> None:
    one, agents = document(), (agent("bale", 7), agent("crate", 8))
    finder = SourceFinder((one,))
    mentions = Mentions(held_values((one,), agents, finder), homes_of((one,), agents, finder))
    unit = Source(one.origins.at("/operations/0"), "/operations/0")

    def lines(text: str, owner: str | None) -> list[int]:
        held = mentions.held(text, (unit,), owner)
        return [found.place.line for found in held if found.place.file == "map.yaml"]

    assert lines("Price of a bale by its weight.", "demo/bale") == [7]
    assert lines("Price of a bale by its weight.", "demo/crate") == []
    assert lines("Price of a crate by its weight.", None) == [8]
    assert lines("weight of the bales", "demo/bale") == []


def test_of_instances_each_means_its_own_unit() -> None:
    agents = (agent("bale", 7), agent("crate", 8))
    users = users_of(held_values((document(),), agents, SourceFinder((document(),))))
    own = ("demo/bale", "/operations/0")
    assert users[own] == (own,)
