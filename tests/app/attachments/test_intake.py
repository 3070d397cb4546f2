"""Each kind of file becomes what a model can read, or is refused in a sentence; none of them does harm."""

from __future__ import annotations

import codecs
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.app.attachments import files
from tests.app.documents import packages
from turbodesk.app.attachments import pdf
from turbodesk.app.attachments.intake import plain_name, read, taken
from turbodesk.app.attachments.pictures import Picture
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.app.documents import texts
from turbodesk.app.documents.texts import utf_16
from turbodesk.chat import encodings
from turbodesk.chat.attachments import PDF, PLAIN, SCANNED
from turbodesk.chat.errors import AttachmentRefused


class NoPictures:
    """Stands where nothing is a picture."""

    def prepared(self, data: bytes, media_type: str, name: str, stop: Event | None = None) -> Picture:
        raise AssertionError(f"{name} is no picture")

    def smaller(self, content: bytes, edge: int) -> Picture:
        raise AssertionError("nothing is made smaller")


def refusal(data: bytes, name: str = "it.bin") -> str:
    with pytest.raises(AttachmentRefused) as caught:
        taken(data, name, NoPictures())
    return caught.value.note.sentence


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n....", (Kind.PICTURE, "image/png")),
        (b"\xff\xd8\xff\xe0....", (Kind.PICTURE, "image/jpeg")),
        (b"GIF89a......", (Kind.PICTURE, "image/gif")),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", (Kind.PICTURE, "image/webp")),
        (b"BM\x00\x01\x00\x00\x00", (Kind.PICTURE, "image/bmp")),
        (b"BMW and other cars", (Kind.TEXT, "")),
        (b"II*\x00....", (Kind.PICTURE, "image/tiff")),
        (b"\x00\x00\x00\x18ftypheic", (Kind.PICTURE, "image/heic")),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', (Kind.PICTURE, "image/svg+xml")),
        (b"<!-- " + b"a" * 9_000 + b" --><!DOCTYPE svg><s:svg xmlns:s='x'/>", (Kind.PICTURE, "image/svg+xml")),
        (b"<!DOCTYPE html><html><body><svg width='1'/><p>words</p></body></html>", (Kind.TEXT, "")),
        (b"<template>\n  <svg viewBox='0 0 1 1'/>{{ label }}\n</template>\n<script>\n</script>", (Kind.TEXT, "")),
        (b"<script>let n = 1</script>\n<svg/>", (Kind.TEXT, "")),
        (b"<?xml version='1.0'?>\n<root><!-- <svg> goes here --></root>", (Kind.TEXT, "")),
        (b"<svg and other tags", (Kind.TEXT, "")),
        (b"<svg width='1'", (Kind.TEXT, "")),
        (b"%PDF-1.7\n", (Kind.PDF, "application/pdf")),
        (b"sent by a server\r\n%PDF-1.7\n\xe2\xe3\nstartxref\n9\n%%EOF", (Kind.PDF, "application/pdf")),
        (b"A PDF begins with %PDF-1.7 and ends with\nstartxref\n9\n%%EOF", (Kind.TEXT, "")),
        (b"PK\x03\x04....", (Kind.OFFICE, "")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (Kind.OLD_OFFICE, "")),
        ("größer".encode(), (Kind.TEXT, "")),
        ("größer".encode("utf-16"), (Kind.TEXT, "")),
        ("no mark\r\n".encode("utf-16-le"), (Kind.TEXT, "")),
        ("no mark\r\n".encode("utf-16-be"), (Kind.TEXT, "")),
        (b"\x01\x00\x02\x00\x03\x00", (Kind.BINARY, "")),
        (b"a\x00\x00\xd8", (Kind.BINARY, "")),
        (b"\x7fELF\x02\x01\x01\x00", (Kind.BINARY, "")),
        (b"Subject: a\n b\nMIME-Version: 1.0\n\nText", (Kind.MAIL, "")),
        (b"{\\rtf1 a}", (Kind.RICH_TEXT, "")),
    ],
)
def test_the_first_bytes_tell_what_a_file_is_whatever_its_name(data: bytes, expected: tuple[Kind, str]) -> None:
    assert sniffed(data) == expected


