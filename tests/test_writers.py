"""Whoever writes a file writes it whole or not at all, and leaves nothing else behind.

`preflight` and the pack can share no code; they share these rules.
"""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from preflight.errors import ReportError
from preflight.files import make_folder, write_whole
from private_api_guard import whole_file

Write = Callable[[Path, str], None]

# How each half writes a text to a file, and what it raises where that can not be done.
WRITERS = [
    pytest.param(write_whole, ReportError, id="preflight"),
    pytest.param(whole_file.write_whole, OSError, id="the pack"),
]
writers = pytest.mark.parametrize(("write", "refusal"), WRITERS)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing may be left but what the test wrote."""
    yield tmp_path
    assert [path.name for path in tmp_path.iterdir() if path.name not in {"report.json", "other"}] == []


@writers
def test_the_text_is_there_as_it_was_given(folder: Path, write: Write, refusal: type[Exception]) -> None:
    write(folder / "report.json", "first\n")
    write(folder / "report.json", "é ✓\n")
    assert (folder / "report.json").read_bytes() == "é ✓\n".encode()


@writers
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_its_mode_is_that_of_any_new_file(folder: Path, write: Write, refusal: type[Exception], mask: int) -> None:
    before = os.umask(mask)
    try:
        write(folder / "report.json", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "report.json").stat().st_mode) == 0o666 & ~mask


@writers
def test_a_folder_that_is_missing_is_told(folder: Path, write: Write, refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match=r"report\.json"):
        write(folder / "missing" / "report.json", "text")


@writers
def test_what_is_no_folder_is_told(folder: Path, write: Write, refusal: type[Exception]) -> None:
    (folder / "other").write_text("a file")
    with pytest.raises(refusal, match=r"report\.json"):
        write(folder / "other" / "report.json", "text")


@writers
def test_a_folder_in_its_place_is_told_and_stays(folder: Path, write: Write, refusal: type[Exception]) -> None:
    (folder / "report.json").mkdir()
    with pytest.raises(refusal, match=r"report\.json"):
        write(folder / "report.json", "text")
    assert (folder / "report.json").is_dir()


@writers
def test_a_name_that_no_file_can_have_is_told(folder: Path, write: Write, refusal: type[Exception]) -> None:
    with pytest.raises(refusal, match="xxx"):
        write(folder / ("x" * 300), "text")


@writers
def test_nobody_ever_reads_half_of_it(folder: Path, write: Write, refusal: type[Exception]) -> None:
    file, texts, seen, done = folder / "report.json", ["a" * 200_000, "b" * 200_000], set(), threading.Event()
    write(file, texts[0])

    def read() -> None:
        while not done.is_set():
            seen.add(file.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(60):
        write(file, texts[number % 2])
    done.set()
    reader.join()
    assert seen <= set(texts)
    assert seen


@writers
def test_a_link_stays_and_what_it_leads_to_is_written(folder: Path, write: Write, refusal: type[Exception]) -> None:
    (folder / "report.json").symlink_to("other")
    write(folder / "report.json", "text")
    assert (folder / "report.json").is_symlink()
    assert (folder / "other").read_text() == "text"


@writers
def test_links_that_lead_to_one_another_are_told(folder: Path, write: Write, refusal: type[Exception]) -> None:
    (folder / "report.json").symlink_to("other")
    (folder / "other").symlink_to("report.json")
    with pytest.raises(refusal, match="report"):
        write(folder / "report.json", "text")


@writers
def test_what_is_no_plain_file_is_written_through(folder: Path, write: Write, refusal: type[Exception]) -> None:
    os.mkfifo(folder / "report.json")
    reading = os.open(folder / "report.json", os.O_RDONLY | os.O_NONBLOCK)
    write(folder / "report.json", "text")
    assert os.read(reading, 100) == b"text"
    os.close(reading)
    assert stat.S_ISFIFO((folder / "report.json").stat().st_mode)


@pytest.fixture(params=["a number", "a link to one"])
def open_pipe(folder: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Path, int]]:
    """What `>(...)` and `/dev/stdout` are: the place of a pipe that is open here, and who reads from it."""
    reading, writing = os.pipe()
    place = Path(f"/dev/fd/{writing}")
    if request.param != "a number":
        (folder / "other").symlink_to(place)
        place = folder / "other"
    yield place, reading
    os.close(reading)
    os.close(writing)


@writers
def test_what_is_open_already_is_written_through(
    folder: Path, write: Write, refusal: type[Exception], open_pipe: tuple[Path, int]
) -> None:
    place, reading = open_pipe
    write(place, "first ")
    write(place, "second")
    assert os.read(reading, 100) == b"first second"


@writers
def test_what_an_open_file_holds_stays(folder: Path, write: Write, refusal: type[Exception]) -> None:
    with (folder / "other").open("w") as log:
        log.write("before ")
        log.flush()
        write(Path(f"/dev/fd/{log.fileno()}"), "report")
    assert (folder / "other").read_text() == "before report"


@writers
def test_who_stops_reading_has_seen_enough(folder: Path, write: Write, refusal: type[Exception]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    write(Path(f"/dev/fd/{writing}"), "text" * 100_000)
    os.close(writing)


@writers
def test_a_full_device_is_told(folder: Path, write: Write, refusal: type[Exception]) -> None:
    (folder / "report.json").symlink_to("/dev/full")
    with pytest.raises(refusal, match="No space left"):
        write(folder / "report.json", "text")


def test_the_pack_waits_for_nobody_who_would_read(folder: Path) -> None:
    os.mkfifo(folder / "report.json")
    with pytest.raises(OSError, match="report"):
        whole_file.write_whole(folder / "report.json", "text")


def test_a_folder_is_made_or_it_is_told_what_to_name(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a")
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match=r"/file is no folder\nName a folder"):
        make_folder(tmp_path / "file")
    with pytest.raises(ReportError, match=r"/file/a can not be made: Not a directory"):
        make_folder(tmp_path / "file" / "a")
    assert [each.name for each in sorted((tmp_path / "a").iterdir())] == ["b"]
