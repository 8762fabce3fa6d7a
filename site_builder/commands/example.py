"""The filled reflection that `init` writes to be read; its name keeps it out of every count."""

EXAMPLE_FILE = "_example.md"
EXAMPLE_TEXT = """\
---
# An example to read. Its name begins with `_`, so it counts as nothing; delete it when you like.
company: Harbour Street Clinic
role: Ward Coordinator
round: head of nursing
interviewed: 2026-11-18 14:00
ended: 15:10
reflected: 2026-11-18 16:20
interviewers: [Karin Holm (head of nursing)]
ratings:               # 1 to 10, whole or half
  values: 8
  role: 7.5
  manager: 6
  compensation: null   # I asked myself, and have no evidence yet
  intangibles: 8
evidence:              # what I saw or heard, a sentence a rating
  values: They closed a ward for two days rather than run it short of people.
  manager: She had read my letter, and answered every question but the one about nights.
gut: yes
---

## What were my goals for this interview?

To find out who makes the roster, and whether part time is real or a word in the advertisement.

## What did I find out?

Twelve beds, four people by day, two by night. The post is new; nobody has left it.

## What new questions and worries do I have?

- [ ] How many nights a month, in the worst month of last year?

## What would I have liked to say?

That I turned down a job with more pay because of its roster.

## What would I have liked to ask?

- [x] Who did this work before the post was made?
- [ ] When is the pay scale settled?

## What would I do differently?

Say at the beginning how long I have. I left out my best example because time ran away.

## Next steps

- [x] Send a thank-you note due:2026-11-19 done:2026-11-18 until:round
- [ ] Ask when I will hear from them due:2026-11-25 until:news
- [ ] @them Karin sends the roster of last month due:2026-11-23

## Research

- [ ] Ask Ann, who worked there until spring
"""
