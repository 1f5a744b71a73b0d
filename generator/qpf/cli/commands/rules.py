"""`qpf rules`: every diagnostic the factory knows."""

import json
from typing import Annotated

import typer

from qpf.cli.desk import YES, Desk, served
from qpf.cli.options import Form
from qpf.cli.table import aligned
from qpf.diagnostics.catalogue import usage
from qpf.diagnostics.diagnostic import Stopped
from qpf.diagnostics.registry import facts
from qpf.diagnostics.suggest import listed

__all__ = ["command"]


def command(
    area: Annotated[
        str | None, typer.Option("--area", metavar="AREA", help="Only codes of one area.")
    ] = None,
    form: Form = "text",
) -> int:
    """List the diagnostics: code, name, severity, area, title. `qpf explain CODE` tells more."""

    def work(desk: Desk) -> int:
        chosen = [fact for fact in facts() if area in (None, fact.area)]
        if not chosen:
            areas = listed(sorted({fact.area for fact in facts()}))
            desk.found.add(usage.unusable_name(str(area), f"one of the areas {areas}"))
            raise Stopped
        if desk.console.is_text:
            rows = [(f.code, f.name, f.severity.value, f.area, f.title) for f in chosen]
            desk.console.result("\n".join(aligned(("code", "name", "severity", "area", ""), rows)))
            return YES
        objects = [
            {
                "code": fact.code,
                "name": fact.name,
                "severity": fact.severity.value,
                "area": fact.area,
                "title": fact.title,
            }
            for fact in chosen
        ]
        desk.console.result(json.dumps(objects, indent=2, ensure_ascii=False))
        return YES

    return served(form, work)
