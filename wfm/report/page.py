"""Pieces of an HTML page: escaped text, tables, figures, and the document that holds them."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import plotly.graph_objects as go
import plotly.io
from plotly.offline import get_plotlyjs

from wfm.report.figures.design import template

Cell = str | tuple[str, str]


def text(value: object) -> str:
    """Any text, made safe for HTML."""
    return escape(str(value), quote=True)


def paragraph(words: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f"<p{_class(kind)}>{text(words)}</p>"


def bullets(items: Iterable[str]) -> str:
    """A list of plain sentences; nothing when there is none."""
    items = list(items)
    if not items:
        return ""
    return "<ul>" + "".join(f"<li>{text(item)}</li>" for item in items) + "</ul>"


def table(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, caption: str, left: int = 1
) -> str:
    """A table of plain text.

    Parameters
    ----------
    header : sequence of str
    rows : iterable of rows
        A cell is text, or a pair of text and the class of its cell.
    caption : str
    left : int
        How many of the first columns are words; the others are figures, right-aligned.
    """
    head = "".join(
        f'<th scope="col"{_class("" if i < left else "number")}>{text(word)}</th>'
        for i, word in enumerate(header)
    )
    body = "".join(f"<tr>{_cells(row, left)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><caption>{text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[Cell], left: int) -> str:
    cells = []
    for i, cell in enumerate(row):
        words, kind = (cell, "") if isinstance(cell, str) else cell
        kinds = " ".join(filter(None, (kind, "" if i < left else "number")))
        tag = 'th scope="row"' if i == 0 else "td"
        cells.append(f"<{tag}{_class(kinds)}>{text(words)}</{tag.split()[0]}>")
    return "".join(cells)


def figure(plot: go.Figure, name: str) -> str:
    """A figure with its caption; `name` is its id on the page."""
    return choice({"": plot}, name, chosen="")


def choice(plots: dict[str, go.Figure], name: str, *, chosen: str, label: str = "") -> str:
    """Figures of which one is shown, and a list to choose from when there are several.

    Parameters
    ----------
    plots : dict
        Figures by the text of their option.
    name : str
        Id on the page.
    chosen : str
        The one that is shown first, and printed.
    label : str
        What the list chooses.
    """
    name = f"figure-{name}"
    ids = {option: f"{name}-{i}" for i, option in enumerate(plots)}
    data = "".join(
        f'<script type="application/json" id="{ids[option]}">{_compact(plot)}</script>'
        for option, plot in plots.items()
    )
    first = plots[chosen]
    meta = first.layout.meta
    pick = ""
    if len(plots) > 1:
        options = "".join(
            f'<option value="{ids[o]}"{" selected" if o == chosen else ""}>{text(o)}</option>'
            for o in plots
        )
        pick = (
            f'<label class="pick">{text(label)} '
            f'<select data-shows="{name}">{options}</select></label>'
        )
    return (
        f"<figure>{pick}"
        f'<div class="plot" id="{name}" role="img" data-plot="{ids[chosen]}" '
        f'aria-label="{text(meta["title"])}. {text(meta["says"])}" '
        f'style="min-height:{int(first.layout.height)}px"></div>'
        f"<figcaption>{text(meta['says'])}</figcaption>{data}</figure>"
    )


def _compact(plot: go.Figure) -> str:
    """A figure as JSON without its template (the page holds that once), safe inside a script."""
    plain: dict[str, Any] = json.loads(plotly.io.to_json(plot, validate=False))
    plain["layout"].pop("template", None)
    return _script_safe({"data": plain["data"], "layout": plain["layout"]})


def _script_safe(value: Any) -> str:
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def section(name: str, title: str, *parts: str, upright: bool = False) -> str:
    """A part of the page with its heading.

    Parameters
    ----------
    name : str
        What the contents link to.
    title : str
    *parts : str
        HTML.
    upright : bool
        Whether it is printed on upright pages, for figures higher than wide.
    """
    return (
        f'<section id="{name}"{_class("upright" if upright else "")} '
        f'aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{text(title)}</h2>{"".join(parts)}</section>'
    )


def document(
    title: str, header: str, sections: dict[str, tuple[str, str]], footer: str = ""
) -> str:
    """A whole page that needs nothing from anywhere else.

    Parameters
    ----------
    title : str
        Of the window.
    header : str
        HTML above the contents: the heading of the page.
    sections : dict
        Title in the contents and HTML of each section, by its id.
    footer : str
        HTML at the end.
    """
    links = "".join(
        f'<li><a href="#{name}">{text(word)}</a></li>' for name, (word, _) in sections.items()
    )
    body = "\n".join(html for _, html in sections.values())
    design = _script_safe(json.loads(json.dumps(template().to_plotly_json())))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="wfm">\n'
        f"<title>{text(title)}</title>\n<style>\n{_own('page.css')}</style>\n</head>\n<body>\n"
        f'<header>{header}</header>\n<nav aria-label="Contents"><ul>{links}</ul></nav>\n'
        f"<main>\n{body}\n</main>\n<footer>{footer}</footer>\n"
        "<noscript><p>The figures of this page need JavaScript; it is inside the file and nothing "
        "is loaded from anywhere. The tables, roster.xlsx and the CSV files hold the same "
        "figures.</p></noscript>\n"
        f"<script>{get_plotlyjs()}</script>\n"
        f'<script type="application/json" id="design">{design}</script>\n'
        f"<script>\n{_own('page.js')}</script>\n</body>\n</html>\n"
    )


@cache
def _own(name: str) -> str:
    return files("wfm.report").joinpath(name).read_text(encoding="utf-8")


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
