"""Operations: compiled, imported, executed; the derived tests run and can fail."""

import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from language_emitted import derived_tests, imported, write_package
from language_fakes import FakeContext
from language_workbench import SOURCES, compiled

from qpf.language.compiled import TestKind
from qpf.language.derive import derive_tests

AGENT = r'''
types:
  Candidate: {id: str, embedding: "list[float]"}
  Issue: {enum: [memory_leak, cache_bloat]}
  Health: {memory_health: float, cache_size: int}
  Offer: {sku: str, price: {type: float, unit: EUR}, note: {type: "str?", default: null}}
  Material: {id: str, price: float, grade: {type: str, default: A}}
operations:
  - name: score_candidates
    summary: Rank candidates by cosine similarity to a query.
    input:
      query: {type: "list[float]", min_items: 1}
      candidates: {type: "list[Candidate]", max_items: 1000}
      criticality: {type: float, default: 0.0, range: [0, 1], unit: "1"}
    output: {type: "list[Score]"}
    steps:
      - use: vectors.cosine_rank
        with: {query: query, items: candidates}
        as: ranked
      - escalate: low_confidence
        when: ranked[0].score < 0.6 and criticality > 0.8
        detail: {best: "ranked[0].score"}
      - remember: {layer: episodicmemory, value: ranked, index: {kind: "'score'"}}
      - publish: inference_called
      - return: ranked
    examples:
      - given: {query: [1, 0], candidates: [{id: a, embedding: [1, 0]}]}
        expect: [{id: a, score: 1.0}]
  - name: detect
    input: {health: Health}
    output: {type: "list[Issue]"}
    steps:
      - collect: issues
        rules:
          - {when: health.memory_health < 0.5, emit: memory_leak}
          - {when: health.cache_size > 1_000_000_000, emit: cache_bloat}
      - return: issues
    examples:
      - given: {health: {memory_health: 0.4, cache_size: 5}}
        expect: [memory_leak]
  - name: reinvest
    input: {improved: "list[str]"}
    constants: {freed_mb: {value: 100, unit: MB}, ratio: 0.97}
    output: {type: int, unit: MB}
    steps:
      - return: int(len(improved) * freed_mb * ratio)
    examples:
      - {given: {improved: [a, b]}, expect: 194}
  - name: class
    summary: A hostile name, with hostile inputs.
    input:
      class: {type: int, range: [1, 10], summary: 'Ends """ here \'}
      list: {type: "list[float]", default: [1, 2]}
      colour: {type: str, one_of: [red, green]}
      note: {type: "str?", max_length: 10, default: null}
      given: {type: float, default: 0.5}
    errors: {too_small: 'The "number" is too small'}
    output: str
    steps:
      - require: class > 2
        error: too_small
      - choose: size
        rules:
          - {when: class > 5, emit: big}
          - {when: note is not None and len(note) > 3, value: note}
        else: small
      - band: level
        of: class * 2
        bands: [{below: 7, emit: 1}, {below: 9, emit: 2.5}]
        else: 4
      - translate: colour
        table: {red: rot, green: grün}
        as: farbe
      - each: item
        in: list
        when: item > 1
        emit: item * level + given
        as: scaled
      - return: size + farbe + str(len(scaled))
    examples:
      - {given: {class: 6, colour: red}, expect: bigrot1}
      - {given: {class: 3, colour: green, list: [2, 3], note: long}, expect: longgrün2}
      - {given: {class: 2, colour: green}, expect_error: too_small}
      - {given: {class: 11, colour: green}, expect_error: input_invalid}
  - name: map_offer
    input: {offer: Offer}
    output: Material
    steps:
      - translate: offer
        into: Material
        fields: {id: "upper(offer.sku)"}
        as: material
      - return: material
    examples:
      - given: {offer: {sku: ab1, price: 2}}
        expect: {id: AB1, price: 2.0}
  - name: total
    input: {offers: "list[Offer]"}
    output: float
    steps:
      - each: offer
        in: offers
        limit: 100
        steps:
          - call: map_offer
            with: {offer: offer}
            as: one
        emit: one.price
        as: prices
      - return: sum(prices)
    examples:
      - given: {offers: [{sku: a, price: 1.5}, {sku: b, price: 2}]}
        expect: 3.5
'''


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The agent above on disk, with its derived tests."""
    folder = tmp_path_factory.mktemp("emitted")
    outcome = compiled(AGENT)
    assert outcome.found == ()
    write_package(outcome, folder)
    return folder


def test_emitted_function_reads_as_written_by_hand() -> None:
    """Guards, calls, effects in the order of the schema, each line with its place."""
    operation = compiled(AGENT).operations[0]
    text = [line.text.strip() for line in operation.lines]
    assert text[-8:] == [
        'require_items("candidates", candidates, maximum=1000)',
        'require_range("criticality", criticality, low=0.0, high=1.0)',
        "ranked = vectors.cosine_rank(query=query, items=candidates)",
        "if len(ranked) > 0 and ranked[0].score < 0.6 and criticality > 0.8:",
        'await ctx.escalate("low_confidence", best=ranked[0].score)',
        'await ctx.memory.episodic.append("score_candidates", ranked, index={"kind": "score"})',
        'await ctx.publish("inference_called")',
        "return ranked",
    ]
    lines = AGENT.splitlines()
    by_text = {line.text.strip(): line.place for line in operation.lines}
    place = by_text["return ranked"]
    assert place is not None and "return: ranked" in lines[place.line - 1]


def test_effects_are_listed() -> None:
    """Whoever builds a declaration learns what the operation touches."""
    effects = compiled(AGENT).operations[0].effects
    assert effects.triggers == ("low_confidence",)
    assert effects.events == ("inference_called",)
    assert effects.layers == ("episodicmemory",)
    assert effects.functions == ("vectors.cosine_rank",)
    assert compiled(AGENT).operations[-1].effects.calls == ("map_offer",)


def test_effectful_operation_does_what_its_steps_say(tmp_path: Path) -> None:
    """The trigger fires only when its condition holds, the episode is written every time."""
    with imported(compiled(AGENT), tmp_path) as module:
        candidate = sys.modules["sample_agent.models"].Candidate(id="a", embedding=[0.1, 1.0])

        async def calls(criticality: float) -> list[str]:
            ctx = FakeContext()
            given = {"query": [1.0, 0.0], "candidates": [candidate], "criticality": criticality}
            ranked = await module.score_candidates(ctx, **given)
            assert [one.id for one in ranked] == ["a"]
            return list(ctx.names)

        assert anyio.run(calls, 0.9) == ["escalate", "episodic.append", "publish"]
        assert anyio.run(calls, 0.8) == ["episodic.append", "publish"]


def test_missing_item_makes_a_comparison_false(tmp_path: Path) -> None:
    """An empty ranking escalates nothing and fails nothing."""
    with imported(compiled(AGENT), tmp_path) as module:
        ctx = FakeContext()

        async def call() -> object:
            return await module.score_candidates(ctx, query=[1.0], candidates=[], criticality=1.0)

        assert anyio.run(call) == []
        assert "escalate" not in ctx.names


def test_derived_tests_pass_on_pure_operations(package: Path) -> None:
    """Examples, boundaries, negatives and properties run under pytest."""
    ran = _pytest(package, "not anyio and not score")
    assert ran.returncode == 0, ran.stdout
    outcome = compiled(AGENT)
    kinds = [test.kind for one in outcome.operations for test in derive_tests(one, outcome.scope)]
    assert set(kinds) == set(TestKind)
    assert len(kinds) >= 30


def test_derived_tests_fail_on_changed_code(package: Path, tmp_path: Path) -> None:
    """A wrong threshold, a wrong guard and a wrong word are each caught."""
    source = (package / "sample_agent/operations.py").read_text()
    changes = [
        ("health.memory_health < 0.5", "health.memory_health <= 0.5"),
        ("class_2 <= 2", "class_2 <= 3"),
        ('require_range("class", class_2, low=1, high=10)', "class_2 += 0"),
        ('"grün"', '"gruen"'),
        ("ratio = 0.97", "ratio = 0.9"),
    ]
    for index, (old, new) in enumerate(changes):
        assert old in source
        copy = tmp_path / str(index)
        (copy / "sample_agent").mkdir(parents=True)
        for file in package.rglob("*.py"):
            target = copy / file.relative_to(package)
            target.write_text(file.read_text().replace(old, new))
        assert _pytest(copy, "not anyio and not score").returncode == 1, old


def _pytest(folder: Path, chosen: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", chosen]
    return subprocess.run(
        [*command, str(folder / "test_operations.py"), "--rootdir", str(folder), "-c", "/dev/null"],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}:{SOURCES}", "PYTHONDONTWRITEBYTECODE": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Quotes and backslashes of a schema end up in the docstring, and nowhere else."""
    with imported(compiled(AGENT), tmp_path) as module:
        function = module.class_
        assert 'Ends """ here \\' in function.__doc__
        assert function(class_2=6, colour="red") == "bigrot1"


def test_derived_module_is_importable(tmp_path: Path) -> None:
    """Tests of effectful operations are coroutines that take a context."""
    outcome = compiled(AGENT)
    with imported(outcome, tmp_path):
        module = derived_tests(outcome, tmp_path)
        assert "ctx" in module.test_score_candidates_example_1.__annotations__
