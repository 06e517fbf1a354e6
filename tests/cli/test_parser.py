from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import KEY, Forms
from toolkit import Workspace
from toolkit.cli.outcome import ExitStatus
from toolkit.cli.parser import main
from toolkit.form.filling import fill_form
from toolkit.form.writer import write_form

DONE, FINDINGS, FAILED = ExitStatus


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    try:
        status = main([str(a) for a in arguments])
    except SystemExit as stop:
        status = int(stop.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "地区"
    assert run(capsys, "init", "--example", folder)[0] == DONE
    (folder / ".toolkit" / "key").write_text(KEY.hex(), encoding="ascii")
    return folder


def test_the_whole_way(made: Path, forms: Forms, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(
        capsys, "-w", made, "distribute", "--unit", "富蕴县", "--item", "3.1.1", "--as-of", "2021-01-25"
    )
    assert status == DONE and "1 份填报表" in out
    (made / "inbox" / "好.xlsx").write_bytes(forms.filled("3.1.1", "fuyun"))
    status, out, _ = run(capsys, "-w", made, "run", "--as-of", "2021-01-29")
    assert status == DONE and "接收 1 份" in out and "整改总台账_2021-01.xlsx" in out
    (made / "inbox" / "坏.xlsx").write_bytes(forms.filled("3.1.1", "fuhai", {"rural_kg_count": None}))
    status, out, _ = run(capsys, "-w", made, "collect", "--as-of", "2021-01-29")
    assert status == FINDINGS and "退回 福海县 三（一）1" in out and "required.blank" in out
    status, out, _ = run(capsys, "-w", made, "status", "--as-of", "2021-01-29")
    assert status == DONE and "合计：应报 182 份，已接收 1 份，退回 1 份，未报 180 份。" in out
    status, out, _ = run(capsys, "-w", made, "consolidate", "--as-of", "2021-01-29", "--period", "2021-01")
    assert status == DONE


@pytest.mark.one_in(100)
@pytest.mark.parametrize("command", ["plan check", "distribute", "collect", "consolidate", "run", "status"])
def test_json_is_one_object_and_nothing_else(made: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    rest = [] if command == "plan check" else ["--as-of", "2021-01-29"]
    if command == "distribute":
        rest += ["--unit", "kanas"]
    status, out, _ = run(capsys, "-w", made, *command.split(), "--json", *rest)
    assert status == DONE
    assert isinstance(json.loads(out), dict)


DOCUMENT = Path(__file__).parents[1] / "data" / "document.txt"


def test_importing_the_issued_document(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "草稿.xlsx"
    status, out, _ = run(capsys, "-w", made, "plan", "import", DOCUMENT, "-o", draft)
    assert status == FINDINGS
    assert "读到事项 30 项，措施 41 条" in out and "没有写明责任单位" in out
    assert draft.exists()
    status, _, err = run(capsys, "-w", made, "plan", "import", DOCUMENT, "-o", draft)
    assert status == FAILED and "没有覆盖" in err
    status, out, _ = run(capsys, "plan", "import", DOCUMENT, "-o", tmp_path / "又一份.xlsx", "--json")
    answer = json.loads(out)
    assert (answer["items"], answer["measures"]) == (30, 41)
    status, _, err = run(capsys, "-w", made, "plan", "import", tmp_path / "没有.docx", "-o", tmp_path / "x.xlsx")
    assert status == FAILED and "找不到" in err


def test_plan_check_says_what_is_worth_a_look(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "-w", made, "plan", "check")
    assert status == DONE
    assert "没有写明整改时限" in out and "休息日" in out


@pytest.mark.parametrize(
    "words", ["status", "claims", "consolidate", "run", "remind", "period show", "history --unit 某县 --item 1"]
)
def test_a_folder_that_is_no_workspace_stays_as_it_is(
    tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "-w", tmp_path, *words.split())
    assert status == FAILED and "不是工作区" in err
    assert not [*tmp_path.iterdir()]


def test_json_of_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "-w", tmp_path, "status", "--json")
    assert status == FAILED
    assert "不是工作区" in json.loads(out)["error"]
    assert "不是工作区" in err


def test_broken_plan_lists_every_fault(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(made / "plan.xlsx")
    workbook["单位"]["B2"] = None
    workbook["规则"]["C2"] = "[没有这个] ≤ 1"
    workbook.save(made / "plan.xlsx")
    status, out, _ = run(capsys, "-w", made, "plan", "check")
    assert status == FAILED
    assert "单位!B2" in out and "规则!C2" in out
    status, out, _ = run(capsys, "-w", made, "plan", "check", "--json")
    assert {"单位", "规则"} <= {fault["sheet"] for fault in json.loads(out)["faults"]}
    assert run(capsys, "-w", made, "run", "--as-of", "2021-01-29")[0] == FAILED


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["没有的命令"], "没有这个命令"),
        (["status", "--as-of", "2021-02-30"], "不是日期"),
        (["status", "--wat"], "不认识的参数"),
        (["distribute", "--unit"], "后面要写一个值"),
        (["plan"], "缺少参数"),
        (["demo"], "缺少参数"),
    ],
)
def test_wrong_words_are_answered_in_chinese(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, *arguments)
    assert status == FAILED and out == ""
    assert word in err and "--help" in err


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["run", "--help"], ["plan", "--help"], ["plan", "check", "--help"]):
        status, out, _ = run(capsys, *arguments)
        assert status == DONE
        assert "usage" not in out and "用法" in out


