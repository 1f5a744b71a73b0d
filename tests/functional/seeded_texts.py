"""The texts with seeded faults."""

__all__ = ["MODULES", "POLITE", "SECOND"]

FAST = '''"""Faults that no tool is needed for."""

import nowhere_at_all  # QPF702
from somewhere.else_ import thing  # QPF702
from demo.extensions.wording import unknown_word  # QPF702
from demo.extensions import unknown_module  # QPF702


def bare(text) -> str:  # QPF708
    """Return a text."""
    return f"{text}{thing}{nowhere_at_all}{unknown_word}{unknown_module}"


def unreturned(text: str):  # QPF708
    """Return a text."""
    return text


def both(text, *rest, **more):  # QPF708
    """Return a text."""
    return f"{text}{rest}{more}"


async def other() -> None:
    """Wait for nothing."""
    print("waiting")  # QPF714


def empty() -> None:
    """Do nothing."""
    pass  # QPF714


def later() -> None:
    """Do it later."""
    raise NotImplementedError  # QPF714


def careless() -> int:
    """Catch everything."""
    try:
        return int("x")
    except:  # QPF714
        return 0


def stub() -> int:
    """Promise a number."""
    ...  # QPF714


VALUE = 1  # TODO QPF714
OTHER = 2  # FIXME # QPF714
THIRD = 3  # XXX # QPF714


def long_call_that_is_wrapped(first: str, second: str) -> str:
    """Return a text that a formatter has to break over lines."""
    return "".join(
        [
            first,
            second,
            str(print("wrapped in many brackets")),  # QPF714
        ]
    )
'''
PUBLIC = '''"""Public names; those of a private module need no docstring."""


def undocumented(text: str) -> str:  # QPF709
    return text


class Undocumented:  # QPF709
    def method(self) -> int:  # QPF709
        return 1


async def waits() -> None:  # QPF709
    return None
'''
ONE = '"""One."""\n\nfrom demo.extensions import _two  # QPF703\n\nPART = _two\n'
TWO = '"""Two."""\n\nfrom demo.extensions import _one\n\nPART = _one\n'
FULL = '''"""Faults that only a type checker, a linter or a test can see."""

from collections.abc import Sequence


def wrong_type(text: str) -> int:
    """Return a number."""
    return text  # QPF706


def wrong_argument() -> str:
    """Return a text."""
    return str(wrong_type(5))  # QPF706


def no_such_attribute(words: Sequence[str]) -> str:
    """Return a text."""
    return words.joined  # QPF706


def no_such_name() -> str:
    """Return a text."""
    return undefined_name  # QPF706


def wrong_item() -> list[int]:
    """Return numbers."""
    return [
        1,
        "two",  # QPF706
        3,
    ]


def optional(text: str | None) -> str:
    """Return a text."""
    return text.upper()  # QPF706


def missing_return(text: str) -> str:  # QPF706
    """Return a text sometimes."""
    if text:
        return text


UNTYPED: dict = {}  # QPF706
UNUSED = wrong_type("a", "b")  # QPF706


def unused(text: str) -> int:  # QPF707
    """Leave the argument alone."""
    return 1


def shadows(list: int) -> int:  # QPF707
    """Take the name of a builtin."""
    return list


def dangerous(items: list[int] = []) -> list[int]:  # QPF707
    """Share a default."""
    return items


def compares(text: str) -> bool:
    """Compare with a singleton."""
    return text == None  # QPF707


def useless(number: int) -> int:
    """State something."""
    number + 1  # QPF707
    return number


def broad() -> int:
    """Catch too much."""
    try:
        return int("1")
    except Exception:  # QPF707
        return 0


def BadName() -> int:  # QPF707
    """Have a bad name."""
    return 1


def nested(number: int) -> int:
    """Lead on after a return."""
    if number > 1:  # QPF707
        return 1
    else:
        return 0
'''
UNREACHED = '"""Nobody reaches the end."""\n\n\ndef half(number: int) -> int:  # QPF711\n'
UNREACHED += '    """Return half."""\n    return number // 2\n'
POLITE = '''

def rude(text: str) -> str:
    """Return a text, or fail while a test runs."""
    if text == "Bo":
        raise ValueError("no such guest")  # QPF710
    return f"you {text}"
'''
SECOND = """
  - name: rebuke
    module: rebuking
    summary: Write a rebuke for a guest.
    input: {name: {type: str, min_length: 1, max_length: 80}}
    output: str
    steps:
      - {use: wording.rude, with: {text: name}, as: said}
      - return: said
    examples:
      - {given: {name: Ada}, expect: "you Ada"}
      - {given: {name: Eve}, expect: "you Adam"}  # QPF710
      - {given: {name: Bo}, expect: "you Bo"}
      - given: {name: Cy}  # QPF710
        expect: "thou Cy"
"""

MODULES = {
    "_fast": FAST,
    "plain": PUBLIC,
    "_one": ONE,
    "_two": TWO,
    "_full": FULL,
    "_unreached": UNREACHED,
}
"""Extension modules by name."""
