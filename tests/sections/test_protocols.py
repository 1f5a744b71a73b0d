"""A fabric that no code of the factory knows: the golden case `layers`, imported and run."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = (
    ROOT / "tests/golden/layers/expected/radio/src",
    ROOT / "templates/fabric/static/src",
    ROOT / "templates/core/static/src",
)


@pytest.fixture(name="load", scope="module")
def _load() -> Iterator[Any]:
    before = list(sys.path)
    sys.path[:0] = [str(path) for path in SOURCES]
    yield importlib.import_module
    sys.path[:] = before
    for name in [one for one in sys.modules if one.split(".")[0] == "radio"]:
        del sys.modules[name]


@pytest.fixture(name="radio", scope="module")
def _radio(load: Any) -> Any:
    return load("radio.protocols.registry")


@pytest.fixture(name="kit", scope="module")
def _kit(load: Any) -> Any:
    return load("qpf_fabric.testing")


def test_a_new_protocol_loses_nothing_in_either_form(radio: Any, kit: Any) -> None:
    for pipeline in (radio.PROTOCOLS["distress"], radio.PIPELINE):
        written = [path for layer in pipeline.layers for path in layer.info.writes]
        for packet in kit.packets(written):
            kit.check_pipeline(pipeline, packet)


def test_a_new_protocol_refuses_what_it_did_not_encode(radio: Any, kit: Any) -> None:
    kit.check_pipeline_refusals(radio.PROTOCOLS["distress"])


def test_the_environment_is_read_when_a_protocol_is_made(radio: Any, load: Any) -> None:
    packet = load("qpf_fabric.packet").Packet(1, b"x")
    sent = radio.build({"RADIO_RELAYS": "9"})["distress"].send(packet)
    assert sent.meta["copies"] == 9
    assert radio.build({})["distress"].receive(sent) == packet
    with pytest.raises(load("qpf_core.errors").InputError, match="RADIO_RELAYS"):
        radio.build({"RADIO_RELAYS": "10"})


def test_silence_is_marked_or_refused(radio: Any, load: Any) -> None:
    silent = load("qpf_fabric.packet").Packet(1, b"")
    assert radio.PROTOCOLS["distress"].send(silent).header["kind"] == "speech"
    with pytest.raises(load("qpf_fabric.errors").Blocked, match="silence"):
        radio.PIPELINE.send(silent)
