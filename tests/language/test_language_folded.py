"""Python reads some names as others (NFKC): such a name is refused where it is declared."""

import pytest
from language_workbench import compiled, first

HEAD = "operations:\n  - name: a\n    output: int\n"
USED = HEAD + "    input: {NAME: int}\n    steps: [{return: USE + 1}]\n"
LET = HEAD + "    steps: [{let: {NAME: 1}}, {return: USE + 1}]\n"
EACH = HEAD + "    steps: [{each: NAME, in: '[1]', emit: USE, as: all}, {return: len(all)}]\n"
FIELD = "types: {T: {NAME: int}}\n" + HEAD + "    input: {t: T}\n    steps: [{return: t.USE + 1}]\n"
TYPE = "types: {NAME: {x: int}}\n" + HEAD + "    input: {t: NAME}\n    steps: [{return: t.x}]\n"


@pytest.mark.parametrize(
    ("name", "plain"),
    [("ﬁt", "fit"), ("ª", "a"), ("ℌ", "H"), ("e\u0301", "é"), ("ｎａｍｅ", "name")],
)
@pytest.mark.parametrize("text", [USED, LET, EACH, FIELD])
def test_folded_name_is_refused_and_its_uses_are_not(text: str, name: str, plain: str) -> None:
    for use in (name, plain):
        found = compiled(text.replace("NAME", name).replace("USE", use)).found
        assert [one.code for one in found if one.severity == "error"] == ["QPF538"], found
        (fault,) = (one for one in found if one.code == "QPF538")
        assert f"`{name}`" in fault.message
        assert f"`{plain}`" in fault.message
        assert fault.fix is not None and plain in fault.fix.what
        assert not fault.fix.is_safe


def test_folded_name_of_a_type_is_refused() -> None:
    assert first(compiled(TYPE.replace("NAME", "Ｔ")), "QPF538").place.line == 1


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "    input: {ﬁ: int, fi: int}\n    steps: [{return: fi}]\n",
        HEAD + "    input: {fi: int, ﬁ: int}\n    steps: [{return: fi}]\n",
        HEAD + "    input: {fi: int}\n    steps: [{let: {ﬁ: 1}}, {return: fi}]\n",
    ],
)
def test_two_names_that_python_takes_for_one_are_told(text: str) -> None:
    fault = first(compiled(text), "QPF538")
    assert "`ﬁ`" in fault.message


def test_name_that_is_declared_already_is_shown() -> None:
    found = compiled(HEAD + "    input: {fi: int, ﬁ: int}\n    steps: [{return: fi}]\n")
    fault = first(found, "QPF538")
    assert fault.fix is None
    assert [note.place.column for note in fault.notes if note.place] == [13]


def test_member_of_an_enumeration_is_found_by_either_spelling() -> None:
    types = "types: {Kind: {enum: [ﬁ, b]}}\n"
    for use in ("ﬁ", "fi"):
        text = types + HEAD + f"    steps: [{{return: 1 if Kind.{use} == Kind.b else 2}}]\n"
        assert compiled(text).codes == ["QPF540"]  # no example


@pytest.mark.parametrize("name", ["größe", "漢", "Ω", "ß", "é"])
def test_other_alphabets_are_no_fault(name: str) -> None:
    found = compiled(USED.replace("NAME", name).replace("USE", name)).found
    assert [one for one in found if one.severity == "error"] == []
