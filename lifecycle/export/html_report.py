"""The report of a bundle as one static HTML page: no scripts, nothing loaded, all text escaped."""

from __future__ import annotations

import html

from .markdown import escape_html, html_table
from .model_facts import BASELINE, Facts

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: 0.92rem; }
th, td { text-align: left; padding: 0.35rem 0.6rem; border-bottom: 1px solid #8884; }
td { overflow-wrap: anywhere; vertical-align: top; }
.verdict { border-left: 4px solid #4a7ebb; padding: 0.5rem 1rem; background: #8881; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_page(facts: Facts) -> str:
    """Return report.html."""
    title = escape_html(facts.name)
    body = "\n".join(_sections(facts))
    return (
        "<!doctype html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _sections(facts: Facts) -> list[str]:
    text = escape_html
    measured = f"Measured on rows that were locked away before anything was learned. {BASELINE}"
    metrics = ("Metric", "Value and interval", "Baseline", "Baseline is", "Method", "n")
    return [
        f"<p>{text(facts.note)}</p>" if facts.note else "",
        f'<p class="verdict">{text(facts.evaluation.verdict)}</p>',
        "<h2>Metrics</h2>",
        f"<p>{measured}</p>",
        html_table(metrics, facts.metric_rows()),
        "<h2>Leaderboard</h2>",
        f"<p>{text(facts.board.sentence)}</p>",
        html_table(("Model", "Score and interval", ""), facts.board_rows()),
        "<h2>Contract</h2>",
        html_table(("", ""), facts.contract_rows()),
        "<h2>Model and data</h2>",
        html_table(("", ""), facts.about()),
        html_table(("Column", "Kind", "Seen in training"), facts.column_rows()),
        "<h2>Findings</h2>",
        html_table(("Finding", "Column", "Detail"), facts.finding_rows()),
    ]
