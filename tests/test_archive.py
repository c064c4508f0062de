"""The archive: what came is kept as it came, in files that any WARC tool reads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, Response
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive, ArchiveFull
from pipelines.replay import ReplayError, index

NOW = datetime(2026, 5, 22, 9, 30, tzinfo=UTC)


def answer(number: int, size: int = 1000) -> HtmlResponse:
    body = f"<p>{number}</p>".encode() + bytes(str(number) * size, "ascii")
    headers = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": ["a=1", "b=2"], "Content-Encoding": "br"}
    return HtmlResponse(f"https://press.example/ar/{number}", body=body, headers=headers, status=200)


def records(folder: Path) -> list[tuple[str, str, bytes, str]]:
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                uri = record.rec_headers.get_header("WARC-Target-URI")
                body = record.raw_stream.read()
                while more := record.raw_stream.read():
                    body += more
                found.append((record.rec_type, uri, body, record.rec_headers.get_header("WARC-Date")))
    return found


def test_an_answer_is_kept_byte_for_byte_with_its_headers(tmp_path: Path) -> None:
    archive = Archive(tmp_path, file_bytes=10**9, ceiling_bytes=10**9)
    response = answer(1)
    kept = archive.keep(response, NOW)
    del response.headers["Content-Encoding"]  # as happens to it on its way to the spider
    place = kept.result()
    archive.close()
    [info, record] = records(tmp_path)
    assert info[0] == "warcinfo"
    assert record == ("response", "https://press.example/ar/1", response.body, "2026-05-22T09:30:00Z")
    with (tmp_path / place.file).open("rb") as file:
        file.seek(place.offset)
        again = next(iter(ArchiveIterator(file)))
        assert again.rec_headers.get_header("WARC-Target-URI") == response.url
        headers = again.http_headers.headers
    assert ("Content-Encoding", "br") in headers
    assert [value for name, value in headers if name == "Set-Cookie"] == ["a=1", "b=2"]


def test_a_full_file_is_followed_by_another_and_every_place_is_right(tmp_path: Path) -> None:
    archive = Archive(tmp_path, file_bytes=2000, ceiling_bytes=10**9)
    places = [archive.keep(answer(number), NOW).result() for number in range(30)]
    archive.close()
    assert len({place.file for place in places}) > 1
    for number, place in enumerate(places):
        assert index(tmp_path / place.file)[f"https://press.example/ar/{number}"] == place.offset


def test_at_its_ceiling_the_archive_takes_no_more_and_loses_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path, file_bytes=10**9, ceiling_bytes=1500)
    futures = [archive.keep(answer(number), NOW) for number in range(30)]
    archive.close()
    kept = [future for future in futures if future.exception() is None]
    assert 0 < len(kept) < 30
    assert all(isinstance(future.exception(), ArchiveFull) for future in futures[len(kept) :])
    assert len(records(tmp_path)) == len(kept) + 1


def test_the_ceiling_counts_what_earlier_runs_wrote(tmp_path: Path) -> None:
    (tmp_path / "rasd-old.warc.gz").write_bytes(b"x" * 2000)
    archive = Archive(tmp_path, file_bytes=10**9, ceiling_bytes=1500)
    with pytest.raises(ArchiveFull, match="ceiling of 1500 bytes"):
        archive.keep(answer(1), NOW).result()
    archive.close()


def test_a_folder_that_cannot_be_written_is_an_error_of_that_answer(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    archive = Archive(tmp_path / "file" / "warc", file_bytes=10**9, ceiling_bytes=10**9)
    with pytest.raises(OSError, match="file"):
        archive.keep(Response("https://press.example/"), NOW).result()
    archive.close()


def test_what_is_no_warc_file_cannot_be_replayed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are notes, no archive\n" * 9, encoding="utf-8")
    with pytest.raises(ReplayError, match=r"notes\.txt: not a WARC file"):
        index(tmp_path / "notes.txt")
    with pytest.raises(ReplayError, match="No such file"):
        index(tmp_path / "missing.warc.gz")


@pytest.mark.parametrize("left", [20, 120, 260, 330])
def test_a_file_cut_off_by_a_dying_process_is_replayed_up_to_there(tmp_path: Path, left: int) -> None:
    archive = Archive(tmp_path, file_bytes=10**9, ceiling_bytes=10**9)
    places = [archive.keep(answer(number), NOW).result() for number in range(3)]
    archive.close()
    file = tmp_path / places[0].file
    file.write_bytes(file.read_bytes()[: places[2].offset + left])
    assert index(file) == {f"https://press.example/ar/{n}": places[n].offset for n in range(2)}
