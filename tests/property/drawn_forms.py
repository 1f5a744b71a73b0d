"""Forms: a request to an endpoint, or the way to a page, and what can be filled in."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from from_specs import LEFT_OUT, Walk
from hostile_names import ASCII_NAMES, Names, prose
from luck import Luck

from qpf.sections.pages.part_spec import FormFieldSpec

__all__ = ["drawn_form", "filled_in"]

_HOLE = re.compile(r"\{([^{}]*)\}")
_METHODS = ("GET", "POST", "PUT", "DELETE")
_CONTROLS = ("text", "area", "number", "choice", "check")
_NAMES = (*ASCII_NAMES, "title", "title", "hint")


def filled_in(luck: Luck, path: str, names: Mapping[str, str]) -> str:
    """A path with each hole renamed to a field, or filled with a word."""
    words = ("a", "7", "a.b", "%20")
    return _HOLE.sub(
        lambda found: f"{{{names[found[1]]}}}" if found[1] in names else luck.one(words), path
    )


def drawn_form(
    luck: Luck,
    pages: Sequence[str],
    routes: Sequence[tuple[str, str]],
    options: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """The fields of a form and where it goes; `options` draws a list of another schema."""
    names = Names(luck, _NAMES)
    if luck.chance(20):
        fields = [_field(luck, names.fresh(), "query", options) for _ in range(luck.whole(0, 2))]
        page = {"action": luck.one(pages), "method": "GET", "opens": True}
        return {**page, "body": luck.one(["json", LEFT_OUT]), "fields": fields}
    method, path = luck.one([one for one in routes if one[0] in _METHODS])
    holes = {one: names.fresh() for one in luck.some(_HOLE.findall(path), 0, 3)}
    fields = [_field(luck, one, "path", options) for one in holes.values()]
    places = ["query"] if method == "GET" else ["query", "body", "body"]
    for _ in range(luck.whole(0, 3)):
        fields.append(_field(luck, names.fresh(), luck.one(places), options))
    bodies = [one["control"] for one in fields if one.get("goes", "body") == "body"]
    bytes_fit = method != "GET" and len(bodies) == 1 and bodies != ["check"]
    return {
        "action": filled_in(luck, path, holes),
        "method": method,
        "opens": False,
        "body": luck.one(["json", "bytes"]) if bytes_fit else luck.one(["json", LEFT_OUT]),
        "fields": luck.some(fields, len(fields), len(fields)),
    }


def _field(
    luck: Luck, name: str, goes: str, options: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    control = luck.one(_CONTROLS)
    given: dict[str, Any] = dict.fromkeys(
        ("options", "options_of", "least", "most", "longest", "base64"), LEFT_OUT
    )
    value: Any = luck.one([LEFT_OUT, ""])
    if control == "choice" and luck.chance(50):
        given["options"] = luck.some(["Hall", 'quo"te', "größe", "x" * 90], 1, 3)
        given["options_of"] = luck.one([LEFT_OUT, LEFT_OUT, None])
        value = luck.one([value, *given["options"]])
    elif control == "choice":
        given["options_of"] = options()
        given["options"] = luck.one([LEFT_OUT, LEFT_OUT, []])
    elif control == "number":
        given["least"] = luck.one([LEFT_OUT, -1.5, -1234567])
        given["most"] = luck.one([LEFT_OUT, 9, 2**53])
        value = luck.one([value, "0", "-1.5", "8"])
    elif control == "check":
        value = luck.one([value, "true"])
    else:
        given["longest"] = luck.one([LEFT_OUT, 300])
        given["base64"] = luck.chance(30) if goes == "body" else luck.one([LEFT_OUT, False])
        value = luck.one([value, prose(luck, lines=control == "area")])
    required = luck.one([LEFT_OUT, False]) if control in ("check", "choice") else luck.chance(50)
    said = LEFT_OUT if goes == "body" and luck.chance(50) else goes
    return Walk(luck).model(
        FormFieldSpec,
        name=name,
        control=control,
        goes=said,
        value=value,
        required=required,
        **given,
    )
