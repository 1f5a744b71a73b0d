"""Operations without effects are plain functions that do what their steps say."""

from collections.abc import Iterator

import pytest
from emitted_agent import Emitted, extracted

OPERATIONS = """
operations:
  - name: area
    summary: Let names stand for expressions.
    input: {width: {type: float, range: [0, 10], unit: m}, height: float}
    output: {type: float, unit: m2}
    steps:
      - let: {half: width / 2, whole: half * 2}
      - return: whole * height
  - name: size
    summary: Take the first rule that holds.
    input: {n: int}
    output: str
    steps:
      - choose: word
        rules: [{when: n > 100, emit: large}, {when: n > 10, emit: middling}]
        else: small
      - return: word
  - name: warmth
    summary: Find the band of a number.
    input: {celsius: float}
    output: str
    steps:
      - band: word
        of: celsius
        bands: [{below: 0, emit: frost}, {below: 20, emit: mild}]
        else: heat
      - return: word
  - name: issues
    summary: Collect what every rule that holds says.
    input: {n: int}
    output: list[str]
    steps:
      - collect: found
        rules: [{when: n > 1, emit: many}, {when: n % 2 == 0, emit: even}]
      - return: found
  - name: names_of
    summary: Take a value of every item.
    input: {people: {type: "list[Person]", max_items: 5}}
    output: list[str]
    steps:
      - each: one
        in: people
        when: one.age >= 18
        emit: upper(one.name)
        as: found
      - return: found
  - name: card_of
    summary: Turn one record into another.
    input: {person: Person, language: str}
    output: Card
    steps:
      - translate: language
        table: {de: Frau, fr: Madame}
        else: Ms
        as: word
      - translate: person
        into: Card
        fields: {title: "word + ' ' + person.name", years: person.age}
        as: card
      - return: card
  - name: share
    summary: Refuse what makes no sense, by its declared name.
    input: {part: float, whole: float}
    output: float
    errors: {nothing: There must be something to share}
    steps:
      - require: whole > 0
        error: nothing
      - return: part / whole
  - name: doubled_area
    summary: Call another operation of the agent.
    input: {width: {type: float, range: [0, 10]}}
    output: float
    steps:
      - call: area
        with: {width: width, height: "2.0"}
        as: once
      - return: once * 2
  - name: middle
    summary: Use a function of the catalogue.
    input: {values: {type: "list[float]", min_items: 1}}
    output: float
    steps:
      - use: stats.mean
        with: {values: values}
        as: found
      - return: found
"""


@pytest.fixture(scope="module", name="worker")
def emitted_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emitted]:
    """All operations of this module, emitted once."""
    folder = tmp_path_factory.mktemp("plain")
    with extracted(OPERATIONS, "functional_plain", folder) as worker:
        yield worker


def test_let_names_expressions(worker: Emitted) -> None:
    assert worker.area(width=4.0, height=2.5) == 10.0


def test_an_input_outside_of_its_range_is_refused(worker: Emitted) -> None:
    with pytest.raises(Exception, match="width") as refused:
        worker.area(width=10.5, height=1.0)
    assert type(refused.value).__name__ == "InputError"


@pytest.mark.parametrize(("n", "word"), [(101, "large"), (100, "middling"), (10, "small")])
def test_choose_takes_the_first_rule(worker: Emitted, n: int, word: str) -> None:
    assert worker.size(n=n) == word


@pytest.mark.parametrize(("celsius", "word"), [(-0.1, "frost"), (0, "mild"), (20, "heat")])
def test_a_band_ends_below_its_bound(worker: Emitted, celsius: float, word: str) -> None:
    assert worker.warmth(celsius=celsius) == word


@pytest.mark.parametrize(("n", "found"), [(1, []), (3, ["many"]), (4, ["many", "even"])])
def test_collect_takes_every_rule(worker: Emitted, n: int, found: list[str]) -> None:
    assert worker.issues(n=n) == found


def test_each_goes_through_a_list(worker: Emitted) -> None:
    person = worker.module("worker.models").Person
    people = [person(name="Ada", age=36), person(name="Tim", age=7)]
    assert worker.names_of(people=people) == ["ADA"]


@pytest.mark.parametrize(("language", "title"), [("fr", "Madame Ada"), ("xx", "Ms Ada")])
def test_translate_maps_words_and_records(worker: Emitted, language: str, title: str) -> None:
    models = worker.module("worker.models")
    card = worker.card_of(person=models.Person(name="Ada", age=36), language=language)
    assert card == models.Card(title=title, years=36)


def test_require_raises_the_declared_error(worker: Emitted) -> None:
    assert worker.share(part=1.0, whole=4.0) == 0.25
    with pytest.raises(Exception, match="something to share") as refused:
        worker.share(part=1.0, whole=0.0)
    assert type(refused.value).__name__ == "RequirementFailed"


def test_call_runs_another_operation(worker: Emitted) -> None:
    assert worker.doubled_area(width=3.0) == 12.0


def test_use_runs_the_catalogue(worker: Emitted) -> None:
    assert worker.middle(values=[1.0, 2.0, 6.0]) == 3.0
