"""Genomes: organs, weights and modes are one whole, and a wrong one is found at its place."""

import math
from pathlib import Path
from typing import Any

import pytest
from flow_workbench import findings, graph, greenhouse

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.sections.genome.reading import Genome, genome_of

MODES = ("genome", "modes")


@pytest.fixture(scope="module")
def genome(tmp_path_factory: pytest.TempPathFactory) -> Genome:
    """The genome of the golden case."""
    bound = graph(greenhouse(tmp_path_factory.mktemp("garden") / "w"), Diagnostics())
    return genome_of(bound.agent("garden/greenhouse"), bound)


@pytest.mark.parametrize(
    ("keys", "value", "code", "words"),
    [
        (("genome", "organs", 0), "leafs", "QPF580", "`leaves`"),
        (("genome", "organs", 0), "greenhouse", "QPF580", "has no `flow`"),
        (("genome", "organs", "+"), "roots", "QPF225", "roots"),
        (("genome", "wrap"), "Ro", "QPF580", "`Ro`, which is taken"),
        (("genome", "weights", "Ro"), 0.5, "QPF581", "sums to 1.1"),
        (("genome", "weights", "Ro"), ..., "QPF581", "no weight for `Ro`"),
        (("genome", "weights", "Ba"), 0.0, "QPF581", "`Ba`, which is no key"),
        ((*MODES, 0, "weights", "Le"), 0.2, "QPF581", "the mode `drought` sums to 1.1"),
        ((*MODES, 0, "below"), ..., "QPF582", "no bound"),
        ((*MODES, 1, "below"), 20, "QPF582", "ends below 20"),
        ((*MODES, 2, "below"), 90, "QPF582", "is the last"),
        ((*MODES, 1, "between"), ["drought", "flood"], "QPF582", "`flood` is none"),
        ((*MODES, 1, "between"), ..., "QPF582", "either `weights` or `between`"),
        (
            (*MODES, 2),
            {"name": "growth", "between": ["drought", "drought"]},
            "QPF582",
            "both sides",
        ),
        ((*MODES, 1, "below"), 160, "QPF582", "outside of `moisture`"),
        ((*MODES, 1, "name"), "drought", "QPF225", "drought"),
        (("genome", "by"), "lux", "QPF583", "cannot decide"),
        (("genome", "by"), "wind", "QPF583", "cannot decide"),
        (("genome", "health", "wind"), 3, "QPF583", "sensed by no organ"),
        (("genome", "health", "moisture"), 101, "QPF583", "no `float` in range"),
        (("genome", "health", "lux"), 0.5, "QPF583", "no `int` in range"),
        (("genome", "health", "frost"), 1, "QPF583", "no `bool` in range"),
        (
            ("cursorinstructions", "generatefiles"),
            ["__init__.py"],
            "QPF578",
            "`arbiter` of the genome",
        ),
    ],
)
def test_a_wrong_word_is_found_at_its_place(
    tmp_path: Path, keys: tuple[str | int, ...], value: Any, code: str, words: str
) -> None:
    found = findings(tmp_path, ("greenhouse", keys, value))
    assert code in [one.code for one in found], found
    told = [one for one in found if one.code == code]
    assert told[0].place.file == "schemas/garden/greenhouse.yaml"
    assert any(words in f"{one.message} {one.help}" for one in told), told


@pytest.mark.parametrize(
    ("key", "value"),
    [("type", "int"), ("default", 40.0), ("range", [0, 90]), ("outside", "refuse"), ("unit", "g")],
)
def test_a_sense_of_two_organs_is_one_sense(tmp_path: Path, key: str, value: Any) -> None:
    keys = ("flow", "senses", "moisture", key)
    found = findings(tmp_path, ("roots", keys, value))
    told = next(one for one in found if one.code == "QPF584")
    assert f"`moisture` has the {key}" in told.message
    assert told.place.file == "schemas/garden/roots.yaml"
    assert told.notes[0].place is not None
    assert told.notes[0].place.file == "schemas/garden/leaves.yaml"


def test_two_organs_cannot_have_one_key(tmp_path: Path) -> None:
    found = findings(tmp_path, ("leaves", ("flow", "key"), "Ro"))
    assert next(one.code for one in found) == "QPF580"


def test_a_faulty_organ_is_reported_once(tmp_path: Path) -> None:
    found = findings(tmp_path, ("leaves", ("flow", "key"), 7))
    assert [one.code for one in found] == ["QPF205"]


@pytest.mark.parametrize(
    ("value", "mode", "weights"),
    [
        (-10.0, "drought", (0.1, 0.9, 0.0)),
        (19.999, "drought", (0.1, 0.9, 0.0)),
        (20.0, "recovery", (0.1, 0.9, 0.0)),
        (40.0, "recovery", (0.4, 0.55, 0.05)),
        (60.0, "growth", (0.7, 0.2, 0.1)),
        (1000.0, "growth", (0.7, 0.2, 0.1)),
    ],
)
def test_a_genome_is_read_from_its_schema_alone(
    genome: Genome, value: float, mode: str, weights: tuple[float, ...]
) -> None:
    name, given = genome.at(value)
    assert name == mode
    assert list(given) == ["Le", "Ro", "Glass"] == list(genome.keys)
    assert tuple(given.values()) == pytest.approx(weights)
    assert math.isclose(sum(given.values()), 1.0)


def test_the_health_is_everything_the_organs_sense_once(genome: Genome) -> None:
    assert [one.name for one in genome.senses] == ["lux", "moisture", "frost"]
    assert (genome.low, genome.high) == (0.0, 100.0)
