"""Makes a page of HTML out of a reply into one that a browser can show safely: it reaches nothing, and leads nowhere.

What a model writes may be an attack on whoever opens it: words of a web page or of a document it read may have made it
write so. The page runs in a frame without an origin, inside a page of ours that allows the frame no network, no other
page, no form and no window. Scripts may run in it, for a page that does nothing is often not what was asked for; they
see nothing but themselves. A frame begins with what stands in it (`srcdoc`), and `frame-src 'none'` holds for wherever
it would go from there (Content Security Policy 3, section 6.7.1; HTML, sandboxing).

What this does not stop: a script that calls another browser (WebRTC), for which browsers know no policy. It could tell
somebody that the page was opened, and nothing else, for nothing else is in it.
"""

from __future__ import annotations

from html import escape

from turbodesk.rendering.html import clean

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:; media-src data: blob:; frame-src 'none'; form-action 'none'; base-uri 'none'"
)
_STYLE = "html, body { margin: 0; height: 100%; } iframe { border: 0; width: 100%; height: 100%; display: block; }"


def sealed_page(html: str, title: str) -> bytes:
    """Return a page that shows `html` and keeps it in."""
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta http-equiv="x-dns-prefetch-control" content="off">\n'
        f"<title>{escape(clean(title))}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f'<body><iframe sandbox="allow-scripts" srcdoc="{escape(clean(html))}"></iframe></body>\n</html>\n'
    ).encode("utf-8", "replace")
