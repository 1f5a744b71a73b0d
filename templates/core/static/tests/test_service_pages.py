"""Pages: markup that nothing can break out of, forms without the script, feeds, the card."""

import html.parser
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pages_samples import FEEDS, HOSTILE, ITEM, SITE, build
from starlette.testclient import TestClient

from qpf_core.errors import InputError
from qpf_core.service import LiveHub, Platform
from qpf_core.service.pages import Block, Page, Site, Values, site_part
from qpf_core.service.pages.blocks import Form
from qpf_core.service.pages.markup import escaped, section
from qpf_core.service.pages.sending import filled, submitted

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
VOID = frozenset(("meta", "link", "input", "br", "hr"))


class Outline(html.parser.HTMLParser):
    """Reads a document and notes what is in it; every element must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element of one kind."""
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.fixture
def platform() -> Platform:
    """Return a platform in memory."""
    return Platform.embedded()


@pytest.fixture
def client(platform: Platform) -> Iterator[TestClient]:
    """Return a client of the sample service."""
    with TestClient(build(platform)) as opened:
        yield opened


def outline(client: TestClient, path: str) -> Outline:
    """Read a page."""
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    return Outline(answer.text)


@pytest.mark.parametrize("path", ["/", "/run"])
def test_hostile_texts_stay_texts(client: TestClient, path: str) -> None:
    page = outline(client, path)
    assert len(page.all("script")) == 1
    assert all(set(one) == {"nonce"} for one in page.all("script") + page.all("style"))
    shown = HOSTILE.replace("\ue000", "\ufffd").replace("\0", "\ufffd")
    assert any(shown in text for text in page.words)
    events = [name for _, one in page.seen for name in one if name.startswith(("on", "style"))]
    assert not events


@pytest.mark.parametrize("path", ["/", "/run"])
def test_a_page_is_usable_by_keyboard_and_by_ear(client: TestClient, path: str) -> None:
    page = outline(client, path)
    identities = [one["id"] for _, one in page.seen if "id" in one]
    assert len(identities) == len(set(identities))
    controls = page.all("input") + page.all("textarea") + page.all("select")
    labelled = {one["for"] for one in page.all("label")}
    assert all(one["id"] in labelled for one in controls if one.get("type") != "hidden")
    for _, one in page.seen:
        for name in ("aria-labelledby", "aria-describedby"):
            assert one.get(name) is None or one[name] in identities
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert page.all("a")[0]["href"] == "#main"
    assert [one for one in page.all("a") if one.get("aria-current") == "page"]
    assert "width=device-width" in str(page.all("meta"))


def test_a_page_may_load_nothing_and_each_nonce_is_new(client: TestClient) -> None:
    answers = [client.get("/", headers=BROWSER) for _ in range(2)]
    nonces = []
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        [nonce] = set(re.findall(r"'nonce-([\w-]+)'", policy))
        assert policy.startswith("default-src 'none'; ")
        assert answer.text.count(f'nonce="{nonce}"') == 2
        nonces.append(nonce)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Vary"] == "Accept"
    assert nonces[0] != nonces[1]


def test_programs_get_json_at_the_path_of_a_page(client: TestClient) -> None:
    assert client.get("/", headers={"Accept": "application/json"}).json() == {"for": "programs"}
    assert client.get("/run").headers["Content-Type"].startswith("text/html")


def test_a_browser_gets_a_page_where_the_core_answers_programs(platform: Platform) -> None:
    page = Page(path="/livez", title="Alive", blocks=(Values(title="Now", items=(ITEM,)),))
    app = build(platform, Site(name="Site", pages=(page,)))
    with TestClient(app) as browser:
        assert "<h1>Alive</h1>" in browser.get("/livez", headers=BROWSER).text
        assert browser.get("/livez").headers["Content-Type"] == "application/json"


def test_blocks_tell_the_script_what_it_needs(client: TestClient) -> None:
    page = outline(client, "/")
    told = [json.loads(str(one["data-block"])) for one in page.all("section")]
    assert [one["kind"] for one in told] == [block.kind for block in SITE.pages[0].blocks]
    assert told[4]["edges"] == [1.0, 2.0]
    assert page.all("body") == [{"data-live": "/ws/items"}]


