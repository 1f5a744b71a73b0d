"""A service while it is drawn."""

from typing import Any

from drawn_steps import Reach
from drawn_types import drawn_types
from hostile_names import ASCII_NAMES, Names
from scene import Scene

__all__ = ["CLASSES", "UNLIKE", "Service", "is_word"]

CLASSES = [
    "Worker",
    "List",
    "W",
    "AgentRuntime",
    "Context",
    "Runtime",
    "Controller",
    "Service",
    "Type",
    "Self",
    "X9",
    "Ab",
]


UNLIKE = tuple({one.casefold(): one for one in ASCII_NAMES}.values())


class Service:
    """A service agent with what steps of its operations may reach."""

    def __init__(self, scene: Scene, id: str, *, few: bool = False) -> None:
        """`few` makes one operation, else up to four."""
        luck = scene.luck
        self.scene, self.luck, self.id = scene, luck, id
        self.types = drawn_types(luck)
        taken = [one.schema["name"] for one in scene.agents]
        name = Names(luck, CLASSES, taken).fresh()
        self.agent = scene.agent(id, name, module="coreservice")
        self.reach = Reach()
        self.few = few
        self.known: list[dict[str, Any]] = []


def is_word(name: str) -> bool:
    """Whether a name is a word of a schema."""
    return name.isascii() and name[0].isalpha()
