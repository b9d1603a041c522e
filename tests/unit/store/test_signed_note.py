"""A note is believed only as it was signed, by the key that is trusted; others can check what we sign."""

import base64
import hashlib
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.store.checkpoints import Checkpoint
from controlroom.store.signed_note import BadKey, BadNote, Signer, Verifier, opened

SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZIn"
    "NIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The vectors of golang.org/x/mod/sumdb/note, whose format the specification describes."""
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
OURS = Signer("controlroom.example/journal", bytes(range(32)))
CHECKPOINT = Checkpoint("controlroom.example/journal", 20852163, bytes(range(32)))


def by_the_specification(note: bytes, name: str, public: bytes) -> bool:
    """Another reading of c2sp.org/signed-note, which shares no line with ours."""
    found = re.fullmatch(rb"(.*\n)\n((?:\xe2\x80\x94 [^ \n]+ [^ \n]+\n)+)", note, re.DOTALL)
    assert found, "no note"
    text, signatures = found.groups()
    wanted = hashlib.sha256(name.encode() + b"\x0a\x01" + public).digest()[:4]
    for line in signatures.splitlines():
        _, who, signed = line.split(b" ")
        raw = base64.b64decode(signed)
        if who.decode() == name and raw[:4] == wanted:
            Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], text)
            return True
    return False


def test_the_vectors_of_the_first_implementation_hold_both_ways() -> None:
    assert Signer.parse(SECRET).sign(TEXT) == NOTE
    assert str(Signer.parse(SECRET).verifier) == PUBLIC
    assert Signer.parse(SECRET).secret == SECRET
    assert opened(NOTE.encode(), Verifier.parse(PUBLIC)) == TEXT


def test_a_key_of_another_log_is_read_as_it_is_published() -> None:
    assert str(Verifier.parse(SUMDB)) == SUMDB


def test_what_we_sign_is_believed_by_a_reader_of_the_specification() -> None:
    note = OURS.sign(CHECKPOINT.text).encode()
    assert by_the_specification(note, OURS.name, OURS.verifier.public)
    assert Checkpoint.opened(note, OURS.verifier) == CHECKPOINT


def test_a_checkpoint_has_three_lines_a_gap_and_a_signature() -> None:
    origin, size, head, gap, signature = OURS.sign(CHECKPOINT.text).splitlines()
    assert (origin, size, gap) == ("controlroom.example/journal", "20852163", "")
    assert base64.b64decode(head) == bytes(range(32))
    assert signature.startswith("— controlroom.example/journal ")


@settings(max_examples=200)
@given(st.data())
def test_no_byte_of_a_note_can_be_changed(data: st.DataObject) -> None:
    note = bytearray(OURS.sign(CHECKPOINT.text).encode())
    at = data.draw(st.integers(0, len(note) - 1))
    note[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != note[at]))
    try:
        said = Checkpoint.opened(bytes(note), OURS.verifier)
    except BadNote:
        return
    assert said == CHECKPOINT, "something else was believed"


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"text\n",
        TEXT.encode(),
        NOTE.encode()[:-1],
        NOTE.replace("PeterNeumann x08", "PeterNeumann x09").encode(),
        NOTE.replace("— Peter", "- Peter").encode(),
        NOTE.replace("problem,", "problem;").encode(),
        NOTE.replace("\n", "\r\n").encode(),
        NOTE.encode() + b"\xff",
        b"x" * 1_000_001,
        NOTE.encode() + "— a YWJjZGVm\n".encode() * 101,
    ],
)
def test_what_is_no_note_of_the_key_is_refused_with_why(note: bytes) -> None:
    with pytest.raises(BadNote):
        opened(note, Verifier.parse(PUBLIC))


def test_signatures_of_others_are_no_business_of_ours() -> None:
    other = Signer.new("witness.example").sign(TEXT).rpartition("\n\n")[2]
    assert opened(NOTE.encode() + other.encode(), Verifier.parse(PUBLIC)) == TEXT


def test_another_key_of_the_same_name_is_another_key() -> None:
    with pytest.raises(BadNote, match="not signed by PeterNeumann with this key"):
        opened(NOTE.encode(), Signer.new("PeterNeumann").verifier)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "PeterNeumann",
        PUBLIC.replace("c74f", "c74e"),
        PUBLIC.replace("Peter", "Petra"),
        PUBLIC[:-4],
        SECRET,
    ],
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        Verifier.parse(key)


def test_a_secret_is_not_taken_for_another() -> None:
    with pytest.raises(BadKey):
        Signer.parse(PUBLIC)
    with pytest.raises(BadKey):
        Signer.parse(SECRET.replace("+c74f20a3+", "+c74f20a4+"))
    for name in ("", "two words", "plus+sign", "line\n"):
        with pytest.raises(BadKey):
            Signer.new(name)


@pytest.mark.parametrize(
    "text",
    ["a\n1\n", "a\n01\nAAAA\n", "a\n-1\n", "a\n1\nAAAA\n", "\n1\nAAAA\n", "a\n1\n\nx\n", "a\nx\nAAAA\n"],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.opened(OURS.sign(text).encode(), OURS.verifier)


def test_a_checkpoint_of_another_journal_is_not_taken_for_ours() -> None:
    other = Checkpoint("elsewhere.example", 1, bytes(32))
    with pytest.raises(BadNote, match="elsewhere"):
        Checkpoint.opened(OURS.sign(other.text).encode(), OURS.verifier)
