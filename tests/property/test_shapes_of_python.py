"""What a module can act with is told from what it merely calls its fields."""

import pytest
from shapes_of_python import own_functions, powers_of


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


OWN = {"demo.lenses": own_functions("import math\n\n\ndef os() -> None: ...\n")}


def test_a_function_of_an_own_module_is_none() -> None:
    module = "from demo import lenses\n\nlenses.os()"
    assert powers_of(module, OWN) == {"lenses"}
    assert "os" in powers_of(module)


@pytest.mark.parametrize(
    "module",
    [
        "lenses.os()",
        "from other import lenses\nlenses.os()",
        "from .demo import lenses\nlenses.os()",
        "from other import demo as lenses\nlenses.os()",
        "from demo import lenses\nimport shutil as lenses\nlenses.os()",
        "from demo import lenses\nlenses = shutil\nlenses.os()",
        "from demo import lenses\ndef f(lenses: object) -> None:\n    lenses.os()",
        "from demo import lenses\nlenses.os.os()",
        "from demo import lenses\nlenses.os()\nos",
        "from demo import lenses\nfrom m import *\nlenses.os()",
        "from demo import lenses\nfrom demo.lenses import os\nlenses.os()",
    ],
)
def test_what_merely_looks_like_one_is_a_power(module: str) -> None:
    assert "os" in powers_of(module, OWN)


@pytest.mark.parametrize(
    "module",
    [
        "import os",
        "def os() -> None: ...\nos = print",
        "if True:\n    def os() -> None: ...",
        "class C:\n    def os(self) -> None: ...",
        "def os() -> None: ...\nimport os",
        "def os() -> None: ...\nfrom m import *",
        "def os() -> None: ...\nimport os.path",
        "def os() -> None: ...\nfrom m import path as os",
        "def os() -> None: ...\ndef f() -> None:\n    global os",
    ],
)
def test_a_name_bound_otherwise_is_no_own_function(module: str) -> None:
    assert "os" not in own_functions(module)
