"""Forms of browsers without the script: the request that the script would have sent, sent here."""

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote

import httpx2
from starlette.requests import Request

from qpf_core.errors import InputError
from qpf_core.service.pages.blocks import Form, FormField

_CREDENTIALS = ("authorization", "x-api-key")
_HERE = "http://service.invalid"


@dataclass(slots=True, kw_only=True)
class Filled:
    """The request that a filled form stands for."""

    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


def submitted(body: bytes) -> Mapping[str, str]:
    """Return the fields of a form as a browser encodes them; raises InputError for other bytes."""
    try:
        text = body.decode()
        pairs = parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise InputError("body", "is not an encoded form") from error
    return {name: values[-1] for name, values in pairs.items()}


def filled(form: Form, given: Mapping[str, str]) -> Filled:
    """Return the request for `form`; raises InputError for a number that is none."""
    request = Filled(path=form.action)
    for one in form.fields:
        text = given.get(f"field.{one.name}", "")
        if one.goes == "path":
            request.path = request.path.replace(f"{{{one.name}}}", quote(text, safe=""))
        elif one.control == "check":
            _put(one, text == "true", request)
        elif text or one.required:
            _put(one, _value(one, text), request)
    return request


async def answer_to(form: Form, given: Mapping[str, str], request: Request) -> str:
    """Send what the form stands for to this very service and return the answer as text.

    The credentials of `request` go with it.
    """
    wanted = filled(form, given)
    headers = {name: value for name in _CREDENTIALS if (value := request.headers.get(name))}
    transport = httpx2.ASGITransport(app=request.app)
    async with httpx2.AsyncClient(transport=transport, base_url=_HERE) as client:
        answer = await client.request(
            form.method,
            wanted.path,
            params=wanted.query,
            content=_content(form, wanted),
            headers={**headers, "Accept": "application/json", **_kind_of(form)},
        )
    return _readable(answer)


def _readable(answer: httpx2.Response) -> str:
    try:
        shown = json.dumps(answer.json(), indent=2, ensure_ascii=False)
    except ValueError:
        shown = answer.text
    return shown if answer.is_success else f"{answer.status_code}\n{shown}"


def _content(form: Form, wanted: Filled) -> bytes | None:
    if form.method == "GET":
        return None
    if form.body == "json":
        return json.dumps(wanted.body).encode()
    return "".join(str(value) for value in wanted.body.values()).encode()


def _kind_of(form: Form) -> dict[str, str]:
    if form.method == "GET":
        return {}
    kind = "application/json" if form.body == "json" else "application/octet-stream"
    return {"Content-Type": kind}


def _put(one: FormField, value: object, request: Filled) -> None:
    if one.goes == "query":
        request.query[one.name] = str(value).lower() if isinstance(value, bool) else str(value)
    else:
        request.body[one.name] = value


def _value(one: FormField, text: str) -> str | int | float:
    if one.control == "number":
        return _number(one, text)
    plain = text.replace("\r\n", "\n")  # what browsers make of line ends
    return base64.b64encode(plain.encode()).decode() if one.base64 else plain


def _number(one: FormField, text: str) -> int | float:
    try:
        number = float(text)
    except ValueError as error:
        raise InputError(one.name, "is not a number") from error
    if not math.isfinite(number):
        raise InputError(one.name, "is not a finite number")
    return int(number) if number.is_integer() else number
