"""The configuration: which place counts, and what is refused in which words."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitor.config import Config, ConfigError, SourceConfig, load, without_secrets
from monitor.crawl import source_names
from monitor.keys import BY_HAND, SOURCES
from spiders import by_hand

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

DOCS = Path(__file__).parents[1] / "docs" / "configuration.md"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the operator's own configuration out of the tests."""
    for name in [name for name in os.environ if name.startswith("RASD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for folder in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(folder, str(tmp_path / folder.lower()))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def written(text: str, name: str = "rasd.toml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def refused(text: str, **flags: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(text), flags)
    return str(caught.value)


def test_nothing_set_is_the_defaults(tmp_path: Path) -> None:
    config = load()
    assert config.database_url == f"sqlite:///{tmp_path}/xdg_data_home/rasd/rasd.sqlite"
    assert config.archive_dir == tmp_path / "xdg_data_home/rasd/warc"
    assert (config.delay_seconds, config.archive, config.log_level, config.source) == (1.0, True, "WARNING", {})
    assert config.file is None


def test_flags_above_variables_above_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = written('log_level = "info"\npages_max = 7\ncontact = "a@b.example"\n[source.unoct_ar]\nrobots = "ignore"')
    monkeypatch.setenv("RASD_LOG_LEVEL", "error")
    monkeypatch.setenv("RASD_PAGES_MAX", "8")
    monkeypatch.setenv("RASD_SOURCE__UNOCT_AR__SITE", "http://127.0.0.1:8000/")
    config = load(file, {"log_level": "debug", "database_url": None})
    assert (config.log_level, config.pages_max, config.contact) == ("DEBUG", 8, "a@b.example")
    assert config.source["unoct_ar"] == SourceConfig(site="http://127.0.0.1:8000", robots="ignore")
    assert config.file == file


def test_the_first_file_found_is_the_only_one_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written("pages_max = 4", str(tmp_path / "xdg_config_home/rasd/rasd.toml"))
    assert load().pages_max == 4
    written("contact = ''")
    assert load().pages_max == 5
    monkeypatch.setenv("RASD_CONFIG", str(written("pages_max = 2", "two.toml")))
    assert load().pages_max == 2
    assert load(written("pages_max = 1", "one.toml")).pages_max == 1


def test_a_named_file_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match=r"--config: there is no file none\.toml"):
        load(Path("none.toml"))
    monkeypatch.setenv("RASD_CONFIG", "none.toml")
    with pytest.raises(ConfigError, match=r"variable RASD_CONFIG: there is no file none\.toml"):
        load()


def test_paths_of_a_file_start_from_its_folder(tmp_path: Path) -> None:
    config = load(written('database_url = "sqlite:///data/r.sqlite"\narchive_dir = "w"', "sub/rasd.toml"))
    assert config.database_url == f"sqlite:///{tmp_path}/here/sub/data/r.sqlite"
    assert config.archive_dir == tmp_path / "here/sub/w"
    assert load(None, {"database_url": "sqlite:///r.sqlite"}).database_url == f"sqlite:///{tmp_path}/here/r.sqlite"
    assert load(None, {"database_url": "sqlite:////abs/r.sqlite"}).database_url == "sqlite:////abs/r.sqlite"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "contact = ''\ndelay_second = 3",
            "rasd.toml:2: no such key: delay_second; did you mean delay_seconds? (keys: ",
        ),
        ("pages_max = true", "rasd.toml:1: pages_max: true is not allowed (true and false are no numbers); allowed: "),
        ("pages_max = 2.5", "rasd.toml:1: pages_max: 2.5 is not allowed; allowed: a whole number, 1 to 10000"),
        ("delay_seconds = -1", "delay_seconds: -1 is not allowed; allowed: 0 to 3600"),
        ("delay_seconds = nan", "delay_seconds: nan is not allowed; allowed: 0 to 3600"),
        ("archive = 'perhaps'", 'archive: "perhaps" is not allowed; allowed: true, false'),
        ("log_level = 'loud'", 'log_level: "loud" is not allowed; allowed: "DEBUG", "INFO", "WARNING", "ERROR"'),
        ("contact = 'me\\nHost: x'", "contact: "),
        (
            "database_url = 'mysql://h/x'",
            'database_url: "mysql://h/x" is not allowed (not the address of a database); ',
        ),
        ("proxy = 'socks5://h:1'", 'proxy: "socks5://h:1" is not allowed (not an http(s) address with a host); '),
        (
            "[source.unoct_ar]\nrobots = 'may'",
            'rasd.toml:2: [source.unoct_ar] robots: "may" is not allowed; allowed: "obey", "ignore"',
        ),
        (
            "[source.unoct_ar]\nsit = 'http://h'",
            "rasd.toml:2: [source.unoct_ar] no such key: sit; did you mean site? (keys: site, ",
        ),
        ("[source.unoct_ar]\nsite = 'http://h/p'", "[source.unoct_ar] site: "),
        ("[source.unoct_ar]\nsite = 'http://u:p@h'", "(a site holds no user name)"),
        (
            "[source.unoct_ar]\ntimezone = 'Asia'",
            '[source.unoct_ar] timezone: "Asia" is not allowed (no such zone); allowed: an IANA ',
        ),
        ("source.unoct_ar.robots = 'may'", "rasd.toml:1: [source.unoct_ar] robots: "),
        ("[source]\nx = 1", "rasd.toml:2: source.x: sources are tables, [source.NAME]"),
        ("source = 1", "rasd.toml:1: source: sources are tables, [source.NAME]"),
        ("pages_max = 1\nbad = [", "rasd.toml:2: not TOML: "),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, words: str) -> None:
    assert words in refused(text)


