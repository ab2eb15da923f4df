"""Write docs/glossary.md: the terms of the app, as the engine's glossary holds them.

Run it with ``python -m scripts.glossary_page`` after a term was added or changed.
"""

from __future__ import annotations

from pathlib import Path

from lifecycle.core.glossary import GLOSSARY

PAGE = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
HEAD = """# Glossary

The terms that the app uses, in one sentence each, and where each is met first. The app shows the
same list on its page Glossary. It is written by `python -m scripts.glossary_page` from
`lifecycle/core/glossary`; a test holds it to the titles of all choices and metrics.

| term | meaning | where |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(f"| {row.term} | {row.sentence} | {row.place} |\n" for row in GLOSSARY)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
