"""Section `deployment`."""

from qpf.sections.deployment.rules import check, reaches
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.section import Section

__all__ = ["SECTION"]

SECTION = Section(name="deployment", spec=DeploymentSpec, check=check, reaches=reaches)
