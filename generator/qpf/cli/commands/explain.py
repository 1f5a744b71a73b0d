"""`qpf explain`: what a diagnostic means, why it matters, what fails, what passes."""

import json
from typing import Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Form
from qpf.diagnostics.catalogue import usage
from qpf.diagnostics.diagnostic import Stopped
from qpf.diagnostics.explain import page_for
from qpf.diagnostics.fact import Fact
from qpf.diagnostics.registry import fact_with, facts

__all__ = ["command"]


def command(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A code or a name of `qpf rules`.")],
    form: Form = "text",
) -> int:
    """Explain a diagnostic by its code (`QPF203`, any case) or its name (`unknown-key`)."""

    def work(desk: Desk) -> int:
        fact = fact_with(code)
        if fact is None:
            known = (word for each in facts() for word in (each.code, each.name))
            desk.found.add(usage.unknown_code(code, known))
            raise Stopped
        page = page_for(fact)
        text = page.text if page is not None else f"# {fact.code} {fact.name}\n\n{fact.title}.\n"
        desk.console.result(text if desk.console.is_text else _json(fact, text))
        return YES

    return served(form, work)


def _json(fact: Fact, text: str) -> str:
    value = {
        "code": fact.code,
        "name": fact.name,
        "severity": fact.severity.value,
        "area": fact.area,
        "title": fact.title,
        "page": text,
    }
    return json.dumps(value, indent=2, ensure_ascii=False)