def send(client: TestClient, fields: dict[str, str], **headers: str) -> Any:
    """Send a form as a browser without the script does."""
    return client.post("/run", data=fields, headers={**BROWSER, **headers})


def shown(answer: Any) -> str:
    """Return what the page shows as the answer to a form."""
    assert answer.status_code == 200, answer.text
    return html.unescape(
        re.findall(r'<output[^>]*><pre tabindex="0">(.*?)</pre>', answer.text, re.S)[0]
    )


def test_a_form_works_without_the_script(client: TestClient) -> None:
    given = {
        "form": "1",
        "field.name": "a b-ü",
        "field.text": "</pre>\r\n",
        "field.count": "2",
        "field.loud": "true",
        "field.tag": "",
    }
    answer = json.loads(shown(send(client, given)))
    assert answer == {"name": "a b-ü", "text": "</pre>\n", "rest": [2.0, True, "", False]}


def test_other_forms_send_bytes_or_only_ask(client: TestClient) -> None:
    assert json.loads(shown(send(client, {"form": "2", "field.data": "ü"}))) == {"length": 2}
    text = shown(send(client, {"form": "3", "field.id": "x"}))
    assert text.startswith("404\n{")
    assert "no thing x" in text
    assert shown(send(client, {"form": "3", "field.id": "words"})) == "plain words"
    assert shown(send(client, {"form": "3", "field.id": "../livez"})).startswith("404")


@pytest.mark.parametrize("number", ["", "x", "4", "-1", "²"])
def test_a_form_that_the_page_does_not_have_is_refused(client: TestClient, number: str) -> None:
    answer = send(client, {"form": number})
    assert (answer.status_code, answer.json()["field"]) == (422, "form")


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    fields = {"form": "3", "field.id": "x"}
    assert send(client, fields, Origin="http://elsewhere.example").status_code == 403
    assert send(client, fields, Origin="null").status_code == 403
    assert send(client, fields, Origin="http://testserver").status_code == 200


def test_bytes_that_are_no_form_are_refused(client: TestClient) -> None:
    answer = client.post("/run", content=b"\xff", headers=BROWSER)
    assert (answer.status_code, answer.json()["field"]) == (422, "body")
    with pytest.raises(InputError):
        submitted(b"&".join(b"a=1" for _ in range(200)))


@pytest.mark.parametrize("text", ["two", "inf", "nan"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    form = SITE.pages[1].blocks[1]
    assert isinstance(form, Form)
    with pytest.raises(InputError):
        filled(form, {"field.count": text})
    assert filled(form, {"field.count": "2.5"}).body["count"] == 2.5


def test_credentials_go_with_a_form() -> None:
    keyed = Platform.embedded(api_keys={"ada": {"key": "key-of-ada"}}, require_auth=True)
    with TestClient(build(keyed)) as guarded:
        assert guarded.get("/run", headers=BROWSER).status_code == 401
        fields = {"form": "3", "field.id": "x"}
        answer = send(guarded, fields, **{"X-API-Key": "key-of-ada"})
        assert shown(answer).startswith("404")


def test_a_site_needs_neither_feeds_nor_card_nor_a_menu(platform: Platform) -> None:
    site = Site(name="One", pages=(Page(path="/one", title="One"),))
    part = site_part(platform, site)
    assert part.router is not None
    with TestClient(build(platform, site)) as client:
        page = outline(client, "/one")
    assert not page.all("nav")
    assert page.all("body") == [{"data-live": ""}]
    assert LiveHub().counters()["connections"] == 0
    assert FEEDS[0].summary == ""


def test_a_block_of_no_kind_has_no_markup() -> None:
    with pytest.raises(TypeError, match="Block"):
        section(Block(title="Nothing"), "x")
    assert escaped(None) == "None"
    assert section(Values(title="V", items=()), "v").startswith("<section")
