"""Reads cases: a profile in the vocabulary of the needs, with what a casebook expects to come out.

No message repeats a key or a value that was given, since either may identify someone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Keyed
from dataclasses import dataclass, field
from itertools import islice

from admissions.errors import Place, Problem, Refused, meant
from admissions.model.conditions import AllOf, NoneRecorded, NotThis, OneOf, Surface
from admissions.model.needs import Kind, NeedField
from admissions.model.outcomes import Outcome
from admissions.model.profiles import Entry, Profile
from admissions.model.provisions import RuleSet
from admissions.text.checking import shaped
from admissions.text.conditions import NONE_WORDS, ConditionReader
from admissions.text.identifiers import identifiers
from admissions.text.lowering import Lowering
from admissions.text.shapes import CaseFile
from admissions.text.tree import Mapping, Node, Scalar, Sequence, place_of, read_text
from admissions.text.vocabulary import child

UNKNOWN = "unknown"
INCLUDES = "includes"
ALL = "all"
_NO_FIELDS = ("a profile should hold fields and values", "write lines such as `year_group: Y7`")
MAX_PROBLEMS = 20
"""How many problems of one case are told at most, so that a file of something else does not fill the screen."""
MAX_LISTED = 100
"""How many values one field of a profile may list; no field has as many."""


@dataclass(frozen=True)
class ReadCase:
    """A case as read: the profile, what is assumed, and for a casebook the quotes and the expected outcomes."""

    id: str
    profile: Profile
    assume: Keyed[str, str] = field(default_factory=dict)
    leave_open: tuple[str, ...] = ()
    about: str = ""
    quotes: tuple[str, ...] = ()
    expect: Keyed[str, tuple[Outcome, ...]] = field(default_factory=dict)


def read_case(node: Node, rules: RuleSet) -> ReadCase:
    """The case at ``node``; a file that holds nothing but need fields is a profile by itself. Raises Refused."""
    problems = _first(identifiers(node))
    if problems:
        raise Refused(problems)
    if not isinstance(node, Mapping):
        raise Refused([Problem(node.place, *_NO_FIELDS)])
    if node.get("profile") is None and _only_fields(node, rules):
        return ReadCase("case", read_profile(node, rules))
    shape = shaped(CaseFile, node, quoting=False, most=MAX_PROBLEMS)
    profile = Profile()
    try:
        profile = read_profile(child(node, ("profile",)), rules)
    except Refused as refused:
        problems += refused.problems
    problems += _first(_assumptions(shape, node, rules))
    expect = {}
    provisions = (*rules.by_id, *(one.id for one in rules.not_known))
    for provision, expected in shape.expect.items():
        if len(problems) >= MAX_PROBLEMS:
            break
        if provision not in provisions:
            remedy = meant(provision, provisions, "`admissions rules list` lists them")
            problems.append(Problem(_key_place(node, "expect", provision), "this provision is not known", remedy))
            continue
        at = place_of(node, ("expect", provision))
        words = expected if isinstance(expected, list) else [expected]
        if not words or any(word not in tuple(Outcome) for word in words):
            problems.append(Problem(at, "this is not an outcome", f"it may be {', '.join(Outcome)}, or a list of them"))
            continue
        expect[provision] = tuple(outcome for outcome in Outcome if outcome in words)
    if problems:
        raise Refused(_first(problems))
    quotes = tuple(quote.words for quote in shape.quotes)
    return ReadCase(shape.case, profile, shape.assume, tuple(shape.open), shape.about, quotes, expect)


def _assumptions(shape: CaseFile, node: Node, rules: RuleSet) -> Iterator[Problem]:
    """What is wrong with the assumptions that a case fixes or leaves open."""
    known, listed = rules.assumption, "`admissions rules list` lists them"
    for name, value in shape.assume.items():
        if name not in known:
            yield Problem(_key_place(node, "assume", name), "this assumption is not known", meant(name, known, listed))
        elif value not in known[name].ids:
            remedy = meant(value, known[name].ids, f"it may be {', '.join(known[name].ids)}")
            yield Problem(place_of(node, ("assume", name)), f"this is not a value of `{name}`", remedy)
    for index, name in enumerate(shape.open):
        if name != ALL and name not in known:
            at = place_of(node, ("open", index))
            yield Problem(at, "this assumption is not known", meant(name, known, listed))


def _key_place(node: Node, part: str, key: str) -> Place:
    keyed = child(node, (part,))
    return keyed.key_place(key) if isinstance(keyed, Mapping) else keyed.place


def _first(problems: Iterable[Problem]) -> list[Problem]:
    """No more than the first of these problems."""
    return list(islice(problems, MAX_PROBLEMS))


def _only_fields(node: Mapping, rules: RuleSet) -> bool:
    return any(key.value in rules.needs.by_id for key, _ in node.entries)


def read_profile(node: Node, rules: RuleSet) -> Profile:
    """The profile at ``node``, field by field. Raises Refused with every problem."""
    if not isinstance(node, Mapping):
        raise Refused([Problem(node.place, *_NO_FIELDS)])
    reader = ProfileReader(rules)
    entries = []
    for key, value in node.entries:
        entries.append(reader.entry(str(key.value), key.place, value))
        if len(reader.problems) >= MAX_PROBLEMS:
            break
    if reader.problems:
        raise Refused(_first(reader.problems))
    return Profile(tuple(entry for entry in entries if entry is not None))


def read_setting(text: str, rules: RuleSet) -> tuple[str, Entry | None]:
    """One ``field=value`` of the command line, spelled as in a case; None for unknown. Raises Refused."""
    name, mark, value = text.partition("=")
    place = Place("--set")
    if not mark or not name.strip() or not value.strip():
        raise Refused([Problem(place, "this is not a field and a value", "write it as field=value")])
    node = read_text(value, "--set")
    problems = [*identifiers(Mapping(((Scalar(name.strip(), place), node),), place))]
    reader = ProfileReader(rules)
    entry = None if problems else reader.entry(name.strip(), place, node)
    if problems or reader.problems:
        raise Refused([Problem(place, one.what, one.remedy) for one in problems or reader.problems])
    return name.strip(), entry


def with_entry(profile: Profile, name: str, entry: Entry | None) -> Profile:
    """The profile with what is recorded of one field replaced, or unknown where ``entry`` is None."""
    kept = tuple(one for one in profile.entries if one.field != name)
    return Profile(kept if entry is None else (*kept, entry))


class ProfileReader:
    """Reads entries of a profile, noting every problem; an entry is a condition in the grammar of the criteria."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.conditions = ConditionReader(rules.needs, rules.scales, rules.assumptions, quoting=False)
        self.lowering = Lowering(rules.needs, rules.scales, rules.assumptions)

    @property
    def problems(self) -> list[Problem]:
        """What was met so far."""
        return self.conditions.problems

    def entry(self, name: str, place: Place, node: Node) -> Entry | None:
        """What is recorded of one field; None where it is unknown, or could not be read and the reason was noted."""
        need = self.rules.needs.by_id.get(name)
        if need is None:
            remedy = meant(name, self.rules.needs.by_id, "`admissions needs` lists the fields")
            self.problems.append(Problem(place, "this is not a known field", remedy))
            return None
        if isinstance(node, Scalar) and node.value in (None, UNKNOWN):
            return None
        listed = node.get(INCLUDES) if isinstance(node, Mapping) else node
        if isinstance(listed, Sequence) and len(listed.items) > MAX_LISTED:
            self.problems.append(
                Problem(listed.place, f"this list is longer than {MAX_LISTED}", "name each value once")
            )
            return None
        condition = self._several(need, place, node) if need.kind is Kind.SEVERAL else self._one(need, place, node)
        if condition is None:
            return None
        return Entry(name, condition, self.lowering.lower(condition), place)

    def _one(self, need: NeedField, place: Place, node: Node) -> Surface | None:
        return self.conditions.read(Mapping(((Scalar(need.id, place), node),), node.place))

    def _several(self, need: NeedField, place: Place, node: Node) -> Surface | None:
        """Exactly these values; ``none``; or, partly known, ``{includes: [...]}`` with the others unknown."""
        if isinstance(node, Scalar) and node.value in NONE_WORDS:
            return NoneRecorded(need.id, place)
        partly = isinstance(node, Mapping) and len(node.entries) == 1 and node.entries[0][0].value == INCLUDES
        listed = node.entries[0][1] if partly and isinstance(node, Mapping) else node
        if isinstance(listed, Mapping):
            remedy = f"write a list, `none`, or {{{INCLUDES}: [...]}} where others are not known"
            self.problems.append(Problem(listed.place, "this is not a list of values", remedy))
            return None
        items = listed.items if isinstance(listed, Sequence) else (listed,)
        if not items:
            return None if partly else NoneRecorded(need.id, place)
        named: list[str] = []
        for item in items:
            test = self._one(need, place, item)
            if isinstance(test, NoneRecorded):
                what = "`none` stands alone"
                self.problems.append(Problem(item.place, what, f"write `{need.id}: none`, or leave it out of the list"))
            if not isinstance(test, OneOf):
                return None
            named += [str(value) for value in test.values]
        parts: list[Surface] = [OneOf(need.id, (value,), place) for value in named]
        if not partly:
            parts += [NotThis(OneOf(need.id, (value,), place)) for value in need.ids if value not in named]
        return AllOf(tuple(parts), place)
