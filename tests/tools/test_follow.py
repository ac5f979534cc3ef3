"""Guides are followed word for word: their blocks become one script, in order, with the line of the guide before each step."""

import os
import re
import subprocess
from pathlib import Path

from tools import follow

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ["docs/start/production.md", "docs/start/upgrade.md", "docs/start/rollback.md"]
GUIDE = """Đọc trước.

```sh
export TEN=vi-du
echo "$TEN" > {folder}/mot
```

Tệp `{folder}/hai`:

```ini
[Unit]
Mô tả='có dấu'
```

```
không chạy
```

```sh
cat {folder}/mot {folder}/hai > {folder}/ba
```
"""


def follow_in(folder, **environment):
    guide = folder / "guide.md"
    guide.write_text(GUIDE.replace("{folder}", str(folder)), encoding="utf-8")
    return subprocess.run(["bash", "-c", follow.script([str(guide)])], env={**os.environ, **environment}, capture_output=True, text=True, check=False)


def test_blocks_run_and_files_are_written_in_their_order(tmp_path):
    done = follow_in(tmp_path)
    assert done.returncode == 0 and done.stderr.count("---") == 3
    assert (tmp_path / "ba").read_text() == "vi-du\n[Unit]\nMô tả='có dấu'\n"


def test_what_the_reader_replaces_comes_from_the_environment(tmp_path):
    follow_in(tmp_path, TEN="lai-chau")
    assert (tmp_path / "mot").read_text() == "lai-chau\n"


def test_the_first_step_that_fails_ends_the_run_and_is_named(tmp_path):
    (tmp_path / "mot").mkdir()
    done = follow_in(tmp_path)
    assert done.returncode != 0 and "guide.md:4" in done.stderr and not (tmp_path / "hai").exists()


def test_the_guides_of_production_are_scripts_without_a_slip():
    text = follow.script([str(ROOT / name) for name in GUIDES])
    assert subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode == 0
    assert text.count("--- ") >= 20


def test_every_setting_and_command_that_the_guides_name_is_there():
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in GUIDES)
    known = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert sorted(s for s in set(re.findall(r"OPENPAR_[A-Z_]+[A-Z]", text)) if s not in known and s != "OPENPAR_EVIDENCE") == []
    commands = {p.stem for p in (ROOT / "src/openpar").glob("**/management/commands/*.py")} | {"check", "migrate", "collectstatic"}
    assert sorted(set(re.findall(r"openpar-manage ([a-z_]+)", text)) - commands) == []
