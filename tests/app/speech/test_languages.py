"""Which language a sentence is in."""

from __future__ import annotations

import pytest

from turbodesk.app.speech.languages import in_latin, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It is the name of a house.", "en"),
        ("Das ist der Name von einem Haus.", "de"),
        ("C'est le nom de la maison, et il est grand.", "fr"),
        ("Es el nombre de la casa y los jardines.", "es"),
        ("É o nome da casa, mas não é uma casa.", "pt"),
        ("Non è il nome della casa.", "it"),
        ("Het is de naam van een huis.", "nl"),
        ("To jest nazwa domu i nie ma go na mapie.", "pl"),
        ("这是一座房子的名字。", "zh"),
        ("用 Python 写的程序。", "zh"),
        ("これは家の名前です。", "ja"),
        ("이것은 집의 이름입니다.", "ko"),
        ("Это название дома.", "ru"),
        ("Це назва будинку, і він є великий.", "uk"),
        ("هذا هو اسم البيت.", "ar"),
        ("این نام خانه‌ی پدر است.", "fa"),
        ("זה השם של הבית.", "he"),
        ("Αυτό είναι το όνομα.", "el"),
        ("นี่คือชื่อของบ้าน", "th"),
        ("यह घर का नाम है।", "hi"),
        ("The name 東京 is that of a town.", "en"),
        ("Yes.", "sv"),
        ("1 + 1 = 2", "sv"),
        ("", "sv"),
    ],
)
def test_letters_and_small_words_tell_the_language(text: str, language: str) -> None:
    assert language_of(text, "sv") == language


def test_the_persons_own_kind_of_a_language_is_kept() -> None:
    assert language_of("这是一座房子的名字。", "zh_TW") == "zh_TW"
    assert language_of("É o nome da casa, mas não é uma casa.", "pt_BR") == "pt_BR"
    assert language_of("It is the name of a house.", "zh_TW") == "en"


def test_languages_in_latin_letters() -> None:
    assert [in_latin(one) for one in ("pt_BR", "zh_TW", "ru", "sv")] == [True, False, False, True]
