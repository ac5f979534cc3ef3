"""The rules of the house that a machine can see. Each failure says which file, what is wrong with it, and what to do."""

import ast
import doctest
import importlib
import pkgutil
import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import ROOT, SRC, run, sources, tell, tree, where

LONGEST = 300
# Files that are longer for a reason, with the length they may have. The list only ever shrinks.
LONG: dict[str, int] = {}
HEAVY = {"django", "numpy", "pandas", "scipy", "duckdb", "ibis", "pyarrow", "polars", "docx", "docx2python", "pdfplumber", "lxml",
         "PIL", "xlsxwriter", "python_calamine", "openpyxl", "holidays", "typst", "pyhanko", "svy", "highspy", "requests"}


# --- who may import whom ------------------------------------------------------------------------------------------

def test_imports_go_down():
    tool = Path(sys.executable).parent / "lint-imports"
    if not tool.exists():
        pytest.skip("import-linter is not installed")
    done = run(str(tool), "--no-cache")
    assert done.returncode == 0, done.stdout


def test_another_app_is_entered_by_its_door():
    problems = []
    for path in sources("apps"):
        own = path.relative_to(SRC / "apps").parts[0]
        for node in ast.walk(tree(path)):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [f"{node.module}.{a.name}" for a in node.names]
            elif isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            for name in names:
                parts = name.split(".")
                if parts[:2] != ["openpar", "apps"] or len(parts) < 3 or parts[2] == own:
                    continue
                if len(parts) < 4 or parts[3] not in ("services", "selectors"):
                    problems.append(f"{where(path)}:{node.lineno} imports {name}. Another app is entered through its services "
                                    "(to change something) or selectors (to ask).")
    tell(problems)


def test_apps_hide_no_decision_in_signals():
    problems = [f"{where(p)}:{n.lineno} uses the signal decorator. Decisions belong in services."
                for p in sources("apps") for n in ast.walk(tree(p))
                if isinstance(n, ast.FunctionDef) and any("receiver" in ast.unparse(d) for d in n.decorator_list)]
    tell(problems)


def test_the_engine_works_where_django_is_absent():
    modules = [m.name for m in pkgutil.walk_packages([str(SRC / "engine")], "openpar.engine.")] + ["openpar.cli"]
    done = run(sys.executable, "-c", "import sys; sys.modules['django'] = None\nimport importlib\n"
               f"for name in {modules!r}: importlib.import_module(name)")
    assert done.returncode == 0, done.stderr


def test_the_base_install_is_the_engine():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [re.split("[<>=]", d)[0] for d in project["dependencies"]] == ["numpy", "PyYAML"]


# --- start-up -----------------------------------------------------------------------------------------------------

def test_help_loads_nothing_heavy():
    done = run(sys.executable, "-c", "import sys, contextlib\nfrom openpar.cli import main\n"
               "with contextlib.suppress(SystemExit): main(['--help'])\nprint('LOADED', *sys.modules)")
    loaded = {name.split(".")[0] for name in done.stdout.split("LOADED")[1].split()}
    assert not loaded & HEAVY, f"openpar --help loads {sorted(loaded & HEAVY)}; import them inside functions."


def test_help_answers_in_a_moment():
    """What it loads is all that its 0.3 s can go to: a handful of modules of Python, two of ours, and nothing of anybody else's."""
    done = run(sys.executable, "-I", "-c", f"import sys\nsys.path.insert(0, {str(SRC.parent)!r})\nbefore = set(sys.modules)\n"
               "from openpar.cli import main\ntry: main(['--help'])\nfinally: print('LOADED', *set(sys.modules) - before)")
    shown, loaded = done.stdout.split("LOADED")
    assert "rulebook" in shown
    assert {name for name in loaded.split() if name.split(".")[0] not in sys.stdlib_module_names} <= {
        "openpar", "openpar.cli", "openpar.engine", "openpar.engine.errors"}
    assert len(loaded.split()) < 60, f"openpar --help loads {len(loaded.split())} modules; import them inside functions."


def test_the_package_answers_as_the_command_does():
    done = run(sys.executable, "-m", "openpar", "--help")
    assert done.returncode == 0 and done.stdout == run(sys.executable, "-c", "from openpar.cli import main; main(['--help'])").stdout != ""


# --- how files look -----------------------------------------------------------------------------------------------

def test_files_hold_one_idea():
    problems = []
    for path in sources():
        lines, name = len(path.read_text(encoding="utf-8").splitlines()), where(path)
        allowed = LONG.get(name, LONGEST)
        if lines > allowed:
            problems.append(f"{name} has {lines} lines, {allowed} are allowed. Find the second idea and give it its own file.")
    for name, limit in LONG.items():
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines()) if (ROOT / name).exists() else 0
        if lines < limit - 40:
            problems.append(f"{name} is on the list of long files and has {lines} lines now. Take it off, or lower its figure.")
    tell(problems)


def test_nothing_is_left_open():
    open_ends = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|raise NotImplementedError")
    tell([f"{where(p)}:{n} {line.strip()[:90]}" for p in sources()
          for n, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1) if open_ends.search(line)])


def test_no_drawer_for_everything():
    tell([f"{where(p)}: name the file after its idea." for p in sources() if p.stem in ("utils", "helpers", "misc", "common")])


@pytest.mark.parametrize("room", ["engine", "core"])
def test_what_is_public_says_what_it_means(room):
    problems = []
    for path in sources(room):
        module = tree(path)
        if path.stem not in ("__init__", "apps", "urls") and not ast.get_docstring(module):
            problems.append(f"{where(path)} opens without a sentence about what it is.")
        for node in module.body if room == "engine" else ():
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name[0] != "_" and not ast.get_docstring(node):
                problems.append(f"{where(path)}:{node.lineno} {node.name} has no docstring.")
    tell(problems)


def engine_modules() -> list[str]:
    return sorted(m.name for m in pkgutil.walk_packages([str(SRC / "engine")], "openpar.engine."))


@pytest.mark.parametrize("name", engine_modules())
def test_examples_in_the_engine_run(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert not result.failed, f"{name}: {result.failed} of {result.attempted} examples fail; see above."


# --- templates ----------------------------------------------------------------------------------------------------

FORBIDDEN = {
    re.compile(r"""\sstyle\s*="""): "an inline style; the content security policy blocks it. Use a class of the style sheet",
    re.compile(r"""\son[a-z]+\s*=\s*["']"""): "an inline handler; the content security policy blocks it",
    re.compile(r"""(?:src|href|action|poster|data-[a-z-]+)\s*=\s*["'](?:https?:)?//"""): "an address outside the site",
    re.compile(r"<style\b|javascript:"): "inline style or script",
    re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)"): "an inline script",
    re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//"): "something loaded from outside",
}


def test_templates_keep_the_security_policy():
    files = [p for p in SRC.rglob("*") if p.suffix in (".html", ".css") and "node_modules" not in p.parts]
    problems = []
    for path in files:
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            problems += [f"{where(path)}:{n} has {what}." for pattern, what in FORBIDDEN.items() if pattern.search(line)]
    tell(problems)
