"""Every screen of a running demo, looked at: pictures in two widths, two themes, two languages, and what is wrong on each.

    OPENPAR_DATA=DIR OPENPAR_DEMO=1 python -m tools.screens http://127.0.0.1:8000 OUT [PART-OF-NAME …] [--quick]

The list grows by itself: the URL configuration, a sample object for each address, the first known person who may open it.
Checked on each: axe-core, sideways scroll, console and policy errors, one title and one h1, the order of headings, Vietnamese
left on English pages (stored names, titles and law text apart), English on Vietnamese pages. `--quick` leaves out dark.
"""

import json
import logging
import os
import re
import sys
from importlib import import_module
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.config.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
WIDE, PHONE = (1280, 900), (390, 844)
KNOWN = ("lan", "chutich", "dung", "minh", "vanthu", "kiemsoat", "te", "hoa", "giamsat", "vanhanh", "vanhanh2")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.I)
_WORD = f"[\\w-]*{MARKED.pattern}[\\w-]*"
RUNS = re.compile(rf"{_WORD}(?: {_WORD})*", re.I)
ENGLISH = re.compile(r"\b(the|of|and|is|are|to|for|this|with|please|add|change|save|delete|view|select|field)\b", re.I)
NOT_PAGES = re.compile(r"\.(xlsx|csv|docx|zip|js)$|jsi18n|suc-khoe|minh-chung/|autocomplete|/r/")
# What a person meets besides the plain addresses: states of lists, refusals, nothing found.
ALSO = (
    ("home", "/", None), ("login", "/tai-khoan/login/", None), ("404", "/khong-co/", "lan"),
    *((f"home-{who}", "/", who) for who in KNOWN), *((f"my-work-{who}", "/viec-cua-toi/", who) for who in KNOWN),
    ("list-none", "/nhiem-vu/?q=khong-co-gi-dau", "lan"), ("list-filtered", "/nhiem-vu/?q=dat", "lan"),
    ("search-found", "/tim/?q=ho+so", "lan"), ("search-none", "/tim/?q=zzzz", "lan"), ("leader-supervisor", "/dieu-hanh/", "giamsat"),
    ("leader-district", "/dieu-hanh/", "te"), ("plan-officer", "/papi/ke-hoach/", "lan"), ("papi-public", "/papi/", None),
    ("province-public", "/papi/lai-chau/", None), ("check-public", "/papi/kiem-tra/", None), ("tasks-supervisor", "/nhiem-vu/", "giamsat"),
    ("appraisal-head", "/cho-tham-dinh/", "dung"), ("directives-head", "/van-ban/", "dung"),
)
READ = """() => {
  const out = [], skip = new Set(['SCRIPT', 'STYLE', 'TEMPLATE']);
  const walk = (n) => { for (const c of n.childNodes) {
    if (c.nodeType === 3) { const t = c.textContent.replace(/\\s+/g, ' ').trim(); if (t) out.push(t); }
    else if (c.nodeType === 1 && !skip.has(c.tagName) && !c.closest('[lang=vi],[lang=en]:not(html)')) {
      for (const a of ['aria-label', 'placeholder', 'title', 'alt']) if (c.getAttribute && c.getAttribute(a)) out.push(c.getAttribute(a));
      walk(c); } } };
  walk(document.body); out.push(document.title);
  return {text: out, h1: document.querySelectorAll('h1:not([aria-level])').length, title: document.title,
    wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth,
    positive: document.querySelectorAll('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').length,
    headings: Array.from(document.querySelectorAll('main h1, main h2, main h3, main h4')).filter(h => h.offsetParent).map(h => +h.tagName[1])};
}"""


class Ear:
    """What a page says that it should not: errors of scripts and of the policy, answers that broke."""

    def __init__(self):
        self.lines: list[str] = []

    def console(self, message):
        if message.type == "error":
            self.lines.append(message.text)

    def error(self, error):
        self.lines.append(str(error))

    def response(self, response):
        if response.status >= 500:
            self.lines.append(f"{response.status} {response.url}")


def person(username: str):
    return import_module("openpar.core.models").User.objects.get(username=username)


def samples() -> dict:
    """One object of each kind, of the demo."""
    t, c = import_module("openpar.apps.tasks.models"), import_module("openpar.core.models")
    i = import_module("openpar.apps.indices.models")
    part = t.Assignment.objects.filter(state="in_progress", organisation__code="stc").first()
    submitted = t.Assignment.objects.filter(state="submitted").first()
    issued, draft = t.Directive.objects.get(pk=1), t.Directive.objects.exclude(pk=1).first()
    entry = c.RuleEntry.objects.first()
    kinds = {"directive": issued, "drafting": draft, "draft": t.Draft.objects.filter(directive=draft).first(),
            "addressee": t.Addressee.objects.filter(draft__directive=draft).first(), "task": part.task, "assignment": part,
            "submitted": submitted, "report": t.Report.objects.filter(assignment=submitted).first(),
            "extension": t.Extension.objects.first(), "letter": t.Letter.objects.first(), "notice": c.Notice.objects.filter(user__username="lan").first(),
            "evidence": c.Evidence.objects.first(), "organisation": part.organisation, "rule": entry,
            "user": c.User.objects.get(username="dung"), "group": c.Group.objects.first(), "jobrun": c.JobRun.objects.first(),
             "round": i.Round.objects.first(), "sheet": i.Sheet.objects.filter(organisation__code="stc").first()}
    return {k: v for k, v in kinds.items() if v is not None}


