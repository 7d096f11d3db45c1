"""Unknown compounds: a compound that no release has is searched as its words, all of them, side by side.

``dronedreiging`` becomes ``drone dreiging`` where the archive has both words, but not the compound: no inflection of
it, no longer compound that contains it, no spelling apart, no synonym. Not excluded words, exact words,
phrases and words in a field.

Not here: splitting a word by the dictionary (``defsearch.dutch.decompounder``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.query.ast import And, Or, Word
from defsearch.search.query_analyzer import cover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.index.vocabulary import Vocabulary
    from defsearch.query.ast import Node, Span
    from defsearch.search.matcher import Matcher
    from defsearch.search.plan import Plan, TermGroup
    from defsearch.search.query_analyzer import QueryAnalyzer

_MIN_PART = 3  # letters
_MIN_ARCHIVE_PART = 4
_LINKS = ("", "s", "en", "n", "e")


class CompoundRewriter:
    """Rewrites the AST of one query, given its plan. ``notices`` say what was split.

    ``by_archive``: a compound that the dictionary cannot split is split into two words of the archive.
    """

    def __init__(
        self,
        plan: Plan,
        matcher: Matcher,
        vocabulary: Vocabulary,
        analyzer: QueryAnalyzer,
        *,
        by_archive: bool = False,
    ) -> None:
        self._matcher = matcher
        self._groups: dict[Span, list[TermGroup]] = {}
        for group in plan.groups:
            self._groups.setdefault(group.span, []).append(group)
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._by_archive = by_archive
        self.notices: list[str] = []

    def rewrite(self, node: Node) -> Node:
        """Return ``node`` with its unknown compounds as conjunctions of words; the same node if there are none."""
        if isinstance(node, Word) and not node.exact and not node.capitals and self._is_unknown(node.span):
            return self._split(node)
        if isinstance(node, And | Or):
            children = tuple(map(self.rewrite, node.children))
            return node if children == node.children else node._replace(children=children)
        return node

    def _is_unknown(self, span: Span) -> bool:
        """Whether no release has a word; only words are looked up, patterns may take long."""
        return any(not self._matcher.group(group).term_matches for group in self._groups.get(span, ()))

    def _split(self, word: Word) -> Node:
        form, subwords = normalize_token(word.text)
        if len(subwords) > 1:
            spans = [(one.start, one.end) for one in subwords]
        else:
            spans = [(part.start, part.end) for part in cover(self._analyzer.analysis(form).parts)]
            if self._by_archive and not self._are_words(form, spans):
                spans = self._archive_spans(form)
        if not self._are_words(form, spans):
            return word
        first = word.span[0]
        is_as_typed = len(form) == word.span[1] - first
        words = tuple(
            Word(form[start:end], (first + start, first + end) if is_as_typed else word.span)
            for start, end in spans
        )
        self.notices.append(
            f"no release has “{word.text}”; searched for its words: {', '.join(one.text for one in words)}"
        )
        return And(words, word.span)

    def _are_words(self, form: str, spans: Sequence[tuple[int, int]]) -> bool:
        return len(spans) > 1 and all(self._is_telling(form[start:end]) for start, end in spans)

    def _is_telling(self, part: str) -> bool:
        return (
            len(part) >= _MIN_PART
            and part.isalpha()
            and part not in STOP_WORDS
            and bool(
                self._analyzer.same_stem(part) or self._vocabulary.forms_with_part(self._analyzer.stem(part))
            )
        )

    def _archive_spans(self, form: str) -> list[tuple[int, int]]:
        """Return the spans of two words of the archive that make up ``form``; the split nearest to the middle."""
        best: list[tuple[int, int]] = []
        for at in range(_MIN_ARCHIVE_PART, len(form) - _MIN_ARCHIVE_PART + 1):
            if self._vocabulary.get(form[at:]) is None:
                continue
            for link in _LINKS:
                head = form[:at].removesuffix(link)
                if form[:at].endswith(link) and len(head) >= _MIN_ARCHIVE_PART and self._vocabulary.get(head):
                    spans = [(0, len(head)), (at, len(form))]
                    best = max(
                        best, spans, key=lambda one: min((end - start for start, end in one), default=0)
                    )
                    break
        return best
