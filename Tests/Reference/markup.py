"""Reads Markdown and HTML answers with real parsers.

usage: markup.py DOCUMENTS, a file with a JSON list of
{"kind": "markdown" or "html", "name": "what it is of", "text": "the document", "rows": 3, "shows": ["text"], "like": 0}.

"rows": how many rows its tables have in all. "shows": what a reader sees in it. "like": the number of a document of the
same structure, element by element, which harmless text was put into; so nothing in this one's text is markup. The last
three may be missing. It prints how many documents it read, or what is wrong with them, and then ends with 1.
"""

import json
import re
import sys

import html5lib
from markdown_it import MarkdownIt

# What the program itself writes: a comment that parts a mention, and folded tables.
OWN_HTML = re.compile(r"<!-- -->|<details><summary>[0-9,]+ [a-z ]+</summary>|</details>|<details>|<summary>[^<>]*</summary>")
# What a git host makes live after it has rendered the Markdown, in one piece of text.
LIVE = re.compile(r"(^|[^\w/])@\w|(^|\W)[#!]\d|https?://\w|www\.\w|mailto:\w", re.IGNORECASE)
NO_ELEMENTS = {"script", "link", "base", "iframe", "frame", "object", "embed", "img", "audio", "video", "form", "input"}
REFERENCES = {"src", "srcset", "href", "xlink:href", "action", "data", "poster", "background", "formaction", "ping"}

markdown = MarkdownIt("gfm-like", {"html": True, "linkify": True})
# GitHub makes no link of "//host".
markdown.linkify.add("//", None)
markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": True, "fuzzy_ip": False})


def tokens(text):
    for token in markdown.parse(text):
        if token.type == "inline":
            yield from token.children
        else:
            yield token


class Markdown:
    def __init__(self, text):
        self.problems, self.structure, seen = [], [], []
        self.rows = 0
        details = 0
        is_body = False
        is_code = False
        for token in tokens(text):
            if token.type in ("html_inline", "html_block"):
                rest = OWN_HTML.sub("", token.content).strip()
                if rest:
                    self.problems.append(f"HTML: {rest[:200]}")
                details += token.content.count("<details>") - token.content.count("</details>")
                if "<!--" not in token.content:
                    self.structure.append(token.content.strip())
                continue
            if token.type == "text":
                if LIVE.search(token.content):
                    self.problems.append(f"a git host makes this live: {token.content[:200]}")
                seen.append(token.content)
                continue
            if token.type in ("link_open", "image"):
                self.problems.append(f"a {token.type}: {token.attrs}")
            if token.type in ("code_block", "hr", "blockquote_open", "ordered_list_open") or (
                token.type == "fence" and token.info not in ("mermaid", "diff")
            ):
                self.problems.append(f"a {token.type}: {token.content[:200]}")
            if token.type == "heading_open" and token.tag != "h3":
                self.problems.append(f"a heading {token.tag}")
            if token.type in ("code_inline", "fence"):
                seen.append(token.content)
            if token.type in ("tbody_open", "tbody_close"):
                is_body = token.type == "tbody_open"
            self.rows += token.type == "tr_open" and is_body
            self.structure.append(token.type)
            if token.type in ("td_close", "paragraph_close", "softbreak"):
                seen.append("\n")
        self.visible = "".join(seen)
        if details != 0:
            self.problems.append("a <details> is not closed")


class HTML:
    def __init__(self, text):
        self.problems, self.structure, seen = [], [], []
        self.rows = 0
        try:
            root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        except html5lib.html5parser.ParseError as error:
            self.problems.append(f"not well-formed: {error}")
            self.visible = ""
            return
        for element in root.iter():
            tag = element.tag if isinstance(element.tag, str) else "comment"
            tag = tag.rpartition("}")[2]
            if tag in NO_ELEMENTS:
                self.problems.append(f"an element {tag}")
            for key, value in element.attrib.items():
                is_reference = key in REFERENCES and not value.startswith("#")
                if key.startswith("on") or is_reference or "url(" in value.replace("url(#", ""):
                    self.problems.append(f"an attribute {key}={value[:200]}")
            if tag == "style" and re.search(r"url\(|@import|expression\(", element.text or ""):
                self.problems.append("a style that loads something")
            self.structure.append((tag, sorted(key for key in element.attrib)))
            if tag == "tbody":
                self.rows += sum(1 for part in element if part.tag == "tr")
            if tag not in ("style", "title"):
                seen.append(element.text or "")
            seen.append(element.tail or "")
        self.visible = "".join(seen)


def flat(text):
    return " ".join(text.split())


def main(documents):
    read = [(Markdown if one["kind"] == "markdown" else HTML)(one["text"]) for one in documents]
    problems = []
    for one, found in zip(documents, read):
        wrong = list(found.problems)
        if one["kind"] == "markdown" and len(one["text"].encode("utf-16-le")) // 2 >= 65_536:
            wrong.append("GitHub takes no comment of this length")
        if one.get("rows") is not None and found.rows != one["rows"]:
            wrong.append(f"{found.rows} rows instead of {one['rows']}")
        visible = flat(found.visible)
        wrong += [f"it does not show {text!r}: {visible[:400]}" for text in one.get("shows") or [] if flat(text) not in visible]
        if one.get("like") is not None:
            other = read[one["like"]].structure
            if found.structure != other:
                first = next((i for i, (a, b) in enumerate(zip(found.structure, other)) if a != b), None)
                where = "its end" if first is None else f"{found.structure[first]} instead of {other[first]}"
                wrong.append(f"another structure than with harmless text: {where}")
        problems += [f"{one['name']}: {text}" for text in wrong]
    for problem in problems[:60]:
        print(problem)
    print(f"{len(documents)} documents")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        main(json.load(file))
