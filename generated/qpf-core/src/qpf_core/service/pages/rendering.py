"""A page as one HTML document with its style and script inside, and the headers it goes with."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from qpf_core.service.pages.blocks import Form, Page, Site
from qpf_core.service.pages.markup import RESULT, escaped, section

_NONCE = "\ue000nonce\ue000"
_SCRIPTS = ("values.js", "drawings.js", "lists.js", "forms.js", "live.js")


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page that was rendered once; only its nonce, and answers to forms, change."""

    page: Page
    document: str

    def html(self, nonce: str, results: Mapping[int, str] | None = None) -> str:
        """Return the document; `results` are texts of answers by the number of their form."""
        document = self.document.replace(_NONCE, nonce)
        for number, _ in enumerate(self.page.forms()):
            text = (results or {}).get(number, "")
            shown = f'<pre tabindex="0">{escaped(text)}</pre>' if text else ""
            document = document.replace(RESULT.format(number), shown)
        return document


def rendered(page: Page, site: Site) -> RenderedPage:
    """Render `page` with links to the other pages of `site`."""
    return RenderedPage(page, _document(page, site))


def new_nonce() -> str:
    """Return what proves, for one answer, that style and script are the service's own."""
    return secrets.token_urlsafe(18)


def security_headers(nonce: str) -> dict[str, str]:
    """Return headers that let a page load nothing, and talk to nobody, but its own service."""
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        "connect-src 'self'; form-action 'self'; img-src data:; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }


def _document(page: Page, site: Site) -> str:
    title = escaped(page.title if page.title == site.name else f"{page.title} · {site.name}")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{escaped(page.summary)}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style nonce="{_NONCE}">
{_asset("page.css")}</style>
</head>
<body data-live="{escaped(page.live)}">
<a class="skip" href="#main">Skip to the content</a>
{_header(page, site)}
<main id="main" tabindex="-1">
<h1>{escaped(page.title)}</h1>
<p class="summary">{escaped(page.summary)}</p>
{_strip(page)}
<div class="grid">
{_blocks(page)}
</div>
</main>
<p class="noscript" id="noscript">Live values need JavaScript; forms and texts work without it.</p>
<script nonce="{_NONCE}">
"use strict";
{"".join(_asset(name) for name in _SCRIPTS)}</script>
</body>
</html>
"""


def _header(page: Page, site: Site) -> str:
    here = ' aria-current="page"'
    links = "".join(
        f'<li><a href="{escaped(one.path)}"{here if one.path == page.path else ""}>'
        f"{escaped(one.title)}</a></li>"
        for one in site.pages
    )
    menu = f'<nav aria-label="Pages"><ul>{links}</ul></nav>' if len(site.pages) > 1 else ""
    home = escaped(site.pages[0].path)
    return f'<header><a class="brand" href="{home}">{escaped(site.name)}</a>{menu}</header>'


def _strip(page: Page) -> str:
    if not page.live:
        return ""
    return (
        '<div class="strip"><span id="state" class="state" role="status">Not connected</span>'
        '<span id="dropped" class="dropped" hidden></span>'
        '<button id="pause" type="button" aria-pressed="false" hidden>Pause</button></div>'
    )


def _blocks(page: Page) -> str:
    written, forms = [], 0
    for place, block in enumerate(page.blocks):
        written.append(section(block, f"block-{place}", forms))
        forms += isinstance(block, Form)
    return "\n".join(written)


def _asset(name: str) -> str:
    return files("qpf_core.service.pages").joinpath("assets", name).read_text("utf-8")