def can_be_utf_32(data: bytes) -> bool:
    """Whether this is good UTF-32 too: its mark is that of UTF-16 and a character of no width after it."""
    try:
        return data.startswith(codecs.BOM_UTF32_LE) and bool(data.decode("utf-32"))
    except UnicodeDecodeError:
        return False


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
@example("\x000", "utf-16")
def test_unicode_text_is_read_as_it_is(text: str, encoding: str) -> None:
    expected = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    data = text.encode(encoding)
    if encoding == "utf-8" and (data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or utf_16(data)):
        return  # zeros between all letters are UTF-16's
    if encoding == "utf-16" and can_be_utf_32(data):
        return
    found = texts.decoded(data, "it.txt")
    assert (found.text, found.note, found.encoding) == (expected, "", encoding.removesuffix("-sig"))
    assert found.is_plain == (found.encoding == "utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_without_its_mark(encoding: str) -> None:
    data = "größer\r\nals 1\n".encode(encoding)
    expected = texts.DecodedText("größer\nals 1\n", "utf-16")
    assert texts.decoded(data, "it.txt") == texts.decoded_as(data, "it.txt", "utf-16") == expected


@given(st.data())
def test_utf_8_stays_what_it_is_with_one_bad_byte_or_cut_anywhere(data: st.DataObject) -> None:
    text = "2026-11-01 信息 Größe ✅ naïve 👍\n"
    raw = text.encode() * 3
    start, end = data.draw(st.integers(0, 20)), data.draw(st.integers(len(raw) - 20, len(raw)))
    at = data.draw(st.integers(start, end))
    found = texts.decoded(raw[start:at] + b"\xff" + raw[at:end], "it.log")
    assert "信息" in found.text
    assert 1 <= found.text.count("\N{REPLACEMENT CHARACTER}") <= 8
    assert "damaged" in found.note
    assert not found.is_plain


OLD = [
    ("zh_CN", "gb18030", "姓名,城市\n张三,北京\n"),
    ("zh_TW", "big5hkscs", "姓名,城市\n張三,台北\n"),
    ("ja_JP", "cp932", "これはテストです"),
    ("ja_JP", "euc-jp", "春になると日が長くなり、人々は外に出かけることが多くなります。本は棚の上にあります。"),
    ("ko_KR", "cp949", "이름,도시\n홍길동,서울"),
    ("ru_RU", "cp1251", "Это проверочный файл. Русский текст в старой кодировке."),
    ("ru_RU", "koi8-r", "Это проверочный файл"),
    ("uk_UA", "cp1251", "Це перевірка її"),
    ("de_DE", "cp1252", "Grüße"),
    ("fr_FR", "cp1252", "Le café est fermé"),
    ("en_US", "cp1252", "it’s “fine”"),
    ("pl_PL", "cp1250", "Zażółć gęślą jaźń"),
    ("cs_CZ", "cp1250", "Žluťoučký kůň úpěl"),
    ("el_GR", "cp1253", "Γειά"),
    ("tr_TR", "cp1254", "Işık"),
    ("he_IL", "cp1255", "שלום"),
    ("ar_EG", "cp1256", "مرحبا"),
    ("lt_LT", "cp1257", "Ąžuolas žalias šiandien"),
    ("th_TH", "cp874", "นี่คือไฟล์ทดสอบ"),
]


@pytest.mark.parametrize(("language", "encoding", "text"), OLD, ids=[f"{one[0]}, {one[1]}" for one in OLD])
def test_short_texts_in_the_encodings_old_files_have_are_read_right(language: str, encoding: str, text: str) -> None:
    assert texts.decoded(text.encode(encoding), "old.txt", language).text == text


def test_where_two_encodings_are_as_likely_the_persons_own_is_taken() -> None:
    data = "Numéro;Prénom;Ville\n1;Hélène;Orléans".encode("cp1252")
    assert "Hélène" in texts.decoded(data, "it.csv", "fr_FR").text
    assert "Hélčne" in texts.decoded(data, "it.csv", "pl_PL").text


@given(st.sampled_from(OLD), st.data())
def test_old_text_cut_anywhere_is_not_taken_for_damaged_unicode(old: tuple[str, str, str], data: st.DataObject) -> None:
    language, encoding, text = old
    raw = text.encode(encoding) * 2
    start = data.draw(st.integers(0, len(raw) // 4))
    assert "damaged" not in texts.decoded(raw[start:], "old.txt", language).note


def test_old_text_is_read_with_a_guess_that_is_told() -> None:
    text = "Die Größe der Straße ist für Fußgänger völlig ausreichend, sagt Jürgen Müller. " * 20
    found = texts.decoded(text.encode("cp1252"), "alt.txt")
    assert found.text == text
    assert found.note == "Read as Western European (Windows-1252), which is a guess; some letters may be wrong."
    assert found.encoding == "cp1252"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso8859-2", "<?xml version='1.0' encoding='ISO-8859-2'?><a>Zażółć</a>"),
        ("cp1252", '<?xml version="1.0" encoding="iso-8859-1"?><a>Größe “so”</a>'),
        ("gb18030", "<!doctype html><meta charset=gb2312><p>姓名</p>"),
        ("cp932", '<html><META content="text/html; charset=Shift_JIS" http-equiv=a><p>名'),
        ("koi8-r", '@charset "koi8-r";\n/* Это */'),
        ("mac-roman", "#!/usr/bin/python\n# -*- coding: macroman -*-\nname = 'é'"),
        ("iso2022_jp", "Subject: テスト\n"),
    ],
)
def test_what_a_text_says_itself_that_it_is_in_comes_before_a_guess(encoding: str, text: str) -> None:
    found = texts.decoded(text.encode(encoding), "it")
    assert (found.text, found.encoding, found.note) == (text, encoding, "")
    assert not found.is_plain


@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "rot13", "base64", "no-such", "\x00", "euc-jp"])
def test_a_declaration_that_cannot_be_true_is_not_believed(declared: str) -> None:
    data = f"<?xml version='1.0' encoding='{declared}'?><a>Привет, это текст</a>".encode("cp1251")
    found = texts.decoded(data, "it.xml", "ru_RU")
    assert (found.encoding, "Привет" in found.text) == ("cp1251", True)