def test_python_m_toolkit_answers() -> None:
    done = subprocess.run([sys.executable, "-m", "toolkit", "--help"], capture_output=True, check=True)
    assert "distribute" in done.stdout.decode("utf-8", "replace")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break in another way there")
def test_a_reader_who_has_seen_enough_gets_no_traceback(made: Path) -> None:
    command = f'"{sys.executable}" -m toolkit -w "{made}" plan check | true'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_the_return_loop_from_the_command_line(made: Path, forms: Forms, capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--as-of", "2021-01-28")
    (made / "inbox" / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", {"rural_kg_count": "38所"}))
    (made / "inbox" / "扫描.pdf").write_bytes(b"%PDF-1.4 " + b"x" * 50)
    status, out, _ = run(capsys, "-w", made, "run", *day)
    assert status == FINDINGS and "认不出 1 份" in out and "收件回执 1 份" in out
    aside = made / "inbox" / "未识别" / "扫描.pdf"
    status, out, _ = run(capsys, "-w", made, "assign", aside, "--unit", "富蕴县", "--item", "三（一）1", *day)
    assert status == DONE and "已认领为佐证材料" in out and not aside.exists()
    form = ("--unit", "富蕴县", "--item", "三（一）1")
    status, out, _ = run(capsys, "-w", made, "history", *form)
    assert status == DONE and "收到并接收" in out and "佐证材料" in out
    status, out, _ = run(capsys, "-w", made, "history", *form, "--json")
    assert {event["day"] for event in json.loads(out)["events"]} == {"2021-01-28"}
    status, out, _ = run(capsys, "-w", made, "trace", *form, "--field", "rural_kg_count", *day)
    assert status == DONE and "38所" in out and "表.xlsx" in out
    status, out, _ = run(capsys, "-w", made, "trace", "台账!A1", "--json", *day)
    assert status == DONE and json.loads(out)["lines"]
    status, _, err = run(capsys, "-w", made, "trace", "台账", *day)
    assert status == FAILED and "看不懂" in err


def test_mail_send_from_the_command_line(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "-w", made, "mail", "send", "--dry-run")
    assert status == DONE
    run(capsys, "-w", made, "distribute", "--unit", "喀纳斯景区", "--as-of", "2021-01-25")
    status, out, _ = run(capsys, "-w", made, "mail", "send", "--dry-run")
    assert status == DONE and "喀纳斯景区_填报表.eml → kanas@example.com" in out
    status, out, _ = run(capsys, "-w", made, "mail", "send", "--dry-run", "--json")
    assert json.loads(out)["mails"][0]["waiting"] == {"kanas@example.com": ""}
    status, _, err = run(capsys, "-w", made, "mail", "send")
    assert status == FAILED and "试用方案" in err


def test_answers_of_several_periods_are_said_with_every_folder(
    workspace: Workspace, forms: Forms, capsys: pytest.CaptureFixture[str]
) -> None:
    """A correction copy lies with its form's period, the receipt with the newest; both folders are named."""
    plan = workspace.plan
    blank = write_form(forms.base, plan, forms.catalogue_of["3.1.1"], plan.unit["fuyun"], plan.periods[1], KEY)
    later = fill_form(blank, forms.catalogue_of["3.1.1"], forms.right("3.1.1", "fuyun"))
    (workspace.inbox / "旧.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", {"rural_kg_count": None}))
    (workspace.inbox / "新.xlsx").write_bytes(later)
    main(["-w", str(workspace.root), "collect", "--as-of", "2021-04-20"])
    (line,) = [line for line in capsys.readouterr().out.split("\n") if "做好了" in line]
    assert all(str(Path("outbox", period.id, "returns")) in line for period in plan.periods[:2])
