"""`make docs`: turn docs/**.md into docs/site, and fail where a link is broken or an example does not run.

- `<!-- generated: NAME -->` is replaced by a part made from the code (tools/generated.py).
- Links to pages, anchors and files of the project are checked. Addresses outside are left alone.
- A fence `python` with `>>>` runs as a doctest; a fence `console` runs its `$ openpar …` lines and compares what they print,
  where `...` stands for anything.
"""

import argparse
import doctest
import html
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from openpar.engine.vietnamese import slug
from tools.generated import OPENPAR, PARTS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
# Folders in reading order, with their heading and language.
SECTIONS = {"start": ("Bắt đầu", "vi"), "guides": ("Hướng dẫn", "vi"), "reference": ("Reference", "en"),
            "reasons": ("Reasons", "en"), "decisions": ("Decisions", "en"), "": ("OpenPAR", "vi")}
ALSO = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass
class Page:
    """One page: where its source is, where it goes, and what was found in it."""

    source: Path
    target: str
    text: str
    title: str = ""
    body: str = ""
    anchors: set[str] = field(default_factory=set)
    links: list[tuple[str, int]] = field(default_factory=list)

    @property
    def section(self) -> str:
        return self.target.split("/")[0] if "/" in self.target else ""

    @property
    def language(self) -> str:
        return "en" if self.source.parent == ROOT else SECTIONS.get(self.section, ("", "en"))[1]


def collect() -> list[Page]:
    """All pages in reading order: index first, then by name."""
    sources = [(p, str(p.relative_to(DOCS).with_suffix(".html"))) for p in sorted(DOCS.rglob("*.md")) if "site" not in p.parts]
    sources += [(ROOT / name, target.replace(".md", ".html")) for name, target in ALSO.items() if (ROOT / name).exists()]
    order = list(SECTIONS)

    def place(page):
        return order.index(page.section) if page.section in order else 9, not page.target.endswith("index.html"), page.target

    return sorted((Page(source, target, source.read_text(encoding="utf-8")) for source, target in sources), key=place)


def generate(page: Page, problems: list[str]) -> None:
    def part(found):
        if found[1] not in PARTS:
            problems.append(f"{page.source.relative_to(ROOT)}: nothing makes {found[1]!r}. Parts: {', '.join(PARTS)}.")
            return ""
        return PARTS[found[1]]()
    page.text = re.sub(r"^<!-- generated: ([a-z-]+) -->$", part, page.text, flags=re.M)