def test_a_good_utf_8_text_is_one_whatever_it_says() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><a>Größe</a>'
    assert texts.decoded(text.encode(), "it.xml") == texts.DecodedText(text, "utf-8")


@pytest.mark.parametrize("encoding", encodings.ENCODINGS)
def test_every_encoding_can_be_chosen_for_any_file(encoding: str) -> None:
    found = texts.decoded_as(bytes(range(256)) * 2, "it", encoding)
    assert found.encoding == encoding
    assert "\x00" not in found.text
    assert texts.decoded_as("Ab 1".encode(encoding), "it", encoding).text == "Ab 1"


def test_a_text_is_kept_with_its_own_bytes_where_they_are_not_the_same() -> None:
    old = "Größe".encode("cp1252")
    assert (taken(old, "a.txt", NoPictures()).original, taken(old, "a.txt", NoPictures()).encoding) == (old, "cp1252")
    new = taken(b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe\r\n", "a.txt", NoPictures())
    assert (new.original, new.encoding, new.file.size) == (b"", "utf-8", 12)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_text(data: bytes) -> None:
    texts.decoded(data, "it.txt").text.encode("utf-8", "replace")


def test_source_files_are_kept_word_for_word() -> None:
    found = taken(b"def f():\n\treturn 1\n", "f.py", NoPictures())
    assert (found.content, found.media_type, found.name) == (b"def f():\n\treturn 1\n", PLAIN, "f.py")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"\x7fELF\x02\x01\x01\x00" * 20, "neither a picture nor a text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Office format"),
        (b"%PDF-1.7\nrubbish", "damaged"),
        (files.pdf(password="secret"), "protected with a password"),
        (b"%PDF-" + bytes(pdf.MOST_BYTES), "at most 13 MB"),
        (b"a" * (texts.MOST_BYTES + 1), "longer than a model can read"),
        (files.zipped({"a.txt": "x"}), "is an archive"),
        (b"PK\x03\x04" + bytes(100), "is damaged"),
        (packages.word(""), "holds no text"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_the_pages_of_a_pdf_are_counted_and_its_bytes_are_kept() -> None:
    data = files.pdf(7)
    found = taken(data, "seven.pdf", NoPictures())
    assert (found.content, found.media_type, found.pages) == (data, PDF, 7)


@pytest.mark.parametrize("is_nested", [False, True])
def test_a_scanned_pdf_is_told_from_one_with_text(is_nested: bool) -> None:
    picture = b"/XObject<</I 4 0 R>>"
    font = b"/XObject<</I 4 0 R/F 5 0 R>>" if is_nested else picture + b"/Font<</F 6 0 R>>"
    assert taken(files.pdf_with(picture), "scan.pdf", NoPictures()).note == SCANNED
    assert taken(files.pdf_with(font), "paper.pdf", NoPictures()).note == ""
    assert taken(files.pdf_with(b""), "blank.pdf", NoPictures()).note == ""
    assert taken(files.pdf_with(b"/XObject 7/Font null"), "odd.pdf", NoPictures()).note == ""
    broken = files.pdf_with(b"/XObject<</I 8 0 R>>").replace(b"trailer", b"8 0 obj [ 1 2\ntrailer")
    assert taken(broken, "odd.pdf", NoPictures()).note == ""
    assert taken(files.pdf_with(b"/XObject<</I 99 0 R/J(no)>>"), "odd.pdf", NoPictures()).note == ""


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_damage_to_a_pdf_is_more_than_a_refusal(rubbish: bytes, at: int) -> None:
    sound = files.pdf(1)
    data = sound[: 8 + at] + rubbish + sound[8 + at + len(rubbish) :]
    with suppress(AttachmentRefused):
        assert pdf.facts(data, "it.pdf").pages >= 1


def test_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "none.txt", "not a file")):
        with pytest.raises(AttachmentRefused) as caught:
            read(path)
        assert words in caught.value.note.sentence


@given(st.text(max_size=400))
def test_names_stay_on_one_line_and_short(name: str) -> None:
    plain = plain_name(name)
    assert len(plain) <= 120
    assert "\n" not in plain
    assert "\u202e" not in plain


def test_a_long_name_keeps_its_ending() -> None:
    assert plain_name(f"{'a' * 200}.pdf").endswith("….pdf")
