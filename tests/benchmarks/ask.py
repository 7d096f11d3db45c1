"""Answer queries from an index, one after the other, for a process that cannot hold defsearch itself.

  python tests/benchmarks/ask.py INDEX      a JSON line [query, any word?, near misses?] in, a JSON line of ids out

Defsearch guards Whoosh against foreign index files in the whole process, so plain Whoosh cannot run beside it.
"""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

from defsearch.search.results import SearchRequest
from defsearch.search.searcher import open_searcher

LIMIT = 10
TODAY = datetime.date(2026, 6, 30)  # the last day of the corpora: no judged query asks for it


def main() -> None:
    """Answer until the other side hangs up."""
    with open_searcher(Path(sys.argv[1])) as searcher:
        for line in sys.stdin:
            query, any_word, near_misses = json.loads(line)
            request = SearchRequest(
                query=query, limit=LIMIT, passages=0, any_word=any_word, near_misses=near_misses
            )
            result = searcher.search(request, TODAY)
            print(json.dumps([hit.id for hit in (*result.hits, *result.near)]), flush=True)


if __name__ == "__main__":
    main()
