"""Section `tables`."""

from qpf.sections.section import Section
from qpf.sections.tables.route_rules import named_functions, routes
from qpf.sections.tables.rules import check
from qpf.sections.tables.spec import TablesSpec

__all__ = ["SECTION"]

SECTION = Section(
    name="tables",
    spec=TablesSpec,
    check=check,
    routes=routes,
    names=named_functions,
    mandatory=False,
)
