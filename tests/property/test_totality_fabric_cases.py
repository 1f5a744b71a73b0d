"""Workers, servers and modules: each was accepted, and what was emitted was wrong."""

from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, errors, golden, module, refusals
from scene import Workspace

ROOM = "schemas/demo/mailroom.yaml"
SHOP = "schemas/demo/shop.yaml"
NEAR = "schemas/demo/neighbours.yaml"


def worked(number: int, **handler: Any) -> Workspace:
    """The mailroom with more said of the handler of a worker."""
    drawn = golden("tables_and_streams")
    drawn.documents[ROOM]["streams"]["workers"][number]["handler"] |= handler
    return drawn


@pytest.mark.parametrize(
    ("number", "handler", "reasons"),
    [
        (1, {"as_packet": True}, {"no `data`", "no `id`"}),
        (0, {"as_packet": True}, {"no `data`", "no `id`"}),
        (0, {"operation": "sort"}, {"does not take one `int`"}),
    ],
)
def test_a_worker_runs_what_it_can_run(
    number: int, handler: dict[str, Any], reasons: set[str], tmp_path: Path
) -> None:
    found = errors(worked(number, **handler), tmp_path)
    assert [one.code for one in found] == ["QPF479"] * len(reasons)
    assert all(any(reason in one.message for one in found) for reason in reasons)