def test_all_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASD_PAGES_MAX", "many")
    said = refused("delay_seconds = -1\nnonsense = 1", log_level="loud")
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "flag --log-level",
        "variable RASD_PAGES_MAX",
        "rasd.toml",
        "rasd.toml",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RASD_PAGE_MAX", "variable RASD_PAGE_MAX: no such key; did you mean RASD_PAGES_MAX"),
        ("RASD_SOURCE__IMCTC_AR__SIT", "did you mean RASD_SOURCE__IMCTC_AR__SITE"),
        ("RASD_SOURCE", "variable RASD_SOURCE: no such key"),
        ("RASD_SOURCE__X", "variable RASD_SOURCE__X: no such key"),
    ],
)
def test_unknown_variables_are_refused(name: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigError, match=re.escape(words)):
        load()


def test_variables_of_the_tests_are_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASD_REQUIRE_ALL", "1")
    monkeypatch.setenv("RASD_TEST_POSTGRESQL_URL", "postgresql:///x")
    load()


def test_a_file_that_is_not_utf8_is_named() -> None:
    path = Path("rasd.toml")
    path.write_bytes("contact = 'é'".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"rasd\.toml: not UTF-8 \(byte 0xe9 at offset 11\)"):
        load(path)
    path.write_bytes(b"\xef\xbb\xbfpages_max = 3")
    assert load(path).pages_max == 3


def test_tables_of_unknown_sources_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "rasd.toml:2: no source is called 'imctc_a'; did you mean imctc_ar" in refused(
        "[source.imctc_ar]\n[source.imctc_a]\n"
    )
    assert "rasd.toml:1: no such key: sauce; did you mean source?" in refused("[sauce.imctc_ar]\nrobots = 'obey'")
    config = load(written("[source.imctc_ar]\n"))
    config.check_sources(["imctc_ar"])
    with pytest.raises(ConfigError, match=r"rasd\.toml:1: no source is called 'imctc_ar'"):
        config.check_sources(["un_sg_ar"])
    monkeypatch.setenv("RASD_SOURCE__NOSUCH__SITE", "http://h:1")
    with pytest.raises(ConfigError, match="variable RASD_SOURCE__NOSUCH__SITE: no source is called 'nosuch'"):
        load(written(""))


def test_the_names_of_the_sources_are_those_of_the_spiders() -> None:
    assert source_names() == list(SOURCES)
    assert by_hand.BY_HAND == BY_HAND


@pytest.mark.parametrize(
    "text",
    [
        *(f"database_url = '{url}'" for url in ("sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://x.sqlite")),
        "database_url = 'sqlite:///file:x?mode=memory&uri=true'",
        "archive_dir = ''",
    ],
)
def test_what_would_keep_nothing_is_refused(text: str) -> None:
    said = refused(text)
    assert "is not allowed (" in said
    assert "; allowed: " in said


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2@h/db",
        "postgresql://me:hun/ter2@h/db",
        "postgresql://h/db?user=me&password=hunter2",
        "http://me:hunter2@proxy:3128",
    ],
)
def test_secrets_are_never_shown(url: str) -> None:
    assert "ter2" not in without_secrets(url)
    assert not re.search(r"\bme\b", without_secrets(url))
    assert "ter2" not in refused(f"log_level = '{url}'\nproxy = '{url}/x'")
    config = load(
        written("[source.unoct_ar]\nproxy = 'http://me:hunter2@h:1'"), {"database_url": "postgresql://u:hunter2@h/x"}
    )
    assert "ter2" not in repr(config)


def documented(heading: str) -> dict[str, list[str]]:
    section = DOCS.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in row.strip("| ").split(" | ")] for row in section.splitlines() if row.startswith("| `")
    ]
    return {row[0].strip("`"): row[1:] for row in rows}


def described(field: FieldInfo) -> list[str]:
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    return [str(extra["allowed"]), str(field.description)]


def test_every_general_key_is_documented_and_no_other() -> None:
    fields = {name: field for name, field in Config.model_fields.items() if name != "source"}
    docs = documented("General keys")
    assert {name: [row[1], row[2]] for name, row in docs.items()} == {name: described(f) for name, f in fields.items()}
    for name in fields.keys() - {"database_url", "archive_dir"}:
        assert json.loads(docs[name][0].strip("`")) == fields[name].default, name


def test_every_key_of_a_source_is_documented_and_no_other() -> None:
    assert documented("Keys of one source") == {name: described(f) for name, f in SourceConfig.model_fields.items()}


def test_the_documented_example_is_a_configuration() -> None:
    example = DOCS.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    assert load(written(example)).source["un_news_ar"].delay_seconds == 5
