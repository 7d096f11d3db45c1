"""The kinds of files that are converted, by their extensions. Loads no library, so that ``ingest`` can name them."""

PAGES = (".html", ".htm", ".xhtml")
NOTES = (".md", ".markdown")
FEEDS = (".xml", ".rss", ".atom")
JSON = (".json",)
JSON_LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
KINDS = (*PAGES, *NOTES, *FEEDS, *JSON, *JSON_LINES, *TABLES)
