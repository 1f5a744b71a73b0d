"""The four forms of a report."""

import json

import pytest

from qpf.diagnostics.catalogue.input_yaml import ambiguous_word, duplicate_key
from qpf.diagnostics.diagnostic import Diagnostic, Note, Place, Severity
from qpf.diagnostics.report import FORMATS, github_report, json_report, report, sarif_report
from qpf.diagnostics.report.text import summary_line, text_report

SOURCE = "a: 1\nname: on\n\tb: 日本 x\na: 2\n"
FOUND = [
    ambiguous_word(Place("s/a.yaml", 2, 7, 2, 9), "on"),
    duplicate_key(Place("s/a.yaml", 4, 1, 4, 2), "a", Place("s/a.yaml", 1, 1, 1, 2)),
]


def source(path: str) -> str | None:
    return SOURCE if path == "s/a.yaml" else None


def test_text_shows_the_line_a_caret_the_remedy_and_the_notes() -> None:
    assert text_report(FOUND, source) == (
        "s/a.yaml:2:7: warning QPF142: `on` is read as the text `on`; older YAML reads it as"
        " `true`\n"
        "    2 | name: on\n"
        "      |       ^^\n"
        "  help: write `true`, or put the text in quotes\n"
        "\n"
        "s/a.yaml:4:1: error QPF132: key `a` is written twice in one mapping\n"
        "    4 | a: 2\n"
        "      | ^\n"
        "  help: keep one of the two, or merge their values\n"
        "  note: s/a.yaml:1:1: `a` is first written here\n"
        "    1 | a: 1\n"
        "      | ^\n"
        "\n"
        "1 error, 1 warning\n"
    )


def at(place: Place, message: str = "said") -> Diagnostic:
    return Diagnostic("QPF999", Severity.ERROR, message, place)


def carets(place: Place, text: str) -> tuple[str, str]:
    lines = text_report([at(place)], lambda _: text).splitlines()
    return lines[1], lines[2]


def test_the_caret_stands_below_wide_letters_and_tabs() -> None:
    line, caret = carets(Place("a", 1, 7, 1, 8), "\tb: 日本x\n")
    assert line == "    1 |     b: 日本x"
    assert caret == "      |" + " " * (1 + 4 + 3 + 4) + "^"


def test_a_long_line_is_cut_around_the_place() -> None:
    line, caret = carets(Place("a", 1, 301, 1, 304), "x" * 300 + "abc" + "y" * 300)
    assert len(line) < 120
    assert line[caret.index("^") : caret.rindex("^") + 1] == "abc"


def test_control_characters_are_never_printed() -> None:
    text = text_report([at(Place("a"), "\x1b[2J\u202e")], lambda _: "\x1b[31mred")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<U+202E>" in text


def test_a_place_without_source_has_no_excerpt() -> None:
    text = text_report([at(Place("gone", 7, 3))], lambda _: None)
    assert text == "gone:7:3: error QPF999: said\n\n1 error\n"


def test_colour_only_when_asked() -> None:
    assert "\x1b[1;31merror QPF132\x1b[0m" in text_report(FOUND, source, colour=True)


def test_nothing_found_says_nothing() -> None:
    assert text_report([], source) == ""
    assert json_report([]) == "[]\n"
    assert github_report([]) == ""
    assert summary_line([]) == "no findings"


def test_json_is_a_list_of_flat_objects() -> None:
    first, second = json.loads(json_report(FOUND))
    assert first == {
        "code": "QPF142",
        "severity": "warning",
        "message": "`on` is read as the text `on`; older YAML reads it as `true`",
        "file": "s/a.yaml",
        "line": 2,
        "column": 7,
        "end_line": 2,
        "end_column": 9,
        "help": "write `true`, or put the text in quotes",
        "notes": [],
    }
    assert second["notes"][0]["line"] == 1


def test_sarif_names_rules_levels_and_regions() -> None:
    log = json.loads(sarif_report(FOUND))
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["QPF132", "QPF142"]
    assert run["tool"]["driver"]["rules"][0]["name"] == "DuplicateKey"
    result = run["results"][1]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("QPF132", 0, "error")
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": "s/a.yaml", "uriBaseId": "WORKSPACE"}
    assert where["region"] == {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 2}
    assert result["relatedLocations"][0]["message"]["text"] == "`a` is first written here"


def test_github_commands_are_escaped_and_on_one_line() -> None:
    note = Note("see", Place("b", 1, 1))
    found = Diagnostic("QPF999", Severity.NOTE, "50%\nof", Place("a,b:c", 3, 2, 3, 5), "h", (note,))
    assert github_report([found]) == (
        "::notice file=a%2Cb%3Ac,line=3,endLine=3,col=2,endColumn=4,title=QPF999"
        "::50%25%0Aof%0Ahelp: h%0Anote: b:1:1: see\n"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_reached_by_name(form: str) -> None:
    assert "QPF132" in report(form, FOUND, source)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        report("xml", FOUND, source)
