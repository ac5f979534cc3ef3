"""`openpar directive parse`: label files, a workbook, or a list to read."""

import json

import openpyxl

from openpar.cli import main

TEXT = ("1. Sở Y tế\na) Rà soát 5 trạm, báo cáo UBND tỉnh trước ngày 15/8/2022.\n"
        "b) =HYPERLINK là chữ, hướng dẫn các trạm trong quý IV năm 2022.")


def test_label_files(tmp_path, capsys):
    (tmp_path / "chi-thi.txt").write_text(TEXT, encoding="utf-8")
    assert main(["directive", "parse", str(tmp_path / "chi-thi.txt"), "--out", str(tmp_path / "out")]) == 0
    labels = json.loads((tmp_path / "out/chi-thi.tasks.json").read_text(encoding="utf-8"))
    assert labels["doc"] == "chi-thi.txt" and [t["path"] for t in labels["tasks"]] == ["1.a", "1.b"]
    first = labels["tasks"][0]
    assert first["lead"] == ["Sở Y tế"] and first["report"] == {"to": ["UBND tỉnh"],
                                                                "deadline": {"kind": "date", "value": "2022-08-15",
                                                                    "text": "ngày 15/8/2022"}}
    assert TEXT[first["evidence"]["start"]:first["evidence"]["end"]].startswith("a) Rà soát")
    assert "2 nhiệm vụ" in capsys.readouterr().out


def test_workbook(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert main(["directive", "parse", str(tmp_path / "a.txt"), "--xlsx", str(tmp_path / "a.xlsx")]) == 0
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.values)
    assert rows[0][:3] == ("Tệp", "Mục", "Nhiệm vụ") and rows[1][3] == "Sở Y tế" and rows[2][5] == "quý IV/2022"
    assert rows[2][2].startswith("=HYPERLINK")


def test_list_to_read(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"")
    assert main(["directive", "parse", str(tmp_path / "b.docx"), str(tmp_path / "a.txt")]) == 1
    out = capsys.readouterr().out
    assert "rỗng" in out and "thực hiện: Sở Y tế | hạn: 15/08/2022 | báo cáo: UBND tỉnh" in out


def test_a_file_that_is_not_there(capsys):
    assert main(["directive", "parse", "khong-co.docx"]) == 2
    assert "Không mở được tệp" in capsys.readouterr().err
