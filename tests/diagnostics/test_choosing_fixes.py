"""Which fixes may be tried at all, seen together."""

from qpf.diagnostics.catalogue.behaviour_steps import undeclared
from qpf.diagnostics.catalogue.governance import event_never_raised
from qpf.diagnostics.catalogue.input_yaml import ambiguous_word, duplicate_key
from qpf.diagnostics.catalogue.structure import not_one_of
from qpf.diagnostics.diagnostic import Diagnostic, Place
from qpf.tools.fixing.choosing import sensible


def guess(word: str = "hybird", line: int = 3, file: str = "a.yaml") -> Diagnostic:
    return not_one_of(Place(file, line, 5), "mode", word, ("hybrid", "autonomous"))


def test_a_fix_alone_may_be_tried() -> None:
    assert sensible([guess()]) == [guess()]


def test_a_file_is_read_to_its_end_first() -> None:
    twice = duplicate_key(Place("a.yaml", 9, 1, 9, 2), "a", Place("a.yaml", 8, 1, 8, 2))
    assert sensible([guess(), twice]) == [twice]
    assert sensible([guess(file="b.yaml"), twice]) == [twice]
    sure = guess("HYBRID", file="b.yaml")
    assert sensible([sure, twice]) == [sure, twice]


def test_a_warning_waits_for_an_error_at_its_place() -> None:
    here, there = (ambiguous_word(Place("a.yaml", line, 5), "on") for line in (3, 4))
    assert sensible([guess(), here, there]) == [guess(), there]


def test_words_suggested_for_each_other_are_left() -> None:
    raised = event_never_raised(Place("a.yaml", 3, 1), "price_allarm", ("price_alarm",))
    declared = undeclared(Place("a.yaml", 9, 1), "trigger", "price_alarm", ("price_allarm",), "x")
    assert raised.fix is not None and declared.fix is not None
    assert sensible([raised, declared]) == []
    assert sensible([raised]) == [raised]
