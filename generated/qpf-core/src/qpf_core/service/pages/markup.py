"""Blocks as HTML: frames that the script fills, complete where there is nothing to wait for.

Every text passes `escaped`; nothing else reaches the page.
"""

import html
import json
from collections.abc import Callable, Iterable, Mapping

from qpf_core.service.pages.blocks import (
    Bars,
    Block,
    Card,
    Cards,
    Form,
    FormField,
    Histogram,
    Item,
    Series,
    Table,
    Text,
    Trace,
    Values,
)

RESULT = "\ue000result {}\ue000"
"""Stands where the answer to a form goes that was sent without the script."""


def escaped(text: object) -> str:
    """Return a text for an element or a quoted attribute."""
    plain = str(text).replace("\ue000", "\ufffd").replace("\0", "\ufffd")
    return html.escape(plain, quote=True)


def section(block: Block, identity: str, form: int = 0, heading: str = "h2") -> str:
    """Return a block under its heading; `identity` is unique on the page."""
    settings = escaped(json.dumps(block.settings(), separators=(",", ":"), allow_nan=False))
    hint = f'<p class="hint">{escaped(block.hint)}</p>' if block.hint else ""
    wide = " wide" if block.wide else ""
    body = _form(block, identity, form) if isinstance(block, Form) else _body(block, identity)
    return (
        f'<section class="block {block.kind}{wide}" id="{identity}" data-block="{settings}"'
        f' aria-labelledby="{identity}-title">'
        f'<{heading} id="{identity}-title">{escaped(block.title)}</{heading}>{hint}{body}</section>'
    )


def _body(block: Block, identity: str) -> str:
    for kind, write in _WRITERS.items():
        if isinstance(block, kind):
            return write(block, identity)
    raise TypeError(type(block).__name__)


def _text(block: Text, _identity: str) -> str:
    paragraphs = "".join(f"<p>{escaped(one)}</p>" for one in block.paragraphs)
    links = "".join(
        f'<a class="button" href="{escaped(link.href)}">{escaped(link.label)}</a>'
        for link in block.links
    )
    return paragraphs + (f'<p class="links">{links}</p>' if links else "")


def _values(block: Values, _identity: str) -> str:
    rows = "".join(
        f'<div><dt>{escaped(item.label)}</dt><dd><span class="value">–</span>{_unit(item.unit)}'
        "</dd></div>"
        for item in block.items
    )
    return f'<dl class="figures">{rows}</dl><p class="spoken" aria-live="polite"></p>'


def _drawing(block: Block, _identity: str) -> str:
    return (
        f'<svg class="drawing" role="img" aria-label="{escaped(block.title)}: no data yet"'
        ' preserveAspectRatio="none"></svg><div class="legend" aria-hidden="true"></div>'
    )


def _bars(_block: Bars, _identity: str) -> str:
    return '<ul class="bars-list"><li class="empty">Nothing yet</li></ul>'


def _cards(block: Cards, _identity: str) -> str:
    return "".join(
        ['<ul class="card-list">', *(_card(card, block) for card in block.cards), "</ul>"]
    )


def _card(card: Card, block: Cards) -> str:
    facts = "".join(
        f"<div><dt>{escaped(fact.label)}</dt><dd>{escaped(fact.text)}</dd></div>"
        for fact in card.facts
    )
    recent = _rows(block.recent.columns, f"Recent: {card.title}") if block.recent else ""
    inner = (f'<dl class="facts">{facts}</dl>' if facts else "") + recent
    more = f"<details><summary>Details</summary>{inner}</details>" if inner else ""
    return (
        f'<li class="card" data-key="{escaped(card.key)}"><h3>{escaped(card.title)}</h3>'
        f"<p>{escaped(card.text)}</p>{more}</li>"
    )


def _table(block: Table, _identity: str) -> str:
    return _rows(block.columns, block.title)


def _rows(columns: Iterable[Item], caption: str) -> str:
    listed = tuple(columns)
    head = "".join(f'<th scope="col">{escaped(one.label)}{_unit(one.unit)}</th>' for one in listed)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escaped(caption)}"><table>'
        f'<caption class="spoken">{escaped(caption)}</caption><thead><tr>{head}</tr></thead>'
        f'<tbody><tr class="empty"><td colspan="{len(listed)}">Nothing yet</td></tr></tbody>'
        "</table></div>"
    )


def _trace(block: Trace, _identity: str) -> str:
    packet = '<div class="packets"></div>' if block.before or block.after else ""
    return f'<ol class="steps"><li class="empty">Nothing yet</li></ol>{packet}'


def _form(block: Form, identity: str, number: int) -> str:
    prefix = "" if block.opens else "field."
    fields = "".join(
        _field(one, f"{identity}-field-{one.name}", f"{prefix}{one.name}") for one in block.fields
    )
    results = "".join(
        section(one, f"{identity}-result-{place}", heading="h3")
        for place, one in enumerate(block.result)
    )
    opens = f' method="get" action="{escaped(block.action)}"' if block.opens else ' method="post"'
    mark = "" if block.opens else f'<input type="hidden" name="form" value="{number}">'
    return (
        f"<form{opens}>{mark}{fields}"
        f'<p class="links"><button type="submit">{escaped(block.submit)}</button></p></form>'
        f'<output class="told" aria-live="polite">{RESULT.format(number)}</output>'
        f'<div class="results" hidden>{results}<details class="raw"><summary>Whole answer'
        '</summary><pre tabindex="0"></pre></details></div>'
    )


def _field(field: FormField, identity: str, name: str) -> str:
    hint = f'<span class="hint" id="{identity}-hint">{escaped(field.hint)}</span>'
    label = f'<label for="{identity}">{escaped(field.label)}</label>'
    control = _control(field, identity, name)
    told = hint if field.hint else ""
    if field.control == "check":
        return f'<div class="field check">{control}{label}{told}</div>'
    return f'<div class="field">{label}{told}{control}</div>'


def _control(field: FormField, identity: str, name: str) -> str:
    common = _attributes(
        {
            "id": identity,
            "name": name,
            "required": field.required and field.control != "check",
            "aria-describedby": f"{identity}-hint" if field.hint else None,
            "maxlength": field.longest if field.control in ("text", "area") else None,
            "min": _plain(field.least) if field.control == "number" else None,
            "max": _plain(field.most) if field.control == "number" else None,
        }
    )
    if field.control == "area":
        return f'<textarea{common} rows="4">\n{escaped(field.value)}</textarea>'
    if field.control == "choice":
        options = "".join(
            f"<option{' selected' if one == field.value else ''}>{escaped(one)}</option>"
            for one in field.options
        )
        return f"<select{common}>{options}</select>"
    if field.control == "check":
        checked = " checked" if field.value == "true" else ""
        return f'<input type="checkbox" value="true"{common}{checked}>'
    step = ' step="any"' if field.control == "number" else ""
    return f'<input type="{field.control}"{common}{step} value="{escaped(field.value)}">'


def _attributes(given: Mapping[str, object]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escaped(value)}"'
        for name, value in given.items()
        if value is not None and value is not False
    )


def _plain(number: float | None) -> str | None:
    if number is None:
        return None
    return str(int(number)) if float(number).is_integer() else repr(number)


def _unit(unit: str) -> str:
    return f' <span class="unit">{escaped(unit)}</span>' if unit else ""


_WRITERS: Mapping[type[Block], Callable[..., str]] = {
    Text: _text,
    Values: _values,
    Bars: _bars,
    Histogram: _drawing,
    Series: _drawing,
    Cards: _cards,
    Table: _table,
    Trace: _trace,
}
