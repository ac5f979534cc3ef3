"""Parts of the documentation that are made from the code, so that they cannot fall behind it.

A page asks for one with a line `<!-- generated: NAME -->`.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPENPAR = ("-c", "import sys; from openpar.cli import main; sys.exit(main())")  # the command, with this Python


def django_ready() -> None:
    """Set Django up with demo settings, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.config.settings")
    os.environ.setdefault("OPENPAR_DEMO", "1")
    import django
    django.setup()


def table(header: list, rows: list[list]) -> str:
    lines: list[list] = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def roles() -> str:
    """Every role × act × scope, in the words of the interface."""
    django_ready()
    from django.utils import translation

    from openpar.core.roles import ACTS, ROLES
    words = {"person": "người được giao", "own": "đơn vị mình", "subtree": "và cấp dưới", "field": "trong lĩnh vực",
             "all": "toàn bộ", "published": "đã công khai"}
    parts = []
    with translation.override("vi"):
        for role in ROLES.values():
            rows = [[f"`{act}`", ACTS[act].title, words.get(str(scope), str(scope))] for act, scope in role.rights.items()]
            second = " Bắt buộc có lớp xác thực thứ hai." if role.sensitive else ""
            parts.append(f"## {role.title} (`{role.code}`)\n\n{len(rows)} quyền.{second}\n\n"
                         + table(["Mã", "Được làm gì", "Phạm vi"], rows))
    return "\n\n".join(parts)


def rights() -> str:
    """The same turned round: each act with the roles that hold it."""
    django_ready()
    from django.utils import translation

    from openpar.core.roles import ACTS, ROLES
    with translation.override("vi"):
        return table(["Mã", "Được làm gì", "Ai"], [
            [f"`{act.code}`", act.title,
             "; ".join(f"{r.title} ({r.rights[act.code]})" for r in ROLES.values() if act.code in r.rights)]
            for act in ACTS.values()])


def operations() -> str:
    """Every operation of the API by room, with the acts of which a token needs one; those that are done in person are marked."""
    django_ready()
    from django.utils import translation

    from openpar.config.api import door
    rooms: dict[str, list[list]] = {}
    with translation.override("vi"):
        for path, methods in door.get_openapi_schema()["paths"].items():
            for method, said in methods.items():
                acts = ", ".join(f"`{a}`" for a in said["x-acts"]) or "any token"
                rooms.setdefault(said["tags"][0], []).append(
                    [f"{method.upper()} `{path.removeprefix('/api/v1')}`", said["summary"], "in person" if "`in-person`" in said["description"] else acts])
    return "\n\n".join(f"### {room}\n\n" + table(["Operation", "What it does", "Acts"], rows) for room, rows in rooms.items())


def workflows() -> str:
    """Every workflow of the rooms: from which states, by which act, to which state, with what."""
    django_ready()
    import importlib
    import pkgutil

    import openpar.apps
    from openpar.engine.workflow import Workflow
    parts = []
    for app in pkgutil.iter_modules(openpar.apps.__path__):
        try:
            rules = importlib.import_module(f"openpar.apps.{app.name}.rules")
        except ModuleNotFoundError:
            continue
        for value in vars(rules).values():
            if isinstance(value, Workflow):
                rows = [[f"`{s.name}`", s.title, ", ".join(map(str, s.sources)), str(s.target), f"`{s.act}`",
                         ", ".join(s.needs) or "–"] for s in value.steps]
                parts.append(f"## {app.name}: {value.name}\n\n" + table(["Step", "Title", "From", "To", "Right", "Needs"], rows))
    return "\n\n".join(parts) or "No room has a workflow yet."


def command_help(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
                          env={**os.environ, "COLUMNS": "100", "OPENPAR_DEMO": "1"})
    return done.stdout.strip() or done.stderr.strip()


def openpar_commands() -> str:
    """The help of `openpar` and of each of its subcommands."""
    from openpar.cli import ROOMS
    parts = ["```text\n" + command_help(*OPENPAR, "--help") + "\n```"]
    parts += [f"### `openpar {name}`\n\n```text\n{command_help(*OPENPAR, name, '--help')}\n```" for name in ROOMS]
    return "\n\n".join(parts)


def manage_commands() -> str:
    """The platform's own commands with their help, as `manage.py NAME --help` prints it; made in this process, since each start costs seconds."""
    django_ready()
    from django.core.management import get_commands, load_command_class
    names = sorted(p.stem for p in (ROOT / "src/openpar").glob("**/management/commands/*.py") if p.stem[0] != "_")
    owners, width = get_commands(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        helps = [load_command_class(owners[name], name).create_parser("manage.py", name).format_help().rstrip() for name in names]
    finally:
        os.environ.pop("COLUMNS") if width is None else os.environ.update(COLUMNS=width)
    return "\n\n".join(f"### `manage.py {name}`\n\n```text\n{said}\n```" for name, said in zip(names, helps, strict=True)) or "None yet."


def make_targets() -> str:
    import re
    lines = re.findall(r"^([a-z-]+):.*?##\s+(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return table(["Command", "What it does"], [[f"`make {name}`", what] for name, what in lines])


def cases() -> str:
    """The sentences of tests/cases, which are tests and read by officials."""
    import yaml
    parts = []
    for path in sorted((ROOT / "tests/cases").rglob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = data if isinstance(data, list) else data.get("cases", []) if isinstance(data, dict) else []
        names = [str(row["name"]) for row in rows if isinstance(row, dict) and "name" in row]
        if names:
            title = path.relative_to(ROOT / "tests/cases").with_suffix("")
            parts.append(f"## {title}\n\n" + "\n".join(f"- {n}" for n in names))
    return "\n\n".join(parts) or "No case yet."


def public_failures() -> str:
    """Failures that other products had in public: which are replayed, by which tests, and which not yet."""
    from tools.public_failures import rows
    every = rows()
    done, open_ = [r for r in every if r.tests], [r for r in every if not r.tests]
    said = f"{len(done)} of {len(every)} rows replayed." + (f" Not yet: {', '.join(r.id for r in open_)}." if open_ else "")
    lines = [[r.id, r.words, ", ".join(f"`{t}`" for t in r.tests)] for r in done]
    return "\n\n".join([said, table(["Row", "What must not happen", "Replayed by"], lines),
                        table(["Row", "What must not happen", "Why not yet"], [[r.id, r.words, r.not_yet] for r in open_]) if open_ else ""]).strip()


def parameters() -> str:
    """Every statutory number of the shipped rulebook with source and grade."""
    from openpar.engine.rulebook import ROOT as BOOK
    from openpar.engine.rulebook import load_yaml, parse_parameter
    rows = []
    for path in sorted(BOOK.rglob("*.yaml")):
        name = str(path.relative_to(BOOK).with_suffix(""))
        data = load_yaml(path.read_text(encoding="utf-8"), name)
        if isinstance(data, dict) and {"unit", "values"} <= set(data):
            parameter = parse_parameter(name, data)
            rows += [[f"`{name}`", parameter.title, f"{v.value} {parameter.unit}", f"{v.valid_from:%d/%m/%Y}", v.source,
                      v.confidence + (" (chưa đối chiếu)" if v.unverified else "")] for v in parameter.values]
    return table(["Tên", "Nội dung", "Giá trị", "Từ ngày", "Nguồn", "Độ tin cậy"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "roles": roles, "operations": operations, "rights": rights, "workflows": workflows, "openpar-commands": openpar_commands,
    "manage-commands": manage_commands, "make-targets": make_targets, "cases": cases, "public-failures": public_failures, "parameters": parameters,
}
