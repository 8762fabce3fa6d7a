"""The words of a company's name that give it away."""

from __future__ import annotations

import pytest

from site_builder.core.names import without_legal_form
from site_builder.redaction.company_words import identifying_words
from site_builder.redaction.glued_names import glued_words, holds_name, word_stems


@pytest.mark.parametrize(
    ("name", "anyhow", "as_written"),
    [
        ("Northwind Traders, Inc.", "Northwind Traders", ""),
        ("SAP Labs", "", "SAP Labs"),
        ("ING Bank", "", "ING Bank"),
        ("eBay Germany", "eBay Germany", "eBays"),
        ("3M Company", "", "3M"),
        ("N26", "", "N26 N26s"),
        ("HMRC", "HMRC", ""),
        ("adidas Group", "adidas adidass", "Group"),
        ("the north", "", ""),
        ("Will Trade Co", "", "Will Trade"),
        ("Data Science GmbH", "", "Data Science"),
        ("三菱電機 Europe", "三菱電機 Europe", ""),
        ("Åkerlund & Søn", "Åkerlund", ""),
        ("ООО «Морозко»", "Морозко", ""),  # noqa: RUF001 -- Cyrillic
        ("PwC", "PwC", "PwCs"),
        ("IKEA of Sweden AB", "IKEA Sweden", ""),
        ("7-Eleven 24", "", "Eleven"),
    ],
)
def test_words_that_give_a_company_away(name: str, anyhow: str, as_written: str) -> None:
    """Capitals, digits and other scripts tell a name; short and everyday words as written only."""
    words = [*identifying_words(name)]
    assert [word for word, exact in words if not exact] == anyhow.split()
    assert [word for word, exact in words if exact] == as_written.split()


@pytest.mark.parametrize(
    "text",
    [
        "northwind2026",
        "see northwindgroup2.",
        "https://x.example/northwindjobs/1",
        "linkedin.example/company/my-northwinders",
        "#LifeAtNorthwind",
        "#northwindlife",
        "mail@northwindhq.example",
    ],
)
def test_a_name_inside_an_address_a_tag_or_a_word_with_digits(text: str) -> None:
    """A name of five letters is found inside what people glue it into."""
    assert any(holds_name("northwind", word) for word in glued_words(text))


@pytest.mark.parametrize(
    "text", ["northwindish", "a north wind", "the north of x.example", "#north"]
)
def test_a_name_inside_another_plain_word_is_none(text: str) -> None:
    """A plain word is looked at whole: one that holds a name is another word."""
    assert not any(holds_name("northwind", word) for word in glued_words(text))


@pytest.mark.parametrize(
    ("text", "is_stem"),
    [
        ("Northwindin", True),
        ("the Northwindian way", True),
        ("НОРТВИНДОМ", False),
        ("NORTHWINDU", True),
        ("northwindin", False),
        ("Northwindjobs", False),
        ("Northwin", False),
    ],
)
def test_an_inflected_name(text: str, is_stem: bool) -> None:  # noqa: FBT001 -- a column
    """A capitalised word that ends up to three letters behind a name may be an inflection of it."""
    assert ("northwind" in dict(word_stems(text))) == is_stem


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("株式会社山田製作所", "山田製作所"),
        ("深圳红杉科技有限公司", "深圳红杉科技"),
        ("(주)카카오", "카카오"),
        ("ООО «Морозко»", "Морозко"),  # noqa: RUF001 -- Cyrillic
        ("Northwind GmbH & Co. KG", "Northwind"),
        ("株式会社", "株式会社"),
        ("SE", "SE"),
    ],
)
def test_a_legal_form_is_no_part_of_a_name(name: str, without: str) -> None:
    """A legal form is cut off where it stands, but one that is the whole name stays."""
    assert without_legal_form(name) == without