def screens() -> list[tuple[str, str, str | None]]:
    """(name, path, who): every page of the URL configuration that some known person may open, and ALSO."""
    from django.test import Client
    matrix = import_module("tests.core.matrix")
    logging.disable(logging.ERROR)  # asking for what does not exist is the point here
    world = samples()
    clients: dict[str | None, Client] = {None: Client(HTTP_HOST="127.0.0.1")}
    for who in KNOWN:
        clients[who] = Client(HTTP_HOST="127.0.0.1")
        clients[who].force_login(person(who), backend="django.contrib.auth.backends.ModelBackend")
    found, missing = [], []
    for a in matrix.addresses():
        drafting = re.search("ra-soat|giao/|/dan/|/thong-tin/|/bo/", a.pattern) and "van-ban" in a.pattern
        path = a.path({**world, "directive": world["drafting"]} if drafting else world)
        if NOT_PAGES.search(path) or "logout" in a.name:
            continue
        admin = path.startswith(("/quan-tri", "/viec-nen"))
        for who in (("vanhanh",) if admin else (None, *KNOWN) if path.startswith(("/papi", "/chi-so", "/tai-khoan")) else KNOWN):
            answer = clients[who].get(path)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                found.append((a.name.replace(":", "-"), path, who))
                break
        else:
            missing.append(f"{a.name} {path} {answer.status_code}")
    print(len(found), "addresses;", len(missing), "without a page:", *missing, sep="\n  ")
    return [*found, *ALSO]


def stored() -> str:
    """Everything that is kept as text: Vietnamese on an English page is right when it is from here."""
    import yaml
    from django.db import models
    words = [str(v) for m in import_module("django.apps").apps.get_models() if m.__module__.startswith("openpar")
             for f in m._meta.fields if isinstance(f, models.CharField | models.TextField | models.JSONField)
             for v in m._default_manager.values_list(f.attname, flat=True) if v]
    for path in Path("src/openpar/rulebook").rglob("*.yaml"):
        with path.open() as file:
            words += [json.dumps(d, ensure_ascii=False, default=str) for d in yaml.safe_load_all(file)]
    return re.sub(r"\s+", " ", " ".join(words)).replace("\\n", " ").lower()


def main(argv: list[str]) -> None:
    import django
    django.setup()
    from axe_playwright_python.sync_playwright import Axe
    from django.conf import settings
    from django.test import Client
    from playwright.sync_api import sync_playwright
    quick, (base, out, *wanted) = "--quick" in argv, [x for x in argv if not x.startswith("--")]
    pictures, kept = Path(out), stored()
    pictures.mkdir(parents=True, exist_ok=True)
    todo = [s for s in screens() if not wanted or any(w in s[0] for w in wanted)]
    cookies: dict[str | None, str] = {None: ""}
    for who in {s[2] for s in todo if s[2]}:
        client = Client()
        client.force_login(person(who), backend="django.contrib.auth.backends.ModelBackend")
        cookies[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    problems: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"])
        for language, size, dark in ((g, s, d) for g in ("vi", "en") for s in (WIDE, PHONE) for d in (False, True)):
            if dark and quick:
                continue
            mark = f"{size[0]}{'d' if dark else 'l'}-{language}"
            for who in cookies:
                context = chromium.new_context(base_url=base, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce",
                                               color_scheme="dark" if dark else "light", timezone_id="Asia/Ho_Chi_Minh")
                jar = {settings.LANGUAGE_COOKIE_NAME: language, **({settings.SESSION_COOKIE_NAME: cookies[who]} if who else {})}
                context.add_cookies([{"name": k, "value": v, "url": base} for k, v in jar.items()])
                page, said = context.new_page(), Ear()
                page.on("console", said.console)
                page.on("pageerror", said.error)
                page.on("response", said.response)
                for name, path, _who in [s for s in todo if s[2] == who]:
                    said.lines.clear()
                    try:
                        page.goto(path, wait_until="load", timeout=30000)
                        page.screenshot(path=pictures / f"{name}-{mark}.png", full_page=True)
                        seen = page.evaluate(READ)
                        found = look(seen, language, kept) + [s for s in said.lines if "404" not in s]
                        for v in Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]:
                            found.append(f"axe {v['id']}: {v['nodes'][0]['html'][:140]}")
                    except Exception as error:  # one broken screen must not end the walk
                        found = [f"BROKEN {str(error)[:200]}"]
                    for line in found:
                        problems.setdefault(line, []).append(f"{name}-{mark}")
                context.close()
            print(mark, len(problems), flush=True)
        chromium.close()
    lines = [f"{len(where):4} {line}   [{', '.join(where[:3])}]" for line, where in sorted(problems.items())]
    (pictures / "problems.txt").write_text("\n".join(lines))
    print(*lines, sep="\n")


def look(seen: dict, language: str, kept: str) -> list[str]:
    """What is wrong with one page, as lines."""
    out = []
    if seen["wide"] > seen["room"]:
        out.append(f"sideways: {seen['wide']} in {seen['room']}")
    if seen["h1"] != 1:
        out.append(f"{seen['h1']} h1")
    if not seen["title"].split("|")[0].strip() or seen["title"].startswith("OpenPAR"):
        out.append(f"title: {seen['title']}")
    if seen["positive"]:
        out.append("positive tabindex")
    if any(b > a + 1 for a, b in zip(seen["headings"], seen["headings"][1:], strict=False)):
        out.append(f"headings jump: {seen['headings'][:12]}")
    for text in dict.fromkeys(seen["text"]):
        if language == "en" and text.lower() not in kept and any(run.lower() not in kept for run in RUNS.findall(text)):
            out.append(f"vi on en: {text[:150]}")
        if language == "vi" and not MARKED.search(text) and len(ENGLISH.findall(text)) and len(text) > 3:
            out.append(f"en on vi: {text[:150]}")
    return out


if __name__ == "__main__":
    main(sys.argv[1:])
