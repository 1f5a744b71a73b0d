"""Organs: what their schema may say, and that a wrong word is found at its place."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flow_workbench import findings, graph, greenhouse

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.language.evaluate import Unknown
from qpf.language.types import BOOL, STR
from qpf.sections.flow.cases import extreme, first_beats, in_a_row
from qpf.sections.flow.compiled import CompiledFlow
from qpf.sections.flow.evaluate import Machine
from qpf.sections.flow.kit import kit_ports
from qpf.sections.flow.reading import flow_of
from qpf.sections.flow.rules import reaches

FLOW = ("flow",)
STAGES = ("flow", "stages")
ACT = {"act": "open_valve", "with": {"valve": "'main'"}}


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> CompiledFlow:
    """The organ of the golden case."""
    workspace = greenhouse(tmp_path_factory.mktemp("garden") / "w")
    flow = flow_of(graph(workspace, Diagnostics()).agent("garden/roots"))
    assert flow is not None
    return flow


@pytest.mark.parametrize(
    ("keys", "value", "code", "words"),
    [
        ((*STAGES, 0, "run"), "valvez", "QPF526", "no operation `valvez`"),
        ((*STAGES, 0, "with"), {"frost": "moisture"}, "QPF506", "frost"),
        ((*STAGES, 0, "with"), {"rain": 1}, "QPF528", "no argument `rain`"),
        ((*STAGES, 3, "in"), "moisture", "QPF508", "each"),
        ((*STAGES, 3, "in"), "nothing", "QPF501", "nothing"),
        ((*STAGES, 3, "act"), "opn_valve", "QPF575", "no port `opn_valve`"),
        ((*STAGES, 3, "as"), ..., "QPF531", "`emit` together with `as`"),
        ((*STAGES, 3, "where"), "valve", "QPF506", "bool"),
        ((*STAGES, 5, "as"), "told", "QPF531", "cannot have both"),
        ((*STAGES, 6, "keep"), {"forgotten": 1}, "QPF530", "forgotten"),
        ((*STAGES, 6, "keep", "used"), "opened", "QPF506", "float"),
        ((*STAGES, 2, "when"), "true", "QPF515", "condition"),
        ((*STAGES, 2, "end"), {"action": {"is": "a"}}, "QPF577", "no `state`"),
        ((*STAGES, "+"), {"run": "litres", "as": "water"}, "QPF521", "water"),
        ((*STAGES, "+"), {**ACT, "as": "again"}, "QPF522", "again"),
        ((*FLOW, "result", "used"), "unknown", "QPF501", "unknown"),
        ((*FLOW, "result", "organ"), {"is": "X"}, "QPF578", "always in a report"),
        ((*FLOW, "result", "action"), ..., "QPF577", "no `action`"),
        (
            (*FLOW, "state", "extra"),
            {"type": "int", "default": 0, "summary": "."},
            "QPF522",
            "extra",
        ),
        ((*FLOW, "state", "used", "default"), "none", "QPF516", "used"),
        ((*FLOW, "ports", "open_valve", "default"), "Levers.push", "QPF575", "Levers.push"),
        ((*FLOW, "ports", "open_valve", "default"), "collect_garbage", "QPF578", "takes 1"),
        ((*FLOW, "ports", "more"), {"summary": ".", "default": "Caches.clear"}, "QPF522", "more"),
        (
            (*FLOW, "senses", "heat"),
            {"type": "int", "default": 1, "summary": "."},
            "QPF522",
            "heat",
        ),
        ((*FLOW, "senses", "moisture", "default"), 101.0, "QPF578", "default outside"),
        ((*FLOW, "senses", "moisture", "range"), [5, 1], "QPF578", "empty or open"),
        ((*FLOW, "senses", "moisture", "range"), ..., "QPF578", "no range to clamp"),
        ((*FLOW, "senses", "frost", "range"), [0, 1], "QPF578", "truth value"),
        ((*FLOW, "deadline"), "indefinite", "QPF578", "never comes"),
        ((*FLOW, "deadline"), "soon", "QPF421", "deadline"),
        ((*FLOW, "module"), "watering", "QPF578", "holds operations"),
        ((*FLOW, "module"), "thirst", "QPF578", "`thirst` of the organ"),
        ((*FLOW, "laws", 0, "holds"), "used + 1", "QPF506", "condition"),
        ((*FLOW, "laws", 0, "holds"), "wanted >= 0", "QPF501", "wanted"),
        ((*FLOW, "examples", 0, "beats", 0, "given"), {"heat": 1}, "QPF578", "not sensed"),
        ((*FLOW, "examples", 0, "beats", 0, "answers"), {"x": 1}, "QPF578", "not a port"),
        ((*FLOW, "examples", 0, "beats", 0, "expect", "used"), 2.5, "QPF579", "1.5"),
        ((*FLOW, "examples", 0, "beats", 1, "acts"), [], "QPF579", "open_valve"),
    ],
)
def test_a_wrong_word_is_found_at_its_place(
    tmp_path: Path, keys: tuple[str | int, ...], value: Any, code: str, words: str
) -> None:
    found = findings(tmp_path, ("roots", keys, value))
    assert code in [one.code for one in found], found
    told = [one for one in found if one.code == code]
    assert told[0].place.file == "schemas/garden/roots.yaml"
    assert any(words in f"{one.message} {one.help}" for one in told), told


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        ("{run: x, as: two words}", ["QPF208 `flow.stages[0].as` is `two words`: two words"]),
        (
            "{run: [x], as: 7}",
            [
                "QPF205 `flow.stages[0].run` is a list: [x]",
                "QPF205 `flow.stages[0].as` is the number `7`: 7",
            ],
        ),
        (
            "{run: {as: 1}, as: a b}",
            [
                "QPF205 `flow.stages[0].run` is a mapping: {as: 1}",
                "QPF208 `flow.stages[0].as` is `a b`: a b",
            ],
        ),
        ("{run: x}", ["QPF202 `flow.stages[0]` has no key `as`: {run: x}"]),
        ("{each: v, in: w, act: x, as: O k}", ["QPF208 `flow.stages[0].as` is `O k`: O k"]),
    ],
)
def test_a_wrong_name_of_a_result_is_told_where_it_stands(
    tmp_path: Path, stage: str, told: list[str]
) -> None:
    file = greenhouse(tmp_path / "w") / "schemas/garden/leaves.yaml"
    written = file.read_text("utf-8")
    assert written.count("{run: posture, as: standing}") == 1
    file.write_text(written.replace("{run: posture, as: standing}", stage), "utf-8")
    found = Diagnostics()
    with suppress(Stopped):
        graph(tmp_path / "w", found)
    lines = file.read_text("utf-8").splitlines()
    places = [one.place for one in found.errors]
    spots = [lines[at.line - 1][at.column - 1 : at.end_column - 1] for at in places]
    words = [f"{one.code} {one.message.partition(',')[0]}" for one in found.errors]
    said = [f"{word}: {spot}" for word, spot in zip(words, spots, strict=True)]
    assert said == told


def test_a_state_that_nothing_keeps_is_a_constant(tmp_path: Path) -> None:
    keep = {"keep": {"used": "used + water", "is_dry": True}}
    found = findings(tmp_path, ("roots", (*STAGES, 6), keep))
    assert [one.code for one in found] == ["QPF578"]
    assert "`history`" in found[0].message


def test_an_early_report_needs_a_condition(tmp_path: Path) -> None:
    found = findings(tmp_path, ("roots", (*STAGES, 2), {"end": {"action": 1, "state": 1}}))
    assert [one.code for one in found] == ["QPF202"]


def test_a_faulty_operation_is_reported_without_its_flow(tmp_path: Path) -> None:
    steps = [{"return": "len(closed) * 1.5"}]
    found = findings(tmp_path, ("roots", ("operations", 1, "steps"), steps))
    assert [one.code for one in found] == ["QPF501"]


def test_an_operation_without_a_result_cannot_be_a_stage(tmp_path: Path) -> None:
    quiet = {
        "name": "wait",
        "module": "watering",
        "input": {"opened": "list[str]"},
        "steps": [{"require": "len(opened) < 9", "error": "busy"}],
        "errors": {"busy": "Too many valves."},
        "examples": [{"given": {"opened": []}}],
    }
    found = findings(
        tmp_path,
        ("roots", ("operations", "+"), quiet),
        ("roots", (*STAGES, "+"), {"run": "wait", "as": "waited"}),
    )
    assert [one.code for one in found] == ["QPF576"]


def test_a_flow_reaches_its_operations(tmp_path: Path) -> None:
    agent = graph(greenhouse(tmp_path / "w"), Diagnostics()).agent("garden/roots")
    assert reaches(agent.spec) == ("valves", "litres")


def test_the_ports_of_the_kit_are_read_from_its_source() -> None:
    known = kit_ports()
    assert known["collect_garbage"].takes == ()
    assert (known["Defences.probe"].takes, known["Defences.probe"].gives) == ((STR,), BOOL)
    assert known["Requests.ask"].name == "Requests.ask"
    assert "Requests.dropped" not in known, "a property is no port"
    assert not [name for name in known if "_" in name.partition(".")[2][:1]]


def test_the_schema_alone_tells_every_beat(roots: CompiledFlow) -> None:
    machine = Machine(roots)
    wet, dry = {"moisture": 90.0}, {"moisture": 5.0}
    assert machine.beat(wet).report == {
        "organ": "ROOTS",
        "action": "resting",
        "state": "moist",
        "used": 0.0,
    }
    first = machine.beat(dry, {"open_valve": (True,)})
    assert first.report["opened"] == ["main", "drip"]
    assert first.trace == ["valves", "open_valve", "open_valve", "litres"]
    machine.beat(dry, {"open_valve": (True,)})
    assert machine.state["history"] == ["drip", "main", "drip"], "the newest three"
    assert machine.beat(dry).acts == [("open_valve", ("main",)), ("open_valve", ("drip",))]
    machine.beat(wet)
    assert machine.beat(dry).acts[-1] == ("call_gardener", ("stuck",))


def test_beats_are_tried_around_every_threshold(roots: CompiledFlow) -> None:
    tried = [case.given.get("moisture") for case in first_beats(roots)]
    for threshold in (12.5, 30.0):
        near = [one for one in tried if isinstance(one, float) and abs(one - threshold) < 1e-3]
        assert {one < threshold for one in near} == {True, False}
        assert threshold in near
    assert {0.0, 100.0} <= set(tried)
    assert {case.given.get("frost") for case in first_beats(roots)} >= {True, False}
    assert extreme(roots, "low") == {"moisture": 0.0, "frost": True}


def test_beats_in_a_row_hold_the_examples(roots: CompiledFlow) -> None:
    name, run = in_a_row(roots)[-1]
    example = roots.spec.examples[0]
    assert name == example.summary
    assert [case.given for case in run] == [dict(beat.given) for beat in example.beats]
    assert run[1].beat.report["history"] == ["main"]


def test_what_cannot_be_evaluated_is_left_to_the_examples(roots: CompiledFlow) -> None:
    with pytest.raises(Unknown):
        Machine(roots).beat({"moisture": "wet"})
