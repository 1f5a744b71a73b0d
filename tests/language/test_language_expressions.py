"""Expressions: what is accepted, what it becomes, what is refused and where."""

import pytest

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.expressions import Expression, parse_condition, parse_expression
from qpf.language.names import Names
from qpf.language.type_table import DeclaredType, FieldType, Member, TypeTable
from qpf.language.types import (
    BOOL,
    FLOAT,
    INT,
    STR,
    Kind,
    TypeRef,
    dict_of,
    list_of,
    optional,
)
from qpf.language.unparse import source

SCORE = TypeRef(Kind.RECORD, name="Score", module="m")
COLOUR = TypeRef(Kind.ENUM, name="Colour", module="m")
TABLE = TypeTable.of(
    [
        DeclaredType(
            ref=SCORE,
            fields=(
                FieldType(name="id", identifier="id", type=STR),
                FieldType(name="score", identifier="score", type=FLOAT),
                FieldType(name="note", identifier="note", type=optional(STR)),
            ),
        ),
        DeclaredType(ref=COLOUR, members=(Member("red", "RED"), Member("blue", "BLUE"))),
    ]
)
NAMES = Names.of_types(
    {
        "ranked": list_of(SCORE),
        "x": FLOAT,
        "n": INT,
        "s": STR,
        "class": INT,
        "m": optional(FLOAT),
        "c": COLOUR,
        "d": dict_of(FLOAT),
        "b": BOOL,
        "xs": list_of(FLOAT),
    }
)


def read(text: str, expected: TypeRef | None = None) -> tuple[Expression | None, Diagnostics]:
    """Parse with the names above; columns are offsets plus one."""
    found = Diagnostics()
    expression = parse_expression(
        text,
        NAMES,
        lambda start, length: Place("f", 1, start + 1, 1, start + 1 + length),
        found,
        types=TABLE,
        expected=expected,
    )
    return expression, found


@pytest.mark.parametrize(
    ("text", "emitted", "kind"),
    [
        ("ranked[0].score < 0.6", "len(ranked) > 0 and ranked[0].score < 0.6", "bool"),
        ("class + 1", "class + 1", "int"),
        ("n / 2", "n / 2", "float"),
        ("n * 2 + 1", "n * 2 + 1", "int"),
        ("x / max(n, 1)", "x / max(n, 1)", "float"),
        ("c == 'red'", "c == Colour.RED", "bool"),
        ("c != Colour.blue", "c != Colour.BLUE", "bool"),
        ("n == 1 or n == 2 or n == 3", "n in (1, 2, 3)", "bool"),
        ("0 < x and x < 1", "0.0 < x < 1.0", "bool"),
        ("not n < 3", "n >= 3", "bool"),
        ("not (b == false)", "b", "bool"),
        ("true if n > 1 else false", "n > 1", "bool"),
        ("m is not None and m > 1", "m is not None and m > 1.0", "bool"),
        ("m if m is not None else 0", "m if m is not None else 0", "float"),
        ("sum(pluck(ranked, score))", "sum(element.score for element in ranked)", "float"),
        ("mean(xs) if len(xs) > 0 else 0", "sum(xs) / len(xs) if len(xs) > 0 else 0", "float"),
        ("clip(x, 0, 1)", "min(max(x, 0), 1)", "float"),
        ("get(d, 'k', 0.5)", 'd.get("k", 0.5)', "float"),
        ("contains(s, 'a')", '"a" in s', "bool"),
        ("starts_with(lower(s), 'a')", 's.lower().startswith("a")', "bool"),
        ("n ** 2 + x ** 0.5", "n**2 + math.pow(x, 0.5)", "float"),
        ("ranked[:3]", "ranked[:3]", "list[Score]"),
        ("-(n - 1) * (2 - n)", "-(n - 1) * (2 - n)", "int"),
        ("(n & 7) << 2 | 1", "(n & 7) << 2 | 1", "int"),
        ("'it' + \"'s\"", '"it" + "\'s"', "str"),
        ("count(s, 'word')", 'count_words(s, "word")', "int"),
    ],
)
def test_expression_becomes(text: str, emitted: str, kind: str) -> None:
    """An accepted expression has the plainest form and the right type."""
    expression, found = read(text)
    assert found.found == ()
    assert expression is not None
    assert (source(expression.node), str(expression.type)) == (emitted, kind)


