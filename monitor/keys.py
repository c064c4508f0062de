"""The keys of the configuration: what an operator can set, and which values are allowed."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.config import Layer


SOURCES = (
    "imctc_ar",
    "imctc_en",
    "un_ctc_ar",
    "un_news_ar",
    "un_press_en",
    "un_sg_ar",
    "unoct_ar",
    "unoct_en",
)
"""Names of the built-in sources, without loading them (they import Scrapy); a test compares them with the spiders."""

BY_HAND = "by_hand"
"""Name of the source of what people add."""


class ConfigError(Exception):
    """The configuration cannot be used.

    Attributes:
        faults: One line each: where, which key, what was given, what is allowed.
    """

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def without_secrets(url: str) -> str:
    """Return a URL for people's eyes: without the user, the password and secret parameters that it may hold."""
    url = re.sub(r"://.*@", "://***@", url, flags=re.DOTALL)
    return re.sub(r"(?i)([?&](?:user|password|passwd|pwd|sslpassword|passfile|token|key)=)[^&#]*", r"\1***", url)


def suggestion(name: str, names: Iterable[str]) -> str:
    """Return ``; did you mean …?`` with the nearest names, or nothing."""
    near = get_close_matches(name, list(names), n=2)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")  # noqa: TRY004 - pydantic reports ValueErrors
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _database(value: str) -> str:
    if not re.match(r"(?:sqlite|postgres(?:ql)?)(?:\+\w+)?://", value):
        raise ValueError("not the address of a database")
    if value.startswith("sqlite") and (":memory:" in value or "mode=memory" in value):
        raise ValueError("a database in memory is gone when the command ends")
    if value.startswith("sqlite") and not re.match(r"sqlite(?:\+\w+)?:///[^?]", value):
        raise ValueError("no file is named, after three slashes")
    return value


