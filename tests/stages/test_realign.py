"""Line origins follow tokens over a formatter."""

from hostile import CALM
from hypothesis import given, strategies as st

from qpf.diagnostics.diagnostic import Place
from qpf.model.line_origin import LineOrigin
from qpf.model.realign import realigned


def origins(text: str) -> tuple[LineOrigin, ...]:
    """Line n of the text came from template line n and schema line n."""
    count = len(text.splitlines())
    return tuple(LineOrigin("t", n, (Place("s", n),)) for n in range(1, count + 1))


def lines_of(before: str, after: str) -> list[int]:
    """The source line of each line of `after`."""
    return [origin.line for origin in realigned(before, after, origins(before))]


def test_equal_text_keeps_its_origins() -> None:
    assert lines_of("a\nb\n", "a\nb\n") == [1, 2]


def test_a_split_call_keeps_the_line_it_came_from() -> None:
    before = "x = 1\ncall(alpha, beta, gamma)\ny = 2\n"
    after = "x = 1\ncall(\n    alpha,\n    beta,\n    gamma,\n)\ny = 2\n"
    assert lines_of(before, after) == [1, 2, 2, 2, 2, 2, 3]


def test_a_joined_call_has_all_its_places() -> None:
    before = "call(\n    alpha,\n    beta\n)\ny = 2\n"
    after = "call(alpha, beta)\ny = 2\n"
    found = realigned(before, after, origins(before))
    assert [place.line for place in found[0].places] == [1, 2, 3]
    assert found[1].line == 5


def test_sorted_imports_keep_their_lines() -> None:
    before = "import zlib\nimport os\nfrom x import b, a\n\ny = 1\n"
    after = "import os\nimport zlib\n\nfrom x import a, b\n\ny = 1\n"
    assert lines_of(before, after)[:2] == [2, 1]
    assert lines_of(before, after)[3] == 3
    assert lines_of(before, after)[-1] == 5


def test_changed_quotes_and_spaces_are_no_change() -> None:
    assert lines_of("a = 'x'\nb=2\n", 'a = "x"\nb = 2\n') == [1, 2]


def test_text_without_origins_stays_without() -> None:
    assert realigned("a\n", "b\n", ()) == ()


@CALM
@given(st.lists(st.sampled_from(["a b", "c", "", "(d)", "e, f"])), st.text("abcdef (),\n"))
def test_every_line_gets_an_origin_of_the_source(source: list[str], after: str) -> None:
    before = "\n".join(["first", *source]) + "\n"
    found = realigned(before, after, origins(before))
    assert len(found) == len(after.splitlines()) or before == after
    assert all(1 <= origin.line <= len(source) + 1 for origin in found)