@pytest.mark.parametrize(
    ("text", "code", "columns", "help_part"),
    [
        ("rankd[0].score < 1", "QPF501", (1, 6), "did you mean `ranked`?"),
        ("1 + ranked[0].scor", "QPF502", (15, 19), "did you mean `score`?"),
        ("1 + flor(x)", "QPF503", (5, 9), "did you mean `floor`?"),
        ("x + (lambda: 1)", "QPF504", (6, 15), ""),
        ("[i for i in xs]", "QPF504", (1, 16), ""),
        ('f"{x}"', "QPF504", (1, 7), ""),
        ("n ** n", "QPF504", (6, 7), ""),
        ("n << 1000", "QPF504", (6, 10), ""),
        ("x == 's'", "QPF507", (1, 9), ""),
        ("s < 1", "QPF507", (1, 6), ""),
        ("n + s", "QPF508", (1, 6), ""),
        ("not n", "QPF508", (1, 6), "compare instead"),
        ("m + 1", "QPF508", (1, 6), "null"),
        ("d['k']", "QPF508", (1, 7), "get(mapping, key, default)"),
        ("m > 1", "QPF513", (1, 2), "is not None"),
        ("max()", "QPF509", (1, 4), ""),
        ("c == 'rad'", "QPF512", (6, 11), "did you mean `red`?"),
        ("x.__class__", "QPF502", (3, 12), ""),
        ("__import__('os').system", "QPF503", (1, 11), ""),
        ("n +", "QPF500", (3, 4), ""),
        ("n # one", "QPF500", (3, 4), ""),
        ("n) + (n", "QPF500", (2, 3), ""),
        ("", "QPF500", (1, 2), ""),
        ("n == n", "QPF515", (1, 2), ""),
        ("n > 0 or 9 < 3", "QPF515", (10, 11), ""),
        ("n > 0 or -9 < 3", "QPF515", (10, 12), ""),
        ("9" * 30, "QPF505", (1, 31), ""),
    ],
)
def test_fault_is_reported_at_its_columns(
    text: str, code: str, columns: tuple[int, int], help_part: str
) -> None:
    """Each fault has one code, the exact columns of the faulty part, and a remedy."""
    expression, found = read(text)
    assert expression is None or code == "QPF515"
    assert [one.code for one in found.found] == [code]
    place = found.found[0].place
    assert (place.column, place.end_column) == columns
    assert help_part in found.found[0].help


def test_columns_count_characters_not_bytes() -> None:
    """Text before the fault may take several bytes a character."""
    _, found = read("s == 'äöü' and nn > 1")
    assert (found.found[0].place.column, found.found[0].place.end_column) == (16, 18)


def test_all_faults_of_an_expression_are_reported() -> None:
    """One unknown name does not hide another, nor cause further reports."""
    _, found = read("aa + bb * zz.field")
    assert [one.code for one in found.found] == ["QPF501"] * 3


def test_division_by_a_possible_zero_is_a_warning() -> None:
    """The expression is still accepted; a guard silences the warning."""
    expression, found = read("x / n")
    assert expression is not None
    assert [one.code for one in found.found] == ["QPF514"]
    assert read("x / n if n != 0 else 0.0")[1].found == ()
    assert read("x / n if n > 0 else 0.0")[1].found == ()
    assert read("sqrt(abs(x)) / (1 + exp(x))")[1].found == ()


def test_expected_type_is_checked_at_the_whole_expression() -> None:
    """A value of another type is refused with a hint."""
    _, found = read("x * 2", INT)
    assert [one.code for one in found.found] == ["QPF506"]
    assert "round" in found.found[0].help


def test_long_and_deep_expressions_are_refused() -> None:
    """No input can exhaust the stack."""
    assert [one.code for one in read("n + " * 900 + "n")[1].found] == ["QPF505"]
    assert [one.code for one in read("(" * 150 + "n" + ")" * 150)[1].found] == []
    assert read("-" * 1500 + "n")[1].found[0].code in ("QPF500", "QPF505")
    assert read("(" * 900 + "n" + ")" * 900)[1].found[0].code == "QPF500"


def test_condition_must_depend_on_a_name() -> None:
    """`when: 1 > 0` has the same answer always."""
    found = Diagnostics()
    assert parse_condition("1 > 0", NAMES, lambda *_: Place("f"), found) is None
    assert [one.code for one in found.found] == ["QPF515"]
