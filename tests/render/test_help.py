"""The manual page is valid roff: no text is taken for a request."""

from __future__ import annotations

from defsearch.render.help import CommandHelp, manual_page

COMMAND = CommandHelp(
    usage="query [OPTIONS] [QUERY]...",
    text="Rank the releases.\n\n.hidden files and 'quotes' are text; so is a\\b.",
    examples="defsearch query '-navo'\n.start of a line",
    sections=[("Options", [("-n, --limit N", "Hits a page.")])],
)


def test_text_is_escaped_for_roff() -> None:
    """Dashes can be copied, quotes and backslashes stay, and no line of text starts with a dot."""
    lines = manual_page("Search.", [COMMAND]).splitlines()
    assert r".SS query [OPTIONS] [QUERY]..." in lines
    assert r"\&.hidden files and \(aqquotes\(aq are text; so is a\eb." in lines
    assert r"defsearch query \(aq\-navo\(aq" in lines
    assert r"\&.start of a line" in lines
    assert lines[lines.index(r"\fB\-n, \-\-limit N\fR") + 1] == "Hits a page."


def test_the_page_lists_every_exit_code() -> None:
    """All the codes that the program can end with."""
    page = manual_page("Search.", [COMMAND])
    assert all(rf"\fB{code}\fR" in page for code in (0, 1, 2, 3, 70, 74, 75, 130))
