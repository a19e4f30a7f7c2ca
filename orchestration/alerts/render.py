"""A digest as plain text and as HTML, from the two templates beside this module.

The HTML escapes every value: messages, sheet names and file names are senders' text.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.alerts.digest import Digest

TEMPLATES = Path(__file__).parent / "templates"


def render_text(digest: Digest) -> str:
    return _render("digest.txt.j2", digest, escape=False)


def render_html(digest: Digest) -> str:
    return _render("digest.html.j2", digest, escape=True)


def _render(template: str, digest: Digest, *, escape: bool) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(digest=digest)
