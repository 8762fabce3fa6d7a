"""What nearly is a task, a date or a question's heading is a warning at its place."""

from __future__ import annotations

import pytest

from site_builder.parsing.headings import HEADING_VARIANTS, nearest_section
from site_builder.parsing.reflection import OTHER_WORDING, parse_reflection
from site_builder.parsing.settings import DEFAULT_SETTINGS, parse_settings

HEAD = "---\ncompany: Acme\nrole: Tuner\n---\n"
WORDING = (*((q.id, q.heading) for q in DEFAULT_SETTINGS.questions), *OTHER_WORDING)
QUESTIONS = dict(WORDING)
UNTIL_HINT = "write until:round or until:news, or `until` without the `:`"


def warnings(body: str) -> list[tuple[int, int, str]]:
    """Line and column, counted in the body, and code of each problem; all are warnings."""
    parsed = parse_reflection(
        "a.md", "journal/a.md", f"{HEAD}{body}\n".encode(), DEFAULT_SETTINGS, lambda _: None
    )
    assert parsed.reflection
    return [(p.line - 4, p.column, p.code) for p in parsed.problems]


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        *(
            ("Questions to ask", "unasked"),
            ("What I learned", "learned"),
            ("Next step", "next-steps"),
        ),
        *(("Goals for this interview", "goals"), ("Worries", "concerns"), ("My goals", "goals")),
        *(("What were my goals?", "goals"), ("What I wanted from this interview", "goals")),
        *(("How far I got", "achieved"), ("What did I achieve?", "achieved")),
        *(("What went well?", "went-well"), ("What I did well", "went-well")),
        *(("What I found out", "learned"), ("What have I learnt", "learned")),
        *(("What worries me", "concerns"), ("New questions", "concerns"), ("Concern", "concerns")),
        *(("What questions and worries do I have?", "concerns"), ("Doubts", "concerns")),
        *(("Does the job meet what I look for?", "meets"), ("What I'm looking for", "meets")),
        *(("Value gaps", "values-gaps"), ("Where our values meet", "values-gaps")),
        *(("Room to grow", "growth"), ("Is there room for growth?", "growth")),
        *(("What I'd have liked to say", "unsaid"), ("Left unsaid", "unsaid")),
        *(("What I wish I\u2019d said", "unsaid"), ("What I didn't say", "unsaid")),
        *(("What I would have liked to ask them", "unasked"), ("Questions", "unasked")),
        *(("What I should have asked", "unasked"), ("Questions I didn\u2019t ask", "unasked")),
        *(("Do differently", "differently"), ("What I'd do differently next time", "differently")),
        *(("What would I do different?", "differently"), ("My next steps", "next-steps")),
        *(("To research", "research"), ("Things to research", "research"), ("Note", "notes")),
        *(("Next stpes", "next-steps"), ("Reserch", "research"), ("Growht", "growth")),
        *(("What did I find oout?", "learned"), ("What did I do wel?", "went-well")),
        *(("2. Questions to ask", "unasked"), ("Questions to ask {#ask}", "unasked")),
        *(("What did I do well? (be honest)", "went-well"), ("Next steps (mine)", "next-steps")),
        *(("What did I find out? \u2014 later", "learned"), ("Q3: What I learned", "learned")),
        *(("**Worries**", "concerns"), ("worries:", "concerns"), ("WORRIES", "concerns")),
    ],
)
def test_headings_that_are_nearly_a_question(heading: str, id_: str) -> None:
    """A heading that says nearly what a question says is a warning that names the question."""
    source = f"{HEAD}Text.\n\n## {heading}\n\nText.\n"
    (problem,) = parse_reflection(
        "a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert (problem.line, problem.column, problem.code) == (7, 1, "near-heading")
    kind = "question" if id_ not in dict(OTHER_WORDING) else "section"
    assert problem.message == f"`## {heading}` is not read as the {kind} `{QUESTIONS[id_]}`"
    assert problem.hint == f"if it is meant, write `## {QUESTIONS[id_]}`"


OWN = (
    *("Salary talk", "About the office", "Questions they asked", "Questions from them", "Travel"),
    *("Questions they asked me", "Their questions", "My answers", "What they asked", "The search"),
    *("What they said", "Who I met", "Meeting", "Meeting notes", "First impressions", "The team"),
    *("Team values", "Company values", "Values", "Career goals", "Their goals", "Company goals"),
    *("Team goals", "Research team", "Research and development", "Archive", "Growth figures"),
    *("Company growth", "Revenue growth", "Room", "The meeting room", "How does it look", "Role"),
    *("What was different", "What is different here", "Red flags", "Green flags", "Pros", "Cons"),
    *("Pros and cons", "Salary", "Pay and benefits", "Logistics", "Interview format", "The job"),
    *("Tech stack", "Coding task", "System design question", "Behavioural questions", "Agenda"),
    *("Technical questions", "Questions about the role", "Preparation", "Timeline", "Summary"),
    *(
        "Impressions",
        "Gut feeling",
        "Overall",
        "Culture",
        "Atmosphere",
        "How I felt",
        "How it went",
    ),
    *("What went wrong", "What went badly", "Mistakes", "Steps to the office", "First steps"),
    *("Their next steps", "Next interview", "Next round", "Follow-up", "Next week", "Contact"),
    *("People", "Interviewers", "Manager", "The product", "Strategy", "Links", "References"),
    *("Tasks", "To do", "Things to do", "To find out", "Thoughts", "Ideas", "Why I applied"),
    *("Why they hire", "Why the role is open", "Notes on the office", "Release notes", "Decision"),
    *("What worries them", "Their concerns", "What they would do differently", "Far away"),
    *("What this team does differently", "How far is the office", "Well-being", "Hybrid work"),
    *("Looking back", "What I liked", "What I didn't like", "Ask Anna", "Say thanks", "Offer"),
    *("Learning budget", "Learning and development", "Learning culture", "Job description"),
    *("Objective-C", "Double check", "Concert", "Day in the life", "Dress code", "Hard questions"),
    *("Lunch with the team", "Questions I asked", "Questions and answers", "2026", "???", "目標"),
)


@pytest.mark.parametrize("heading", OWN)
def test_headings_of_my_own(heading: str) -> None:
    """A heading that means something else is the user's own, and no warning, bold or deeper too."""
    assert warnings(f"## {heading}\n\nText.\n\n### {heading}\n\n**{heading}**\n") == []


def test_the_table_of_near_words_is_true() -> None:
    """Each way to write a question that the table names leads to that question, and no other."""
    for id_, ways in HEADING_VARIANTS.items():
        assert {way: nearest_section(way, WORDING) for way in ways} == dict.fromkeys(ways, id_)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("# What did I find out?", (1, 1)),
        ("### Goals", (1, 1)),
        ("#### 3. goals {#goals}", (1, 1)),
        ("###Goals", (1, 1)),
        ("# Worries", (1, 1)),
        ("**What did I find out?**", (1, 1)),
        ("**What did I find out?**\nA team of five.", (1, 1)),
        ("Text.\n**Goals:**\nText.", (2, 1)),
        ("__Goals__:", (1, 1)),
        ("***Questions to ask***", (1, 1)),
        ("<b>Goals</b>", (1, 1)),
        ("<h2>Goals</h2>", (1, 1)),
        ("What did I find out?\n===", (1, 1)),
        ("Questions to ask\n---", (1, 1)),
        ("> ## Goals", (1, 3)),
        ("> **Goals**", (1, 3)),
        ("- ## Goals", (1, 3)),
        ("## Salary\n\n### Questions to ask", (3, 1)),
        ("What did I do well?", (1, 1)),
        ("Text.\n\nWhat did I do well?\nI listened.", (3, 1)),
        ("WHAT DID I DO WELL?", (1, 1)),
        ("What did I do well", (1, 1)),
        ("What did I do well:", (1, 1)),
        ("- What did I do well?", (1, 1)),
        ("3. What did I do well?", (1, 1)),
        ("3) WHAT DID I DO WELL?", (1, 1)),
        ("\u2022 What did I do well?", (1, 1)),
        ("> What did I do well?", (1, 3)),
        ("## What did I find out?\n\nWhat did I do well?", (3, 1)),
    ],
)
def test_questions_that_are_no_headings_of_level_2(body: str, place: tuple[int, int]) -> None:
    """A question as another level, in bold, underlined or in a quote is a warning at its place."""
    assert warnings(body) == [(*place, "near-heading")]


