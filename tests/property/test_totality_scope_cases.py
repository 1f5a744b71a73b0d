"""Operations that their agent may never run: tests of endpoints promised that they answer."""

from pathlib import Path

import pytest
from counterexamples import golden, refusals

CLERK = "schemas/demo/clerk.yaml"


@pytest.mark.parametrize(
    ("inside", "outside", "is_external", "refused"),
    [
        ("full", "none", False, set()),
        ("gated_by_governance", "full", False, set()),
        ("none", "full", False, {"QPF415"}),
        ("full", "none", True, {"QPF415"}),
        ("none", "full", True, set()),
    ],
)
def test_an_operation_that_is_always_refused_is_told(
    inside: str, outside: str, is_external: bool, refused: set[str], tmp_path: Path
) -> None:
    drawn = golden("every_step")
    clerk = drawn.documents[CLERK]
    scope = {"internaldecisions": inside, "externalactions": outside}
    clerk.setdefault("collaborationnetwork", {})["autonomyscope"] = scope
    for operation in clerk["operations"]:
        operation["external"] = is_external
    assert set(refusals(drawn, tmp_path)) == refused