def _folder(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("no folder is named")
    return value


def _contact(value: str) -> str:
    if value and not re.fullmatch(r"[\x21-\x7e]+@[\x21-\x7e]+|https?://[\x21-\x7e]+", value):
        raise ValueError("neither an e-mail address nor a URL")
    return value


def _host(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or re.search(r"\s", value):
        raise ValueError("not an http(s) address with a host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("more than scheme and host")
    return value.rstrip("/")


def _site(value: str) -> str:
    if "@" in value:
        raise ValueError("a site holds no user name")
    return _host(value)


def _proxy(value: str) -> str:
    return _host(value) if value else value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "Asia" is a folder of zones
        raise ValueError("no such zone") from error
    return value


Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Whole = Annotated[int, BeforeValidator(_number)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
Seconds = Annotated[Number, Field(ge=0, le=3600)]
Megabytes = Annotated[Number, Field(gt=0, le=100_000)]
Days = Annotated[Whole, Field(ge=0, le=3650)]
Proxy = Annotated[str, AfterValidator(_proxy)]

PROXY_WORDS = '`http://…` or `https://…`, scheme and host, with user and password if need be; `""` for none'
SECONDS_WORDS = "0 to 3600"
DAYS_WORDS = "a whole number, 0 to 3650"


def _key(what: str, allowed: str, default: Any = None, **more: Any) -> Any:
    """Declare a key: what it does, and which values it takes, in the words of docs/configuration.md."""
    if "default_factory" not in more:
        more["default"] = default
    return Field(description=what, json_schema_extra={"allowed": allowed}, **more)


class SourceConfig(BaseModel):
    """What an operator sets for one source, the table ``[source.NAME]``. ``None``: as without the table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: Annotated[str, AfterValidator(_site)] | None = _key(
        "Another site that is built alike; no other host is asked for this source then.",
        "`http://…` or `https://…`, scheme and host alone",
    )
    robots: Literal["obey", "ignore"] | None = _key(
        "Whether robots.txt is obeyed. Ignoring it is your decision and your responsibility; "
        "`rasd sources` shows it. Without this key it is obeyed.",
        '`"obey"`, `"ignore"`',
    )
    delay_seconds: Seconds | None = _key(
        "Seconds between two requests to this source's hosts, instead of the general ones.", SECONDS_WORDS
    )
    proxy: Proxy | None = _key("Proxy of this source, instead of the general one.", PROXY_WORDS, repr=False)
    timezone: Annotated[str, AfterValidator(_zone)] | None = _key(
        "Zone of the dates that state none, instead of the source's own.", 'an IANA zone, such as `"Asia/Riyadh"`'
    )


class Config(BaseSettings):
    """What an operator sets, checked. Every key is described in docs/configuration.md."""

    model_config = SettingsConfigDict(
        env_prefix="RASD_", env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    database_url: Annotated[str, AfterValidator(_database)] = _key(
        "Where releases and runs are kept. User names and passwords in it are never printed.",
        "`sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`",
        default_factory=lambda: f"sqlite:///{user_data_path('rasd') / 'rasd.sqlite'}",
        repr=False,
    )
    contact: Annotated[str, AfterValidator(_contact)] = _key(
        "Who answers for this crawler: it is part of the user agent that every site sees.",
        'an e-mail address or a URL; `""` for none',
        "",
    )
    delay_seconds: Seconds = _key("Seconds between two requests to one host.", SECONDS_WORDS, 1.0)
    timeout_seconds: Annotated[Number, Field(gt=0, le=3600)] = _key(
        "How long an answer may take.", "more than 0, up to 3600", 60.0
    )
    page_max_mb: Annotated[Number, Field(gt=0, le=1000)] = _key(
        "A larger page is refused.", "more than 0, up to 1000", 10.0
    )
    pages_max: Annotated[Whole, Field(ge=1, le=10_000)] = _key(
        "Most pages of a listing on an ordinary visit; `--max-pages` and `--backfill` go further.",
        "a whole number, 1 to 10000",
        5,
    )
    refused_retry_days: Days = _key("After how many days a refused address is asked again.", DAYS_WORDS, 7)
    incomplete_days: Days = _key(
        "For how many days a release without a body is asked for again on every visit.", DAYS_WORDS, 7
    )
    archive: bool = _key(
        "Whether every answer that a crawl used is kept in WARC files.", "`true`, `false`", default=True
    )
    archive_dir: Annotated[Path, BeforeValidator(_folder)] = _key(
        "Folder of the WARC files.", "a path", default_factory=lambda: user_data_path("rasd") / "warc"
    )
    archive_max_gb: Annotated[Number, Field(gt=0, le=1_000_000)] = _key(
        "Most room on disk that the WARC files may take together, in gigabytes.", "more than 0, up to 1000000", 20.0
    )
    archive_file_mb: Megabytes = _key(
        "At this size, in megabytes, a WARC file is closed and the next one begun.", "more than 0, up to 100000", 200.0
    )
    log_level: Level = _key(
        "The least level of what is logged, on stderr.", '`"DEBUG"`, `"INFO"`, `"WARNING"`, `"ERROR"`', "WARNING"
    )
    proxy: Proxy = _key("Proxy of all requests.", PROXY_WORDS, "", repr=False)
    source: dict[str, SourceConfig] = Field(default_factory=dict, description="What is set for one source.")

    _layers: tuple[Layer, ...] = PrivateAttr(default=())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given alone: ``monitor.config`` reads file and variables, and knows which said what."""
        return (init_settings,)

    @classmethod
    def of(cls, layers: tuple[Layer, ...], values: dict[str, Any]) -> Config:
        """Build the configuration that ``layers``, merged into ``values``, make."""
        config = cls(**values)
        config._layers = layers
        return config

    @property
    def file(self) -> Path | None:
        """The file that was read, if any."""
        return next((layer.file for layer in self._layers if layer.file), None)

    def check_sources(self, names: Iterable[str]) -> None:
        """Refuse a table ``[source.NAME]`` of a source that does not exist.

        Raises:
            ConfigError: Says where the name was given, and which names there are.
        """
        known = sorted(names)
        if faults := [fault for layer in self._layers for fault in layer.unknown_sources(known)]:
            raise ConfigError(faults)
