"""What a module can act with is told from what it merely calls its fields."""

import pytest
from shapes_of_python import powers_of


@pytest.mark.parametrize(
    "module",
    [
        "exec('x')",
        "exec = print",
        "import exec",
        "from m import exec",
        "m.exec()",
        "class C:\n    exec: int\n\nexec('x')",
        "class C:\n    exec = print",
        "def f() -> None:\n    exec: int = 1",
    ],
)
def test_a_name_that_is_used_is_a_power(module: str) -> None:
    assert "exec" in powers_of(module)


def test_a_field_of_a_class_is_none() -> None:
    assert powers_of("class Row:\n    exec: int\n    open: str = read()") == {"int", "str", "read"}