@pytest.mark.parametrize(
    "body",
    [
        "## Goals\n\n### Goals",
        "## Concerns\n\n### Worries\n\n**Questions**",
        "```\n# Goals\n```\n\n    # Goals\n\n<!--\n# Goals\n-->\n%%\n# Goals\n%%\n`# Goals`",
        "#goals #research",
        "#research",
        "My **goals** and **What did I find out?** in a sentence",
        "- **Research**\n- **Notes**: none",
        "Goals\n\n---\n\nText",
        "\\# Goals",
        "| Goals |\n|---|\n| x |",
        "## What did I do well?\n\nWhat did I do well?\n\n- What did I do well?",
        "## What would I have liked to ask?\n\n- What room is there to grow?",
        "They asked: What did I do well?",
        "Next steps\n\n- Research\n- Next steps",
    ],
)
def test_no_warning_where_no_question_is_meant(body: str) -> None:
    """Parts of a section, code, comments, tags and words within a sentence are no near misses."""
    assert warnings(body) == []


def test_questions_of_my_own_have_near_misses() -> None:
    """A question of `journal.toml` is named where a heading nearly says it; one that is switched
    off is not.
    """
    settings, problems = parse_settings(
        "journal.toml",
        b'[[questions]]\nid = "place"\nheading = "What is the office like?"\n'
        b'[[questions]]\nid = "goals"\nenabled = false\n',
    )
    assert problems == ()
    source = f"{HEAD}# What the office is like\n\n## My goals\n"
    found = parse_reflection("a", "a", source.encode(), settings, lambda _: None).problems
    assert [(p.line, p.hint) for p in found] == [
        (5, "if it is meant, write `## What is the office like?`")
    ]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        *(("-[ ] Ring", 1), ("*[x] Ring", 1), ("1.[ ] Ring", 1), ("> -[ ] Ring", 3)),
        *(("\u2610 Ring", 1), ("- \u2610 Ring", 3), ("\u2611 Ring", 1), ("\u2022 \u2610 Ring", 1)),
        *(("\u2022 [ ] Ring", 1), ("\u2013 [ ] Ring", 1), ("\u00b7 [x] Ring", 1)),
        *(("[] Ring", 1), ("- [] Ring", 3), ("* []Ring", 3), ("- []  ring", 3)),
        *(("[ ] Ring", 1), ("[x] Ring", 1), ("  [ ] Ring", 3), ("> [ ] Ring", 3)),
        *(("- [  ] Ring", 3), ("- [x]Ring", 3), ("- [ ]Ring", 3), ("- [ x] Ring", 3)),
        *(("- [\u00a0] Ring", 3), ("-\u00a0[ ] Ring", 1), ("\u00a0\u00a0- [ ] Ring", 3)),
        *(("a. [ ] Ring", 1), ("\u0663. [ ] Ring", 1), ("\uff0d [ ] Ring", 1)),
        *(("- [/] Ring", 3), ("- [-] Ring", 3), ("- [\u2713] Ring", 3), ("- (x) Ring", 3)),
        *(("- \\[ \\] Ring", 3), ("- \u3010 \u3011 Ring", 3), ("- **[ ]** Ring", 3)),
        *(("## [ ] Ring", 1), ("1234567890. [ ] Ring", 1), ("- - [] Ring", 5)),
        *(("- [\u2705] Ring", 3), ("- [\u2714\ufe0f] Ring", 3), ("- [ \u2713 ] Ring", 3)),
        *(
            ("- [\u274c] Ring", 3),
            ("- [o] call", 3),
            ("- [\u0445] Ring", 3),
            ("- [ok] Ring", 3),
            ("- [TODO] Ring", 3),
        ),
        *(("- \\[ ] Ring", 3), ("- [x\\] Ring", 3), ("\\[ ] ring", 1), ("- ( ) ring", 3)),
        *(("-- [ ] Ring", 1), ("--- [ ] Ring", 1), ("\u2219 [ ] Ring", 1), ("\uf0b7 [ ] Ring", 1)),
        *(("\u25ba \u2610 Ring", 1), ("- \u2610 ring", 3), ("\u2610Ring", 1)),
    ],
)
def test_tasks_that_are_nearly_one(line: str, column: int) -> None:
    """A box that is not quite one, or no list item, is a warning at its place with a hint."""
    source = f"{HEAD}Text.\n\n{line}\n"
    parsed = parse_reflection("a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None)
    assert [(p.line, p.column, p.code) for p in parsed.problems] == [(7, column, "near-task")]
    assert "`- [ ]`" in (parsed.problems[0].hint or "")
    assert parsed.reflection
    assert parsed.reflection.body.tasks == ()


@pytest.mark.parametrize(
    "line",
    [
        *("- [x](https://example.org)", "- [x][y]\n\n[y]: https://example.org", "[x]: https://a.b"),
        *("- [ ]", "- [x]", "A list [ ] of boxes", "- \\[] is a list", "- `[ ]` and `\u2610`"),
        *("`-[ ] Ring`", "    -[ ] Ring", "```\n-[ ] Ring\n\u2610 Ring\n```", "<!-- [ ] Ring -->"),
        *("%%\n\u2610 Ring\n%%", "- [1] a note", "- [xx] a word", "[^1]: A note", "> [!todo] Do"),
        *(
            "[[note]] and more",
            "- [[note]]",
            "![[x]]",
            "[] and [x]done in prose",
            "[...] and so on",
            "- (x) marks the spot",
            "- [?] unsure",
            "\u2610 is the ballot box sign",
            "-- a dash [ ] and a box",
        ),
        *("(a) one", "(x) marks the spot", "- (see there) x", "| [ ] | a |\n|---|---|\n| b | c |"),
    ],
)
def test_no_task_is_meant(line: str) -> None:
    """Links, notes, code, comments and brackets in prose are no near misses of a task."""
    assert [w for w in warnings(line) if w[2] == "near-task"] == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("due 24 November", "a date is written due:2026-11-24"),
        ("due on 24th Nov", "a date is written due:2026-11-24"),
        ("due: 24. November 2026", "write due:2026-11-24"),
        ("due Nov 24", "a date is written due:2026-11-24"),
        ("due tomorrow", "a date is written due:2026-11-24"),
        ("due by next Friday", "a date is written due:2026-11-24"),
        ("due next week", "a date is written due:2026-11-24"),
        ("due 24/11", "a date is written due:2026-11-24"),
        ("due:24.11.2026", "write due:2026-11-24"),
        ("due 2026-11-24", "write due:2026-11-24"),
        ("due=2026-11-24", "write due:2026-11-24"),
        ("due:2026-1-5", "write due:2026-01-05"),
        ("@due(2026-11-24)", "write due:2026-11-24"),
        ("deadline: 2026-11-24", "write due:2026-11-24"),
        ("due:2026-11-24T10:00", "write due:2026-11-24"),
        ("done 2026-11-24", "write done:2026-11-24"),
        ("done:24.11.2026", "write done:2026-11-24"),
        ("\U0001f4c5 24.11.2026", "write due:2026-11-24"),
        ("\u2705 24 November", "a date is written done:2026-11-24"),
        ("due date 2026-11-24", "write due:2026-11-24"),
        ("Due Date: 2026-11-24", "write Due:2026-11-24"),
        ("due-date: 2026-11-24", "write due:2026-11-24"),
        ("due_date=24.11.2026", "write due:2026-11-24"),
        ("due\u20132026-11-24", "write due:2026-11-24"),
        ("due\u2192 2026-11-24", "write due:2026-11-24"),
        ("due Fri", "a date is written due:2026-11-24"),
        ("deadline: Friday", "a date is written due:2026-11-24"),
        ("deadline next week", "a date is written due:2026-11-24"),
        ("\U0001f4c5: 2026-11-24", "write due:2026-11-24"),
        ("\u23f3 2026-11-24", "write due:2026-11-24"),
        ("\u23f0 2026-11-24", "write due:2026-11-24"),
        ("@{2026-11-24}", "write due:2026-11-24"),
        ("scheduled:: 2026-11-24", "write due:2026-11-24"),
        ("by 2026-11-24", "write due:2026-11-24"),
        ("before 24.11.2026", "write due:2026-11-24"),
        ("until 2026-11-24", "write due:2026-11-24"),
        ("by 24 November", "a date is written due:2026-11-24"),
        ("f\u00e4llig:2026-11-24", "write due:2026-11-24"),
        ("f\u00e4llig am 24.11.2026", "write due:2026-11-24"),
        ("\u00e9ch\u00e9ance:2026-11-24", "write due:2026-11-24"),
        ("bis 24.11.2026", "write due:2026-11-24"),
        ("avant le 24/11/2026", "write due:2026-11-24"),
        ("entro il 24/11/2026", "write due:2026-11-24"),
        ("erledigt: 2026-11-24", "write done:2026-11-24"),
        ("completed 2026-11-24", "write done:2026-11-24"),
        ("until:2026-11-24", "write due:2026-11-24"),
        ("until: 2026-11-24", "write due:2026-11-24"),
        ("until:24.11.2026", "write due:2026-11-24"),
        ("until:Friday", UNTIL_HINT),
        ("until: rounds", UNTIL_HINT),
        ("until:: an offer", UNTIL_HINT),
        ("until:", UNTIL_HINT),
    ],
)
def test_dates_that_are_nearly_one(words: str, hint: str) -> None:
    """In a task, what nearly is a date is a warning at its words, with a hint, and stays text."""
    source = f"{HEAD}{words}, `{words}`\n\n- [ ] Ring `{words}` {words}\n"
    parsed = parse_reflection("a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None)
    column = len(f"- [ ] Ring `{words}` ") + 1
    found = [(p.line, p.column, p.code, p.hint) for p in parsed.problems]
    assert found == [(7, column, "near-date", hint)]
    assert parsed.reflection
    (task,) = parsed.reflection.body.tasks
    assert (task.text, task.due, task.finished) == (f"Ring {words} {words}", None, None)


@pytest.mark.parametrize(
    "words",
    [
        *("Ask what is due and what is done", "Do due diligence", "Say I have done 3 talks"),
        *("Ring due:YYYY-MM-DD", "Ring until they answer", "Book the 24 November train"),
        *("Read https://example.org/?due:24.11.2026", "Run `due:24.11.2026`", "\u2705 Checked it"),
        *("Take 20.11.2026 bis 24.11.2026 off", "Book by 3 decent people", "Stand by me"),
        *("Be back by 10", "Finish by 3/4 of it", "Ask about the due date", "Set a deadline"),
        *("Read the 2026-11-24 notes", "Met @anna", "Ask about [[2026-11-24]]"),
        *("std::due::x", "Have it done: soon", "\U0001f4c5 Put it into the calendar"),
    ],
)
def test_no_date_is_meant(words: str) -> None:
    """Words of a task that only look like a date, code and addresses are no near misses."""
    assert warnings(f"- [ ] {words}") == []


def test_dates_in_brackets_of_dataview() -> None:
    """A field of the Dataview plugin that means another date is a warning."""
    assert warnings("- [ ] Ring [scheduled:: 2026-11-24]") == [(1, 13, "near-date")]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("~~due:2026-11-20~~ due:2026-11-24", "2026-11-24"),
        ("due:2026-11-24 ~~due:2026-11-20~~", "2026-11-24"),
        ("~~soon, due:2026-11-20~~ due:2026-11-24", "2026-11-24"),
        ("~~due:2026-11-24~~", "2026-11-24"),
        ("~~due:2026-11-20~~ `a` due:2026-11-24", "2026-11-24"),
        ("due:2026-11-24 \U0001f4c5 2026-11-24", "2026-11-24"),
    ],
)
def test_a_date_that_is_struck_out_is_not_the_date(words: str, due: str) -> None:
    """A struck-out date gives way to another one; the same date twice is no problem."""
    source = f"{HEAD}- [ ] Ring {words}\n"
    parsed = parse_reflection("a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None)
    assert parsed.problems == ()
    assert parsed.reflection
    assert [str(t.due) for t in parsed.reflection.body.tasks] == [due]


@pytest.mark.parametrize(
    ("words", "column", "message"),
    [
        (
            "due:2026-11-24 due:2026-11-25",
            27,
            "`due:2026-11-25` is ignored: the task has due:2026-11-24 already",
        ),
        (
            "done:2026-11-24 \u2705 2026-11-25",
            28,
            "`\u2705 2026-11-25` is ignored: the task has done:2026-11-24 already",
        ),
        (
            "due:2026-11-24 `a` \U0001f4c5 2026-11-25",
            31,
            "`\U0001f4c5 2026-11-25` is ignored: the task has due:2026-11-24 already",
        ),
        (
            "until:round until:news",
            24,
            "`until:news` is ignored: the task has until:round already",
        ),
    ],
)
def test_a_second_date_is_a_warning(words: str, column: int, message: str) -> None:
    """A task has one date of a kind, and one `until:`: another one is a warning at its place."""
    source = f"{HEAD}- [ ] Ring {words}\n"
    problems = parse_reflection(
        "a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert [(p.column, p.code, p.message) for p in problems] == [(column, "near-date", message)]


@pytest.mark.parametrize("id_", ["concerns", "unasked"])
def test_a_question_has_no_date(id_: str) -> None:
    """A date of a question, which has none, is a warning and stays in its text."""
    source = f"{HEAD}## {QUESTIONS[id_]}\n\n- [ ] Who leads? due:2026-11-24\n"
    parsed = parse_reflection("a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None)
    assert [(p.line, p.column, p.code, p.message) for p in parsed.problems] == [
        (7, 18, "near-date", "`due:2026-11-24` is not read: a question has no date")
    ]
    assert parsed.reflection
    assert [q.text for q in parsed.reflection.body.questions] == ["Who leads? due:2026-11-24"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        *(("- [\u200b] Ring", 3), ("- \u200b[ ] Ring", 1), ("\u200b- [ ] Ring", 2)),
        *(("- [ \u2060] Ring", 3), ("- [ ]\ufeff Ring", 3), ("\u200b[ ] Ring", 2)),
    ],
)
def test_invisible_characters_in_a_task(line: str, column: int) -> None:
    """A box that an invisible character spoils is a warning whose hint names the character."""
    source = f"{HEAD}Text.\n\n{line}\n"
    (problem,) = parse_reflection(
        "a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert (problem.line, problem.column, problem.code) == (7, column, "near-task")
    assert "without the invisible U+" in (problem.hint or "")


@pytest.mark.parametrize(
    ("box", "hint"),
    [("[>]", "forwarded"), ("[-]", "cancelled"), ("[/]", "open or done"), ("[<]", "scheduled")],
)
def test_boxes_of_the_tasks_plugin(box: str, hint: str) -> None:
    """A state that only Obsidian's Tasks plugin knows gets a hint that fits it."""
    source = f"{HEAD}- {box} Ring\n"
    (problem,) = parse_reflection(
        "a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert hint in (problem.hint or "")


@pytest.mark.parametrize("indent", ["\t", "    "])
def test_tasks_that_their_indent_makes_code(indent: str) -> None:
    """A list of tasks that is indented below a paragraph is code: each task is a warning."""
    source = f"Text:\n\n{indent}- [ ] Ring\n{indent}- [x] Write\n\nText.\n\n- [ ] Ring"
    column = len(indent) + 1
    assert warnings(source) == [(3, column, "near-task"), (4, column, "near-task")]


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Goals #tag",
            "#tag Goals",
            "Goals #a/b #c",
            "Goals ^id1",
            "Goals {#id}",
            "Goals #tag ^id1",
        ),
        *(
            "\u2705 Goals",
            "1\ufe0f\u20e3 Goals",
            "Q3: Goals",
            "Question 3: Goals",
            "Q3 \u2013 Goals",
        ),
        *(
            "Question 3. What were my goals for this interview?",
            "(3) Goals",
            "#3 Goals",
            "Nr. 3: Goals",
        ),
    ],
)
def test_decorations_of_a_heading(heading: str) -> None:
    """Tags, ids, emoji and numbers around a heading make no difference."""
    source = f"{HEAD}## {heading}\n\nText.\n"
    parsed = parse_reflection("a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None)
    assert parsed.problems == ()
    assert parsed.reflection
    assert parsed.reflection.answered == ("goals",)


def test_a_second_date_in_a_later_paragraph_is_a_warning() -> None:
    """A task of several paragraphs has one date of a kind as well."""
    body = "- [ ] Ring due:2026-11-24\n\n  Or later, due:2026-11-25."
    assert warnings(body) == [(3, 13, "near-date")]


@pytest.mark.parametrize("words", ["due:2026-11-24", "@them", "@them due:2026-11-24"])
def test_a_task_without_words_is_a_warning(words: str) -> None:
    """A box with nothing but a date or an owner is no task, and that is said at its words."""
    source = f"{HEAD}- [ ] {words}\n"
    (problem,) = parse_reflection(
        "a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None
    ).problems
    assert (problem.line, problem.column, problem.code) == (5, 7, "near-task")
    assert problem.hint == "say what is to be done"


def test_an_empty_box_is_silent() -> None:
    """A box that waits for its words is neither a task nor a problem."""
    source = f"{HEAD}- [ ]\n- [ ] \n"
    assert (
        parse_reflection("a", "a", source.encode(), DEFAULT_SETTINGS, lambda _: None).problems == ()
    )
