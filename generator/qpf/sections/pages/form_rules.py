"""Rules of forms: every field has its place in the request, and every value of it an effect."""

import re
from collections.abc import Iterator

from qpf.diagnostics.catalogue import pages
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_names
from qpf.sections.pages.block_spec import FormSpec, TraceSpec
from qpf.sections.pages.part_spec import FormFieldSpec

__all__ = ["check_form", "holes_of"]

_HOLE = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
"""What browsers take for a number."""


def check_form(
    agent: AgentSpec, base: str, form: FormSpec, known: tuple[str, ...], found: Diagnostics
) -> None:
    """Check one form; `known` are the paths of pages."""
    named = [(f"{base}/fields/{n}/name", one.name) for n, one in enumerate(form.fields)]
    check_names(agent, "field", named, found)
    _check_path(agent, base, form, found)
    reason = _unfit(form)
    if reason:
        found.add(pages.unfit_body(agent.at(f"{base}/fields"), reason))
    if form.opens and form.action not in known:
        found.add(pages.unknown_page(agent.at(f"{base}/action"), form.action, known))
    if form.method == "GET" and form.body == "bytes":
        found.add(pages.idle_value(agent.at(f"{base}/body"), "body", "a GET has none"))
    if form.opens and form.result:
        what = "the browser leaves the page"
        found.add(pages.idle_value(agent.at(f"{base}/result"), "result", what))
    for number, one in enumerate(form.fields):
        for name, reason in _idle(one):
            place = agent.at(f"{base}/fields/{number}/{name}")
            found.add(pages.idle_value(place, name, reason))
    fields = {one.name for one in form.fields}
    for number, shown in enumerate(form.result):
        if isinstance(shown, TraceSpec) and shown.before and shown.before not in fields:
            place = agent.at(f"{base}/result/{number}/before")
            found.add(pages.idle_value(place, "before", f"the form has no field `{shown.before}`"))


def holes_of(path: str) -> list[str]:
    """The names in braces of a path."""
    return _HOLE.findall(path)


def _check_path(agent: AgentSpec, base: str, form: FormSpec, found: Diagnostics) -> None:
    holes = holes_of(form.action)
    to_path = [one.name for one in form.fields if one.goes == "path"]
    for hole in holes:
        if hole not in to_path:
            found.add(pages.field_without_place(agent.at(f"{base}/action"), hole, form.action))
    for number, one in enumerate(form.fields):
        if one.goes == "path" and one.name not in holes:
            place = agent.at(f"{base}/fields/{number}")
            found.add(pages.field_without_place(place, one.name, form.action))


def _unfit(form: FormSpec) -> str:
    """Why the fields do not make the body, or nothing."""
    bodies = [one for one in form.fields if one.goes == "body"]
    if form.opens and (form.method != "GET" or any(one.goes == "path" for one in form.fields)):
        return "a page is opened with GET, and with fields in the query"
    if form.method == "GET" and bodies:
        return f"`{bodies[0].name}` goes to the body of a GET"
    if form.method != "GET" and form.body == "bytes" and len(bodies) != 1:
        return f"{len(bodies)} fields go to a body of bytes"
    if form.method != "GET" and form.body == "bytes" and bodies[0].control == "check":
        return f"the check `{bodies[0].name}` has no text"
    return ""


def _idle(one: FormFieldSpec) -> Iterator[tuple[str, str]]:
    """Values of a field that change nothing, each with the reason."""
    is_text = one.control in ("text", "area")
    if one.options and one.control != "choice":
        yield "options", "only a choice has options"
    if one.options_of is not None and (one.options or one.control != "choice"):
        yield "options_of", "only a choice without `options` takes them from elsewhere"
    if one.control == "choice" and not (one.options or one.options_of):
        yield "control", "a choice needs options"
    yield from _idle_start(one)
    for name in ("least", "most"):
        if getattr(one, name) is not None and one.control != "number":
            yield name, "only a number has a range"
    if one.longest is not None and not is_text:
        yield "longest", "only a text has a length"
    if one.base64 and not (is_text and one.goes == "body"):
        yield "base64", "only a text in the body can travel so"
    if one.required and one.control in ("check", "choice"):
        yield "required", f"a {one.control} always has a value"


def _idle_start(one: FormFieldSpec) -> Iterator[tuple[str, str]]:
    """A value that cannot stand in the control at first, with the reason."""
    if one.control == "choice" and one.options and one.value not in ("", *one.options):
        yield "value", "it is no option"
    if one.control == "check" and one.value not in ("", "true"):
        yield "value", "a check is ticked with `true`"
    if one.control == "number" and one.value and not _NUMBER.fullmatch(one.value):
        yield "value", "it is no number"
    if one.control == "text" and one.value != one.value.replace("\r", "").replace("\n", ""):
        yield "value", "a text has one line, an `area` has many"
    if one.longest is not None and len(one.value) > one.longest:
        yield "value", f"a text has at most {one.longest} characters"
