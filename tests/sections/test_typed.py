"""Validators of installed sections report like the built-in types do."""

from typing import Self

from pydantic import model_validator

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Origins
from qpf.sections.spec_base import SectionModel
from qpf.sections.typed import read_model


class TideSpec(SectionModel):
    """A section that somebody installed."""

    high: int
    low: int

    @model_validator(mode="after")
    def order(self) -> Self:
        """Refuse a low tide above the high one."""
        if self.low >= self.high:
            raise ValueError("`low` is not below `high`")
        return self


ORIGINS = Origins({"": Place("a.yaml"), "/tide": Place("a.yaml", 3, 1)})


def test_broken_rule_of_a_section_is_located_and_worded() -> None:
    found = Diagnostics()
    assert read_model(TideSpec, {"high": 1, "low": 2}, ORIGINS, found, base="/tide") is None
    (fault,) = found.found
    assert (fault.code, fault.place.line) == ("QPF212", 3)
    assert fault.message.endswith("`low` is not below `high`")


def test_sound_value_is_typed_and_frozen() -> None:
    found = Diagnostics()
    tide = read_model(TideSpec, {"high": 2, "low": 1}, ORIGINS, found, base="/tide")
    assert tide == TideSpec(high=2, low=1)
    assert not found.found
