"""Each encoder against the whole corpus: it makes one value to the reader of its context."""

import re
import subprocess

import pytest
from payloads import PAYLOADS
from reading_back import HOLDS, broken

from qpf.views import encode
from qpf.views.encode import EncodeError


@pytest.mark.parametrize("encoder", HOLDS)
def test_no_text_of_the_corpus_breaks_an_encoder(encoder: str) -> None:
    holds = HOLDS[encoder]
    assert [repr(one.text[:80]) for one in PAYLOADS if broken(one, holds)] == []


def test_every_encoder_is_attacked() -> None:
    # `Code` takes only what the factory composed, `Number` only numbers
    takes_no_text = {"Code", "EncodeError", "Encoded", "Number"}
    assert set(encode.__all__) - takes_no_text <= set(HOLDS)
    with pytest.raises(EncodeError):
        encode.Number("1; import os")  # type: ignore[arg-type]


def test_bash_reads_every_word_as_itself() -> None:
    texts = [one.text for one in PAYLOADS if "\0" not in one.text and len(one.text) < 1_000]
    texts = [text for text in texts if not re.search("[\ud800-\udfff]", text)]
    script = "\n".join(f"printf '%s\\0' {encode.ShellWord(text)}" for text in texts)
    ran = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert ran.stdout.decode().split("\0")[:-1] == texts
