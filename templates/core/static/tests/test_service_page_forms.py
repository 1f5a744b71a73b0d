"""Forms of pages: what is filled in is named, limited and sent as it was declared."""

import re

import pytest

from qpf_core.service.pages import Form, FormField
from qpf_core.service.pages.markup import section


def markup(*fields: FormField, opens: bool = False) -> str:
    """Return a form with fields as HTML."""
    form = Form(title="Ask", action="/", method="GET", opens=opens, fields=fields)
    return section(form, "block-0")


def test_a_field_may_be_called_like_a_part_of_its_form() -> None:
    names = ("title", "result", "hint", "field")
    text = markup(*(FormField(name=one, label="L", hint="H") for one in names))
    known = re.findall(r' id="([^"]+)"', text)
    assert len(known) == len({*known})
    assert 'aria-labelledby="block-0-title"' in text


def test_a_page_that_is_opened_gets_its_query_by_name() -> None:
    field = FormField(name="guest", label="Guest", goes="query")
    assert ' name="guest"' in markup(field, opens=True)
    assert ' name="field.guest"' in markup(field)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1234567, "1234567"),
        (-2.5, "-2.5"),
        (9.0, "9"),
        (0.1234567, "0.1234567"),
        (2**53, str(2**53)),
    ],
)
def test_a_limit_is_not_rounded(number: float, said: str) -> None:
    text = markup(FormField(name="n", label="N", control="number", least=number, most=number))
    assert f' min="{said}" max="{said}"' in text
