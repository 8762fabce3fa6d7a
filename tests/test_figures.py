"""Pay, addresses and numbers of people in what is to go out."""

# ruff: noqa: RUF001 -- words and signs of other scripts

from __future__ import annotations

import pytest

from site_builder.redaction.pay_and_contacts import figures


@pytest.mark.parametrize(
    "text",
    [
        "They pay €85,000.",
        "They pay 85 000 EUR a year.",
        "They pay 85k.",
        "They pay 85,000 a year.",
        "They pay 85000.",
        "They pay $1.2m.",
        "someone@example.org",
        "mailto:someone@example.org",
        "Call +44 20 7946 0958 now.",
        "Call (020) 7946-0958 now.",
        "69-75k.",
        "60,000-75,000.",
        "69 thousand.",
        "69 TEUR.",
        "2 million euros.",
        "69 000.",
        "approx.69000.",
        "12,00,000.",
        "5000,- here.",
        "4500 a month.",
        "75/hour.",
        "someone [at] example.org",
        "+81-3-1234-5678",
        "Tel.0301234567.",
        "030–1234–5678",
        "650 a day",
        "4.200 brutto",
        "85 руб",
        "john [at] firm [dot] example",
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "52 an hour",
        "day rate 650",
        "4200 monthly",
        "Gehalt 4000",
        "45 Tausend",
        "900万円",
        "salary: 85",
        "85 brutto im Jahr",
        "a day rate of 450",
        "95,000 plus a bonus",
        "between 80,000 and 90,000",
        "£450/day",
        "60,000 base",
        "2 Mio EUR",
        "they offered 95,000, all told",
        "95.000 im Jahr",
    ],
)
def test_pay_and_contacts_are_found(text: str) -> None:
    """Pay in its usual forms, and mail, telephone and account numbers, are found in a text."""
    assert [*figures(text)]


@pytest.mark.parametrize(
    "text",
    [
        "12,000 employees",
        "40,000 records",
        "10k requests",
        "10k users",
        "a 10k run",
        "4k screens",
        "100k-line codebase",
        "1k tests",
        "192.168.10.20",
        "10000 requests a second",
        "ISO 27001",
        "RFC 12345",
        "Port 27017",
        "Postcode 04109",
        "Ticket #48213",
        "20,000 rows",
        "1 2 3 4 5 6 7 8 9 10",
        "10 000 lines of code",
        "2026-11-18 14:00, and between 2019-2024 nobody",
        "4,000 shops, 12 desks and 350 vans; 7.5 of 10",
        "In 2026 there are 365 days, 100% of them",
        "ISO-27001, ABC-12345, 2019–2024, 18.11.2026-20.11.2026 and 14:00-15:30",
        "40 hours a week",
        "a 12 hour shift",
        "we deploy 20 a day",
        "30 beds",
        "ZIP 90210",
        "123e4567-e89b-12d3-a456-426614174000",
        "Python 3.11",
        "a class of 28",
        "15 minutes a day",
        "p95 of 200 ms",
        "3.5 million rows",
        "bonus points for 3 things",
        "10,000 steps a day",
        "the bonus is 10%",
        "We have 12 nurses for 30 beds and 4 wards.",
        "I taught two classes of 28 for 6 years.",
        "The shop takes 1,200 parcels a week.",
        "Chapter 3 of 11; page 120.",
        "We cut the build from 14 minutes to 90 seconds.",
        "Salaries are open to everybody.",
        "The bonus depends on the team.",
        "They pay on the 25th.",
        "At 15:30 on 20.11.2026, room 4021.",
        "2,000 people in 14 countries.",
        "A queue of 50,000 jobs.",
        "Version 10.15.7 of the app.",
        "A 35-hour week and 28 days of holidays.",
        "Order 66 and line 12.",
    ],
)
def test_other_numbers_are_none_of_these(text: str) -> None:
    """A number before the plain thing that it counts, a date, or a name with a number goes out."""
    assert [*figures(text)] == []


def test_an_account_number_has_right_check_digits() -> None:
    """What only looks like an account number is none."""
    assert [*figures("DE89370400440532013000")] == [("an account number", "DE89370400440532013000")]
    assert [*figures("DE88370400440532013000")] == []
