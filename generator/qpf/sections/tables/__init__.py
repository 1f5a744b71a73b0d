"""Section `tables`."""

from qpf.sections.section import Section
from qpf.sections.tables.claims import claims
from qpf.sections.tables.route_rules import named_functions, routes
from qpf.sections.tables.rules import check, means
from qpf.sections.tables.spec import TablesSpec

__all__ = ["SECTION"]

SECTION = Section(
    name="tables",
    spec=TablesSpec,
    check=check,
    routes=routes,
    claims=claims,
    names=named_functions,
    means=means,
    mandatory=False,
    requires=("alembic>=1.17", "fastapi>=0.135", "pydantic>=2.12", "sqlalchemy>=2.0.44"),
)
