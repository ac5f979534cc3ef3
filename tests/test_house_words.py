"""What the house says of itself is whole: errors, settings, glossary, rulebook, translations. Nothing stray is committed."""

import ast
import re
from functools import cache

import pytest

from tests.conftest import require
from tests.house import DOCS, ROOT, SRC, run, sources, tell, tree, where

# --- what is documented -------------------------------------------------------------------------------------------

def headings(name: str) -> set[str]:
    """The codes that a reference page explains: words in backticks in its headings and in the first cells of its tables."""
    text = (DOCS / "reference" / name).read_text(encoding="utf-8")
    return set(re.findall(r"^(?:#+|\|)\s*`([^`]+)`", text, re.M))


@cache
def error_codes() -> dict[str, str]:
    """Every error code in the sources, with the place of its class."""
    known, found, grown = {"OpenParError"}, {}, True
    classes = [(path, node, {ast.unparse(b).split(".")[-1] for b in node.bases})
               for path in sources() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    while grown:
        grown = False
        for path, node, bases in classes:
            if node.name not in known and not bases & known:
                continue
            grown = grown or node.name not in known
            known.add(node.name)
            for part in node.body:
                if isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") == "code" \
                        and isinstance(part.value, ast.Constant):
                    found[part.value.value] = f"{where(path)}:{part.lineno}"
    return found


def test_every_error_is_explained():
    explained = headings("errors.md")
    tell([f"{place}: the error code {code!r} has no entry in docs/reference/errors.md."
          for code, place in error_codes().items() if code not in explained])
    assert {"rule", "refused", "conflict"} <= set(error_codes()), "the search for error codes is broken"


def settings_read() -> dict[str, str]:
    """Every OPENPAR_… name that the sources read, with its place."""
    found = {}
    readers = {"text", "flag", "number", "words"}
    for path in sources():
        called = {f"env.{name}" for name in readers} | (readers if path.stem == "environment" else set())
        for node in ast.walk(tree(path)):
            if (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and str(node.args[0].value).isupper()
                    and ast.unparse(node.func) in called):
                found[f"OPENPAR_{ast.literal_eval(node.args[0])}"] = f"{where(path)}:{node.lineno}"
            elif isinstance(node, ast.Constant) and re.fullmatch(r"OPENPAR_[A-Z_]+[A-Z]", str(node.value)):
                found[node.value] = f"{where(path)}:{node.lineno}"
    return found


def test_every_setting_is_explained():
    explained, read = headings("settings.md"), settings_read()
    tools = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tools").glob("*.py"))
    tell([f"{place}: {name} has no entry in docs/reference/settings.md." for name, place in read.items() if name not in explained])
    tell([f"docs/reference/settings.md explains {name}, which nothing reads."
          for name in explained if name.startswith("OPENPAR_") and name not in read and name not in tools])


def model_terms() -> dict[str, str]:
    """The Vietnamese term that opens each model's docstring, with its place."""
    found = {}
    for path in [*sources("core"), *sources("apps")]:
        if path.stem != "models" and path.parent.name != "models":
            continue
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and (text := ast.get_docstring(node)) and is_model(node):
                found[f"{where(path)}:{node.lineno} {node.name}"] = re.split(r"[:,.(]| in | \(", text)[0].strip()
    return found


def is_model(node: ast.ClassDef) -> bool:
    bases = {ast.unparse(b) for b in node.bases}
    abstract = any(isinstance(p, ast.ClassDef) and p.name == "Meta" and "abstract = True" in ast.unparse(p) for p in node.body)
    return bool(bases & {"models.Model", "AbstractUser", "Due"}) and not abstract


def test_the_glossary_knows_every_noun():
    text = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    tell([f"{place} opens with {term!r}, which docs/glossary.md does not have."
          for place, term in model_terms().items() if term.lower() not in text])


# --- rulebook and translations ------------------------------------------------------------------------------------

def rulebook_files() -> list:
    return sorted((SRC / "rulebook").rglob("*.y*ml"))


@pytest.mark.parametrize("path", rulebook_files(), ids=lambda p: str(p.relative_to(SRC / "rulebook")))
def test_the_rulebook_is_strict(path):
    from openpar.engine.rulebook import load_yaml, parse_parameter

    name = str(path.relative_to(SRC / "rulebook").with_suffix(""))
    assert path.suffix == ".yaml", "name it .yaml; other endings are not read"
    data = load_yaml(path.read_text(encoding="utf-8"), name)
    assert data, f"{name} is empty"
    if isinstance(data, dict) and "values" in data:
        assert parse_parameter(name, data).values, f"{name} has no value"


def test_translations_are_whole_and_compiled(tmp_path):
    require("gettext")
    pytest.importorskip("django")
    from tools import translations

    tell(translations.check(translations.collect(tmp_path)))


# --- what is committed --------------------------------------------------------------------------------------------

# Written in pieces, so that this file does not hold what it forbids.
NOT_HERE = ["pypi" ".org", "pythonhosted" ".org", "registry.npmjs" ".org", "/wo" "rk/", "/ro" "ot/", "/ho" "me/", "/opt/py" "pi"]


def tracked() -> list:
    done = run("git", "ls-files", "-z")
    if done.returncode:
        pytest.skip("this is not a git clone")
    return [p for name in done.stdout.split("\0") if name and (p := ROOT / name).is_file()]


def test_nothing_of_one_machine_is_committed():
    problems = []
    for path in tracked():
        if path.suffix in (".gz", ".png", ".woff2", ".mo", ".docx", ".pdf", ".xlsx", ".odt", ".jpg"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        problems += [f"{where(path)} names {needle!r}, a registry or a folder of one machine."
                     for needle in NOT_HERE if needle in text]
    tell(problems)


def test_generated_things_are_not_committed():
    tell([f"{where(p)} is generated; keep it out of git." for p in tracked()
          if p.suffix in (".pyc", ".sqlite3", ".woff2") or p.name in ("uv.lock", "bench.json") or "docs/site" in str(p)])
