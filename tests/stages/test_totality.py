"""No document, however broken, makes the stages fail in another way than by diagnostics."""

import copy
from dataclasses import replace
from random import Random

import pytest
from demo import codes, two_agents

from qpf.model.document import Plain

VALUES: tuple[Plain, ...] = (
    None,
    5,
    -1,
    1.5,
    "",
    "x",
    "..",
    "${p}",
    "A -> B",
    True,
    [],
    [1],
    ["x", "x"],
    [None],
    [{}],
    {},
    {"a": 1},
)


def _paths(value: Plain, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [one for key in value for one in _paths(value[key], (*path, key))]
    elif isinstance(value, list):
        found += [one for i, item in enumerate(value) for one in _paths(item, (*path, i))]
    return found


def _broken(value: dict[str, Plain], random: Random) -> dict[str, Plain]:
    changed = copy.deepcopy(value)
    *steps, last = random.choice(_paths(changed))
    node: Plain = changed
    for step in steps:
        node = node[step]  # type: ignore[index,call-overload]
    if random.random() < 0.2:
        del node[last]  # type: ignore[union-attr,arg-type]
    else:
        node[last] = copy.deepcopy(random.choice(VALUES))  # type: ignore[index,call-overload]
    return changed


@pytest.mark.parametrize("seed", range(40))
def test_broken_documents_give_diagnostics_not_exceptions(seed: int) -> None:
    random = Random(seed)
    documents = list(two_agents())
    for _ in range(random.choice((1, 2, 3))):
        index = random.randrange(len(documents))
        value = _broken(documents[index].value, random)
        documents[index] = replace(documents[index], value=value)
    assert all(code.startswith("QPF") for code in codes(tuple(documents)))
