"""Reads cases: a profile, what is assumed, and in a casebook the words that it rests on and what must come out.

No message repeats a key or a value that was given, since either may identify someone. Cases are read by hand and not
through a shape, so that a check starts without pydantic.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping as Keyed
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from admissions.errors import NOWHERE, Place, Problem, Refused, listed, meant
from admissions.model.outcomes import Outcome
from admissions.model.placements import AtReview, Placement, ReviewDates, Wishes
from admissions.model.profiles import Profile
from admissions.model.provisions import RuleSet
from admissions.text.days import DATES, DAY_REMEDY, SINCE, WISHES, YES_NO, NoDay, read_day, read_event, read_month
from admissions.text.identifiers import identifiers
from admissions.text.profiles import MAX_PROBLEMS, NO_FIELDS, read_profile, refused
from admissions.text.tree import Mapping, Node, Scalar, Sequence

LANGUAGE = "1"
ALL = "all"
KEYS = (
    *("language", "case", "about", "quotes", "asked_about", "assume", "open", "profile", "review", "expect"),
    "findings",
)
CLOSED = ("review", "assume", "open", "expect", "findings")
ON = "on"
REVIEW_KEYS = (ON, SINCE, *DATES, *WISHES)
QUOTE_KEYS = ("words", "from")
ID = re.compile("[a-z][a-z0-9_]{0,59}")
LISTED = "`admissions rules list` lists them"


@dataclass(frozen=True)
class ReadCase:
    """A case as read: the profile, the provision asked about, what is assumed, the review that it is part of, and for a
    casebook the quotes, the expected outcomes and, where it says so, all that follows with what each finding is about.
    """

    id: str
    profile: Profile
    assume: Keyed[str, str] = field(default_factory=dict)
    leave_open: tuple[str, ...] = ()
    about: str = ""
    quotes: tuple[tuple[str, str], ...] = ()
    expect: Keyed[str, tuple[Outcome, ...]] = field(default_factory=dict)
    asked_about: str | None = None
    findings: Keyed[str, tuple[str, ...]] | None = None
    review: AtReview | None = None
    at: Place = field(default=NOWHERE, compare=False)


def read_case(node: Node, rules: RuleSet) -> ReadCase:
    """The case at ``node``; a file that holds nothing but need fields is a profile by itself. Raises Refused."""
    problems = list(islice(identifiers(_free(node)), MAX_PROBLEMS))
    if problems:
        raise refused(problems)
    if not isinstance(node, Mapping):
        raise Refused([Problem(node.place, *NO_FIELDS)])
    if node.get("profile") is None and any(key.value in rules.needs.by_id for key, _ in node.entries):
        return ReadCase("case", read_profile(node, rules))
    return _CaseReader(rules).read(node)


def _free(node: Node) -> Node:
    """A case without its review, which holds dates, and without what is one of known names or else refused."""
    if not isinstance(node, Mapping):
        return node
    return Mapping(tuple((key, value) for key, value in node.entries if key.value not in CLOSED), node.place)


class _CaseReader:
    """Reads the keys of a case, noting every problem."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.problems: list[Problem] = []

    def read(self, node: Mapping) -> ReadCase:
        """The case. Raises Refused with the first of its problems."""
        language = node.get("language")
        if language is not None and self._text(language) not in (LANGUAGE, ""):
            self._note(language, "this edition of the language is not known", f"it may be `{LANGUAGE}`, in quotes")
        profile = Profile()
        recorded = node.get("profile")
        if recorded is None:
            self._note(node, "`profile` is missing", "add `profile:`")
        else:
            try:
                profile = read_profile(recorded, self.rules)
            except Refused as found:
                self.problems += found.problems
        self._known_keys(node, KEYS)
        id = self._id(node.get("case"))
        case = ReadCase(
            id,
            profile,
            self._assume(node.get("assume")),
            self._open(node.get("open")),
            self._text(node.get("about")),
            self._quotes(node.get("quotes")),
            self._expect(node.get("expect")),
            self._asked_about(node.get("asked_about")),
            self._findings(node.get("findings")),
            self._review(node.get("review"), id, profile),
            Place(node.place.file),
        )
        if self.problems:
            raise refused(self.problems)
        return case

    def _note(self, node: Node, what: str, remedy: str) -> None:
        self.problems.append(Problem(node.place, what, remedy))

    def _known_keys(self, node: Mapping, keys: tuple[str, ...]) -> None:
        for key, _ in node.entries:
            if key.value not in keys and len(self.problems) < MAX_PROBLEMS:
                self._note(key, "this is not a known key", meant(str(key.value), keys, f"the keys are {listed(keys)}"))

    def _text(self, node: Node | None) -> str:
        if node is None:
            return ""
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.value
        self._note(node, "this value should be text", "write a word or a sentence, in quotes if it is a number")
        return ""

    def _id(self, node: Node | None) -> str:
        name = self._text(node) or "case"
        if node is not None and not ID.fullmatch(name):
            self._note(node, "this value is not spelled as it should be", "use small letters, digits and _, at most 60")
        return name

    def _keyed(self, node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
        if isinstance(node, Mapping):
            return node.entries
        if node is not None:
            self._note(node, "this value should hold keys and values", "write `key: value` lines below it")
        return ()

    def _items(self, node: Node | None) -> tuple[Node, ...]:
        if isinstance(node, Sequence):
            return node.items
        if node is not None:
            self._note(node, "this value should be a list", "write one `- ` for each entry")
        return ()

    def _assume(self, node: Node | None) -> dict[str, str]:
        known, found = self.rules.assumption, {}
        for key, value in self._keyed(node):
            name, word = str(key.value), self._text(value)
            if len(self.problems) >= MAX_PROBLEMS:
                break
            if name not in known:
                self._note(key, "this assumption is not known", meant(name, known, LISTED))
            elif word not in known[name].ids:
                remedy = meant(word, known[name].ids, f"it may be {', '.join(known[name].ids)}")
                self._note(value, f"this is not a value of `{name}`", remedy)
            found[name] = word
        return found

    def _open(self, node: Node | None) -> tuple[str, ...]:
        known, found = self.rules.assumption, []
        for item in self._items(node):
            name = self._text(item)
            if len(self.problems) >= MAX_PROBLEMS:
                break
            if name != ALL and name not in known:
                self._note(item, "this assumption is not known", meant(name, known, LISTED))
            found.append(name)
        return tuple(found)

    def _quotes(self, node: Node | None) -> tuple[tuple[str, str], ...]:
        found = []
        for item in self._items(node):
            quoted = Mapping(self._keyed(item), item.place)
            self._known_keys(quoted, QUOTE_KEYS)
            if quoted.get("words") is None:
                self._note(item, "`words` is missing", "add `words:`")
            found.append((self._text(quoted.get("words")), self._text(quoted.get("from"))))
        return tuple(found)

    @property
    def _provisions(self) -> tuple[str, ...]:
        return (*self.rules.by_id, *(one.id for one in self.rules.not_known))

    def _asked_about(self, node: Node | None) -> str | None:
        name = self._text(node)
        if name and name not in self._provisions and node is not None:
            self._note(node, "this provision is not known", meant(name, self._provisions, LISTED))
        return name or None

    def _findings(self, node: Node | None) -> dict[str, tuple[str, ...]] | None:
        known = [rule.id for rule in self.rules.casework.rules]
        found = {}
        for key, value in self._keyed(node):
            if len(self.problems) >= MAX_PROBLEMS:
                break
            if key.value not in known:
                self._note(key, "this casework rule is not known", meant(str(key.value), known, LISTED))
            found[str(key.value)] = tuple(self._text(item) for item in self._items(value))
        return None if node is None else found

    def _review(self, node: Node | None, id: str, profile: Profile) -> AtReview | None:
        if node is None:
            return None
        told: dict[str, str] = {}
        places: dict[str, Node] = {}
        for key, value in self._keyed(node):
            if len(self.problems) >= MAX_PROBLEMS:
                break
            name = str(key.value)
            if name not in REVIEW_KEYS:
                remedy = meant(name, REVIEW_KEYS, f"the keys are {listed(REVIEW_KEYS)}")
                self._note(key, "this is not a known key", remedy)
            elif isinstance(value, Scalar):
                told[name], places[name] = _told(value), value
            else:
                self._note(value, "this value should be a day, or yes or no", "write one value")
        if ON not in told:
            self._note(node, f"`{ON}` is missing", f"add `{ON}:` with the day of the review")
            return None
        found: dict[str, Any] = {}
        for name, text in told.items():
            try:
                found[name] = _read_of_review(name, text)
            except NoDay as wrong:
                self._note(places[name], str(wrong), DAY_REMEDY if name not in WISHES else "write yes or no")
        if not isinstance(found.get(ON), dt.date):
            return None
        dates = ReviewDates(**{name: found[name] for name in DATES if name in found})
        wishes = Wishes(**{name: found[name] for name in WISHES if name in found})
        return AtReview(Placement(id, profile, found.get(SINCE), dates, wishes), found[ON])

    def _expect(self, node: Node | None) -> dict[str, tuple[Outcome, ...]]:
        provisions = self._provisions
        found = {}
        for key, value in self._keyed(node):
            if len(self.problems) >= MAX_PROBLEMS:
                break
            words = [self._text(item) for item in (value.items if isinstance(value, Sequence) else (value,))]
            if key.value not in provisions:
                self._note(key, "this provision is not known", meant(str(key.value), provisions, LISTED))
            elif not words or any(word not in tuple(Outcome) for word in words):
                self._note(value, "this is not an outcome", f"it may be {', '.join(Outcome)}, or a list of them")
            found[str(key.value)] = tuple(outcome for outcome in Outcome if outcome in words)
        return found


def _told(value: Scalar) -> str:
    """A value as text; of JSON a yes or no may be a truth value."""
    if isinstance(value.value, bool):
        return "yes" if value.value else "no"
    return "" if value.value is None else str(value.value)


def _read_of_review(name: str, text: str) -> object:
    """What a value of a review says. Raises NoDay."""
    if name in WISHES:
        if text not in YES_NO:
            raise NoDay("this is neither yes nor no")
        return YES_NO[text]
    if name == ON:
        return read_day(text)
    if name == SINCE:
        return read_month(text) if text not in ("", "unknown") else None
    return read_event(text)