@pytest.mark.parametrize("output", ["int", "list[int]", "int?"])
def test_an_entry_is_a_record(output: str, tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    result = "[len(text)]" if output == "list[int]" else "len(text)"
    sort = drawn.documents[ROOM]["operations"][0]
    sort |= {"output": output, "steps": [{"return": result}]}
    del sort["examples"]
    assert refusals(drawn, tmp_path) == ["QPF479"]
    del drawn.documents[ROOM]["streams"]["workers"][1]["publishes"]
    del drawn.documents[ROOM]["streams"]["workers"][2]
    assert refusals(drawn, tmp_path / "dropped") == []


def test_a_worker_is_tried_without_an_example(tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    del drawn.documents[ROOM]["operations"][0]["examples"]
    tests = emitted_files(drawn, tmp_path)["tests/mailroom/test_workers.py"]
    assert '("sorter", topics.MAIL_IN.name, {"text": "a"})' in tests


COUNTED = {"name": "a", "summary": "All.", "kind": "counter"}
OBSERVED = {**COUNTED, "kind": "histogram", "value": "size"}


@pytest.mark.parametrize(
    ("measures", "reason"),
    [
        ([COUNTED, COUNTED], "series of `a` and `a` alike"),
        ([COUNTED, {**COUNTED, "name": "a_total"}], "alike"),
        ([OBSERVED, {**COUNTED, "name": "a_count"}], "alike"),
        ([{**OBSERVED, "labels": {"le": "box"}}], "with `le`"),
        ([{**COUNTED, "name": "qpf_worker_messages"}], "calls a metric"),
        ([{**COUNTED, "each": "size"}, {**OBSERVED, "name": "b"}], "a list and for a value"),
    ],
)
def test_metrics_that_no_registry_holds_are_refused(
    measures: list[dict[str, Any]], reason: str, tmp_path: Path
) -> None:
    (found,) = errors(worked(2, measures=measures), tmp_path)
    assert found.code == "QPF479"
    assert reason in found.message


def test_metrics_of_other_names_are_kept(tmp_path: Path) -> None:
    measures = [COUNTED, {**OBSERVED, "name": "a_2"}, {**OBSERVED, "name": "b_total"}]
    assert refusals(worked(2, measures=measures), tmp_path) == []


def test_items_are_counted_without_a_look_at_them(tmp_path: Path) -> None:
    drawn = worked(2, measures=[{**COUNTED, "each": "rows"}])
    tests = emitted_files(drawn, tmp_path)["tests/mailroom/test_workers.py"]
    assert '("counter", topics.MAIL_SORTED.name, {"rows": [{}]})' in tests


def test_frames_alone_are_followed_with_anyio(tmp_path: Path) -> None:
    drawn = golden("tables_and_streams")
    drawn.documents[ROOM]["streams"]["runs"] = "mail.sorted"
    files = emitted_files(drawn, tmp_path)
    assert '"anyio>=4.11"' in files["pyproject.toml"]
    assert "import anyio" in files["tests/mailroom/test_live.py"]


@pytest.mark.parametrize(
    ("layers", "codes"),
    [
        ([{"beacon": {"power": 3, "relays": 9}}], []),
        ([{"beacon": {"power": 11}}], ["QPF463"]),
        ([{"beacon": {"force": 3}}], ["QPF466"]),
        (["beacon", "beacon"], ["QPF467"]),
        (["bacon"], ["QPF479"]),
    ],
)
def test_layers_of_a_worker_fit_together(
    layers: list[Any], codes: list[str], tmp_path: Path
) -> None:
    drawn = golden("layers")
    topic = {"summary": "Packets.", "max_length": 1000}
    worker = {
        "name": "relay",
        "summary": "Passes on.",
        "reads": {"topic": "heard", "group": "relays"},
        "handler": {"layers": layers, "name": "relayed", "direction": "send"},
        "publishes": {"output": "sent", "frames": "frames"},
        "dead": "dead",
    }
    streams = {"topics": dict.fromkeys(("heard", "sent", "frames", "dead"), topic)}
    drawn.documents["schemas/radio/relay.yaml"] = {
        "system": "Radio Relay",
        "module": "library",
        "name": "Relay",
        "role": "Passes packets on.",
        "rootpath": "radio/relay",
        "streams": {**streams, "workers": [worker]},
    }
    mapped = drawn.documents["extractor_maps/radio.yaml"]
    mapped["extraction_sequence"]["order"][3] = {"agent": "relay", "schema_file": "relay.yaml"}
    mapped["dependency_graph"]["edges"].append("relay -> protocols (it runs them)")
    drawn.documents["schemas/radio/relay.yaml"]["integration"] = {"connectto": ["radio/protocols"]}
    assert refusals(drawn, tmp_path) == codes


def test_an_answer_reads_the_field_as_it_travels(tmp_path: Path) -> None:
    """The record has `class_` and `u6f22` in Python only."""
    drawn = golden("rpc_and_discovery")
    shop = drawn.documents[SHOP]
    quote = shop["operations"][0]
    fields = shop["types"]["Price"]["fields"]
    shop["types"]["Price"]["fields"] = {"class": "str", "漢": "int", **fields}
    quote["steps"][-1]["return"] |= {"class": "'a'", "漢": "1"}
    del quote["examples"]
    answer = shop["rpc"]["methods"][0]["response"]
    answer |= {"class": 12, "size": {"number": 13, "from": "漢"}}
    text = module(emitted_files(drawn, tmp_path), "rpc_server")
    assert 'source="class"' in text
    assert 'source="漢"' in text


@pytest.mark.parametrize(
    ("section", "value", "code"),
    [
        (("discovery", "orchestrator"), "discovery", "QPF490"),
        (("discovery",), "pulse", "QPF490"),
        (("discovery",), "tempo", "QPF338"),
        (("discovery", "orchestrator"), "pulse_part", "QPF490"),
    ],
)
def test_a_module_is_made_once(
    section: tuple[str, ...], value: str, code: str, tmp_path: Path
) -> None:
    drawn = golden("rpc_and_discovery")
    written = drawn.documents[NEAR]
    for key in section:
        written = written[key]
    written["module"] = value
    assert refusals(drawn, tmp_path) == [code]


def test_a_server_has_a_module_of_its_own(tmp_path: Path) -> None:
    drawn = golden("rpc_and_discovery")
    drawn.documents[SHOP]["rpc"]["module"] = "prices"
    assert {*refusals(drawn, tmp_path)} == {"QPF490"}
