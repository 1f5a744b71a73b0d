"""The collector, the facts and the suggestions."""

import pytest

from qpf.diagnostics.catalogue.input_yaml import ambiguous_word, duplicate_key
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place, Severity, Stopped
from qpf.diagnostics.fact import Finding, fact, fact_of
from qpf.diagnostics.registry import fact_with, facts
from qpf.diagnostics.suggest import did_you_mean, listed, nearest


def diagnostic(code: str, line: int, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(code, severity, "said", Place("a.yaml", line))


def test_findings_are_sorted_by_place_then_code_and_kept_once() -> None:
    found = Diagnostics()
    found.extend([diagnostic("QPF002", 2), diagnostic("QPF001", 2), diagnostic("QPF009", 1)])
    found.add(diagnostic("QPF001", 2))
    assert [d.code for d in found.found] == ["QPF009", "QPF001", "QPF002"]
    assert len(found) == 3


def test_only_errors_stop() -> None:
    found = Diagnostics([diagnostic("QPF001", 1, Severity.WARNING)])
    found.stop_if_errors()
    assert not found.has_errors
    found.add(diagnostic("QPF002", 1))
    assert [d.code for d in found.errors] == ["QPF002"]
    with pytest.raises(Stopped):
        found.stop_if_errors()


def test_a_constructor_carries_its_code_and_severity() -> None:
    found = ambiguous_word(Place("a.yaml"), "NO")
    assert (found.code, found.severity) == ("QPF142", Severity.WARNING)
    assert "`false`" in found.message
    stated = fact_of(duplicate_key)
    assert stated is not None
    assert (stated.code, stated.name, stated.area) == ("QPF132", "duplicate-key", "input")
    assert fact_of(listed) is None


def test_a_fact_is_titled_by_its_docstring() -> None:
    @fact("QPF000", "sample", area="input", severity=Severity.NOTE)
    def sample(place: Place) -> Finding:
        """A sample.

        More.
        """
        return Finding(place, "said", help="do")

    stated = fact_of(sample)
    assert stated is not None
    assert stated.title == "A sample"
    assert sample(Place("a")) == Diagnostic("QPF000", Severity.NOTE, "said", Place("a"), "do")


def test_codes_and_names_are_unique() -> None:
    known = facts()
    assert len({each.code for each in known}) == len(known)
    assert len({each.name for each in known}) == len(known)
    assert [each.code for each in known] == sorted(each.code for each in known)


def test_a_fact_is_found_by_code_or_name() -> None:
    assert fact_with("qpf132") == fact_with("duplicate-key")
    assert fact_with("QPF132") is not None
    assert fact_with("nothing") is None


def test_at_least_22_facts_about_input() -> None:
    assert sum(1 for each in facts() if each.area == "input") >= 22


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("governence", ["governance", "system"], "governance"),
        ("memory_topology", ["memorytopology", "metadata"], "memorytopology"),
        ("MODE", ["mode", "model"], "mode"),
        ("xyz", ["governance"], None),
        ("a", [], None),
    ],
)
def test_the_nearest_word_is_suggested(word: str, known: list[str], expected: str | None) -> None:
    assert nearest(word, known) == expected
    assert did_you_mean(word, known) == (f"did you mean `{expected}`?" if expected else "")


def test_long_lists_are_cut() -> None:
    assert listed(["a", "b"]) == "`a`, `b`"
    assert listed("abc", most=2) == "`a`, `b` and 1 more"