def render(page: Page) -> None:
    """Markdown to HTML, with anchors at headings and links turned from .md to .html."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = markdown.parse(page.text)
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            words = "".join(c.content for c in tokens[i + 1].children if c.type in ("text", "code_inline"))
            anchor = slug(words)
            page.anchors.add(anchor)
            token.attrSet("id", anchor)
            if token.tag == "h1" and not page.title:
                page.title = words
        for child in token.children or ():
            if child.type == "link_open":
                page.links.append((str(child.attrs["href"]), (token.map or [0])[0] + 1))
                child.attrSet("href", target_of(page, str(child.attrs["href"])))
    body = markdown.renderer.render(tokens, markdown.options, {})
    page.body = body.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


def split(page: Page, href: str) -> tuple[Path, str]:
    """The file and anchor that a link of this page means."""
    path, _, anchor = href.partition("#")
    return ((page.source.parent / path).resolve() if path else page.source), anchor


def target_of(page: Page, href: str) -> str:
    if re.match(r"[a-z]+:", href):
        return href
    file, anchor = split(page, href)
    if file.is_relative_to(DOCS):
        target = str(file.relative_to(DOCS))
    elif file.parent == ROOT and file.name in ALSO:
        target = ALSO[file.name]
    else:
        return href
    target = os.path.relpath(target, Path(page.target).parent)
    return re.sub(r"\.md$", ".html", target) + (f"#{anchor}" if anchor else "")


def check_links(pages: list[Page]) -> list[str]:
    by_source = {p.source: p for p in pages}
    problems = []
    for page in pages:
        for href, line in page.links:
            if re.match(r"[a-z]+:", href):
                continue
            file, anchor = split(page, href)
            at = f"{page.source.relative_to(ROOT)}:{line}"
            if not file.exists():
                problems.append(f"{at}: {href} leads nowhere.")
            elif anchor and file in by_source and anchor not in by_source[file].anchors:
                problems.append(f"{at}: {href}: there is no heading {anchor!r} there.")
        if not page.title:
            problems.append(f"{page.source.relative_to(ROOT)} has no title (a first line that begins with #).")
    return problems


def run_examples(page: Page) -> list[str]:
    """What is wrong with the examples of this page."""
    name, problems, space = str(page.source.relative_to(ROOT)), [], {}
    runner, said = doctest.DocTestRunner(optionflags=FLAGS), []
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", page.text, re.M | re.S):
        line = page.text[:found.start()].count("\n") + 1
        if found[1] == "python" and ">>>" in found[2]:
            test = doctest.DocTestParser().get_doctest(found[2], space, name, name, line)
            test.globs = space  # later examples of a page see what earlier ones made
            runner.run(test, out=said.append, clear_globs=False)
        elif found[1] == "console":
            problems += run_console(found[2], f"{name}:{line}")
    return problems + (["".join(said)] if runner.failures else [])


def run_console(text: str, at: str) -> list[str]:
    """Run the `$ openpar …` lines; the lines that follow are what they print."""
    problems, checker = [], doctest.OutputChecker()
    for block in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, wanted = block.partition("\n")
        words = shlex.split(command)
        if not words or words[0] != "openpar":
            continue
        done = subprocess.run([sys.executable, *OPENPAR, *words[1:]], cwd=ROOT, capture_output=True, text=True,
                              check=False)
        got = done.stdout + done.stderr
        if wanted.strip() and not checker.check_output(wanted.strip() + "\n", got.strip() + "\n", FLAGS):
            problems.append(f"{at}: $ {command}\nexpected:\n{wanted}\ngot:\n{got}")
        elif done.returncode and not wanted.strip():
            problems.append(f"{at}: $ {command} ended with {done.returncode}: {got[-400:]}")
    return problems


def navigation(page: Page, pages: list[Page]) -> str:
    parts = []
    for section, (heading, language) in SECTIONS.items():
        rows = "".join(
            f'<li><a href="{os.path.relpath(p.target, Path(page.target).parent)}"{" aria-current=page" if p is page else ""}>'
            f"{html.escape(p.title)}</a></li>" for p in pages if p.section == section)
        if rows:
            parts.append(f'<strong lang="{language}">{heading}</strong><ul lang="{language}">{rows}</ul>')
    return "".join(parts)


def write(pages: list[Page], out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    for page in pages:
        file = out / page.target
        file.parent.mkdir(parents=True, exist_ok=True)
        style = os.path.relpath("style.css", Path(page.target).parent)
        file.write_text(
            f'<!doctype html><html lang="{page.language}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{html.escape(page.title)} – OpenPAR</title>'
            f'<link rel="stylesheet" href="{style}">'
            f'<nav aria-label="OpenPAR">{navigation(page, pages)}</nav><main>{page.body}</main></html>\n', encoding="utf-8")
    shutil.copy(DOCS / "style.css", out / "style.css")
    first = next((p.target for p in pages if p.section == "start"), pages[0].target)
    if not (out / "index.html").exists():
        (out / "index.html").write_text(
            f'<!doctype html><meta http-equiv="refresh" content="0;url={first}"><a href="{first}">OpenPAR</a>\n')


def build(out: Path, examples: bool = True) -> list[str]:
    """Write the site; what is wrong with it."""
    problems: list[str] = []
    pages = collect()
    for page in pages:
        generate(page, problems)
        render(page)
    problems += check_links(pages)
    if examples:
        problems += [p for page in pages for p in run_examples(page)]
    write(pages, out)
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=DOCS / "site")
    options = parser.parse_args()
    problems = build(options.out)
    print("\n".join(problems) or f"{len(list(options.out.rglob('*.html')))} pages in {options.out}, links whole, examples run")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
