"""The references in docs/ are what the code gives, and their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.references import DOCS, INSIDE, REFERENCES, main
from toolkit.cli.commands import every_command
from toolkit.region.facade import Region
from toolkit.workspace import Workspace

ROOT = DOCS.parent


@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_is_what_the_code_gives(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == REFERENCES[name](), "run: python -m tests.references"


def test_writing_them_anew_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.references.DOCS", tmp_path)
    main()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        name: (DOCS / name).read_bytes() for name in REFERENCES
    }


def test_every_command_option_and_exit_status_is_told() -> None:
    sections = {
        section.partition("\n")[0]: section for section in (DOCS / "commands.md").read_text("utf-8").split("\n## ")[1:]
    }
    assert set(sections) == {f"toolkit {command.words}" for command in every_command()}
    for command in every_command():
        section = sections[f"toolkit {command.words}"]
        assert command.help in section
        assert all(argument.help in section for argument in command.arguments)
        assert all(f"| {status.value} | {said} |" in section for status, said in command.every_status.items())


@pytest.mark.parametrize("facade", [Workspace, Region])
def test_every_public_method_is_told(facade: type) -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    public = [name for name in dir(facade) if not name.startswith("_")]
    assert public
    told = {name for name in public if f"\n### {facade.__name__}.{name}\n" in text}
    assert told == {*public} - INSIDE


def documents() -> list[str]:
    return [str(path.relative_to(ROOT)) for folder in (ROOT, DOCS) for path in sorted(folder.glob("*.md"))]


@pytest.mark.parametrize("name", documents())
def test_links_between_the_documents_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        meant = path.parent / file if file else path
        assert meant.exists(), target
        if anchor and meant.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", meant.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in anchors, target
