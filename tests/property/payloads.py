"""The corpus of hostile texts: `payloads.json`, by the reader that each class attacks."""

import ast
import json
import re
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["PAYLOADS", "Payload", "Sort"]

_FILE = Path(__file__).with_name("payloads.json")


class Sort(StrEnum):
    """What a payload may rightly be, which decides how strictly files are compared."""

    TEXT = "text"
    NAME = "name"
    CALCULATION = "calculation"


@dataclass(frozen=True, slots=True)
class Payload:
    """One hostile text; `source` is the advisory or the report that it is taken from."""

    kind: str
    number: int
    text: str
    source: str = ""

    @property
    def sort(self) -> Sort:
        """What it may rightly be: a name of files, a calculation, or nothing but a text."""
        if re.fullmatch(r"[\w.+-]+", self.text):
            return Sort.NAME
        return Sort.CALCULATION if _is_calculation(self.text) else Sort.TEXT

    @property
    def name(self) -> str:
        """A short name for reports."""
        return f"{self.kind} {self.number}"


def _is_calculation(text: str) -> bool:
    """Whether the text is an expression of constants: where one is asked for it is no attack."""
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(" ".join(text.split()), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return not any(isinstance(node, _ACTS) for node in ast.walk(tree))


_ACTS = (ast.Name, ast.Call, ast.Attribute, ast.Lambda, ast.JoinedStr, ast.Yield, ast.Await)


def _payload(kind: str, number: int, written: str | dict[str, Any]) -> Payload:
    if isinstance(written, str):
        return Payload(kind, number, written)
    text = written["text"] * written.get("times", 1)
    return Payload(kind, number, text, written.get("from", ""))


PAYLOADS = tuple(
    _payload(kind, number, written)
    for kind, entry in json.loads(_FILE.read_text("utf-8")).items()
    for number, written in enumerate(entry["texts"], start=1)
)
"""All of them, in the order of the file."""
