"""Writes pytest functions: what every derived test shares."""

import ast
from collections.abc import Mapping

from qpf.diagnostics.diagnostic import Place
from qpf.language.body import HELPERS, Body, call
from qpf.language.compiled import CompiledOperation, CompiledTest, TestKind
from qpf.language.docstrings import docstring, sentence
from qpf.language.literals import literal, plain_tree
from qpf.language.scope import OperationScope
from qpf.language.types import Kind, TypeRef
from qpf.model.code import CodeLine, Import

__all__ = ["DerivedTest", "compare", "given_keywords"]

_OWN: Mapping[str, Import] = {
    "pytest": Import("pytest"),
    "CoreError": Import("qpf_core.errors", "CoreError"),
    "InputError": Import("qpf_core.errors", "InputError"),
    "AgentRuntime": Import("qpf_core.agent", "AgentRuntime"),
    "alike": Import("qpf_core.testing_effects", "alike"),
    "taking": Import("qpf_core.testing_alike", "taking"),
    "watched": Import("qpf_core.testing_effects", "watched"),
    "PreparedAnswers": Import("qpf_core.testing", "PreparedAnswers"),
    "given": Import("hypothesis", "given"),
    "settings": Import("hypothesis", "settings"),
    "st": Import("hypothesis", "strategies", "st"),
}
_LOCALS = frozenset(
    {"actual", "again", "expected", "refused", "ctx", "partner_answers", "runtime", "seen", "test"}
)


class DerivedTest:
    """One test function of one operation."""

    __test__ = False

    def __init__(self, operation: CompiledOperation, scope: OperationScope) -> None:
        self.operation, self.scope = operation, scope
        self.place: Place = operation.place
        self._needs_partners = False
        self._needs_runtime = False
        # pytest takes whatever a module calls `test…` for a test
        is_test = operation.function.startswith("test")
        clash = is_test or operation.function in _LOCALS | set(_OWN) | set(HELPERS)
        alias = f"{'the_' if is_test else ''}{operation.function}_operation"
        self.function = alias if clash else operation.function
        self.body = Body(self._importable(clash))

    def _importable(self, clash: bool) -> Mapping[str, Import]:
        found: dict[str, Import] = {**HELPERS, **_OWN}
        for declared in self.scope.types.known.values():
            name = self.scope.types.python_name(declared.ref)
            alias = name if name != declared.ref.name else None
            found[name] = Import(declared.ref.module, declared.ref.name, alias)
        alias = self.function if clash else None
        found[self.function] = Import(self.operation.dotted, self.operation.function, alias)
        return found

    def invoke(self, arguments: list[ast.keyword]) -> ast.expr:
        """The call under test, awaited when it has effects."""
        context: list[ast.expr] = [ast.Name("ctx")] if self.operation.is_async else []
        made = ast.Call(ast.Name(self.function), context, arguments)
        return ast.Await(made) if self.operation.is_async else made

    def answers(self, given: Mapping[str, tuple[object, ...]]) -> None:
        """Prepare what partners answer, as plain values in the order of the calls."""
        if given:
            self._needs_partners = True
            names: list[ast.expr | None] = [ast.Constant(name) for name in given]
            values = [plain_tree(list(answers)) for answers in given.values()]
            told = call("partner_answers", ast.Dict(names, values))
            self.body.evaluate(told, self.place)

    def needs_runtime(self) -> None:
        """Let the test take the runtime behind its context."""
        self._needs_runtime = True

    def needs_partners(self) -> None:
        """Let the test take what partners answer, and what they were asked."""
        self._needs_partners = True

    def finished(
        self,
        suffix: str,
        kind: TestKind,
        summary: str,
        decorators: tuple[str, ...] = (),
        parameters: tuple[str, ...] = (),
    ) -> CompiledTest:
        """The test with its header and docstring."""
        name = f"test_{self.operation.function.strip('_')}_{suffix}"
        given = list(parameters)
        marks = list(decorators)
        if self.operation.is_async:
            self.body.use(ast.Name("Context"))
            self.body.use(ast.Name("pytest"))
            marks.insert(0, "@pytest.mark.anyio")
            given.insert(0, "ctx: Context")
        if self._needs_runtime:
            self.body.use(ast.Name("AgentRuntime"))
            given.append("runtime: AgentRuntime")
        if self._needs_partners:
            self.body.use(ast.Name("PreparedAnswers"))
            given.append("partner_answers: PreparedAnswers")
        head = "async def" if self.operation.is_async else "def"
        header = [*marks, f"{head} {name}({', '.join(given)}) -> None:"]
        text = docstring(sentence(summary, name), (), "    ")
        lines = [CodeLine(line, self.place) for line in [*header, *text]]
        return CompiledTest(
            name=name,
            kind=kind,
            lines=(*lines, *self.body.lines),
            imports=frozenset(self.body.imports),
            place=self.place,
            is_async=self.operation.is_async,
        )


def given_keywords(
    operation: CompiledOperation, given: Mapping[str, object], scope: OperationScope
) -> list[ast.keyword]:
    """The arguments of a call, in the order of the parameters."""
    return [
        ast.keyword(one.identifier, literal(given[one.name], one.type, scope.types))
        for one in operation.parameters
        if one.name in given
    ]


def compare(writer: DerivedTest, made: ast.expr, expected: object) -> None:
    """Assert that a call gives `expected`, floats within rounding."""
    kind = writer.operation.returns
    place = writer.place
    if kind.kind is Kind.NONE:
        writer.body.evaluate(made, place)
        return
    if expected is None or isinstance(expected, bool):
        writer.body.asserts(ast.Compare(made, [ast.Is()], [ast.Constant(expected)]), place)
        return
    scalar = kind.inner.kind in (Kind.INT, Kind.STR, Kind.FLOAT)
    tree = _approximate(expected, kind, writer.scope)
    if scalar:
        writer.body.asserts(ast.Compare(made, [ast.Eq()], [tree]), place)
        return
    writer.body.assign("actual", made, place)
    writer.body.assign("expected", tree, place, ast.Name("object"))
    plain = call("to_plain", ast.Name("actual"))
    writer.body.asserts(ast.Compare(plain, [ast.Eq()], [ast.Name("expected")]), place)


def _approximate(value: object, kind: TypeRef, scope: OperationScope) -> ast.expr:
    """The plain form of an expected value, numbers with a fraction about as large."""
    if isinstance(value, float) or (kind.inner.kind is Kind.FLOAT and value is not None):
        number = plain_tree(float(value) if isinstance(value, int) else value)
        return call(ast.Attribute(ast.Name("pytest"), "approx"), number)
    if isinstance(value, list | tuple):
        item = kind.inner.item if kind.inner.is_listlike else kind
        return ast.List([_approximate(one, item, scope) for one in value])
    if not isinstance(value, Mapping):
        return plain_tree(value)
    declared = scope.types.of_ref(kind.inner)
    if declared is None:
        keys: list[ast.expr | None] = [ast.Constant(str(key)) for key in value]
        item = kind.inner.item if kind.inner.is_dictlike else kind
        return ast.Dict(keys, [_approximate(one, item, scope) for one in value.values()])
    names: list[ast.expr | None] = [ast.Constant(field.name) for field in declared.fields]
    values = [
        _approximate(value.get(field.name, field.default), field.type, scope)
        for field in declared.fields
    ]
    return ast.Dict(names, values)
