"""The configuration: ``rasd.toml``, variables ``RASD_…``, and the flags above them.

It is read layer by layer, so that an error names the file, the variable or the flag at fault.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_config_path
from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from monitor.keys import SOURCES, Config, ConfigError, SourceConfig, suggestion, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

__all__ = ["Config", "ConfigError", "Layer", "Place", "SourceConfig", "load", "variable", "without_secrets"]

Place = tuple[str, ...]
"""A key with its tables: ``("source", "imctc_ar", "site")``."""

OWN_VARIABLES = re.compile(r"RASD_(?:CONFIG|REQUIRE_ALL|TEST_.*)")
"""Variables that are no keys: the file to read, and what the tests mind."""


@dataclass(frozen=True)
class Layer:
    """What one place of the configuration says.

    Attributes:
        kind: ``file``, ``variable`` or ``flag``.
        values: As given, unchecked, nested as in the file.
        file: The file, where it is one.
        lines: Line number of each key and table in the file.
    """

    kind: str
    values: Mapping[str, Any]
    file: Path | None = None
    lines: Mapping[Place, int] | None = None

    def place(self, key: Place) -> str:
        """Return where a key is set, as an error names it."""
        if self.kind == "variable":
            return f"variable {variable(key)}"
        if self.kind == "flag":
            return f"flag --{'.'.join(key).replace('_', '-')}"
        known = self.lines or {}
        line = next((known[key[:end]] for end in range(len(key), 0, -1) if key[:end] in known), None)
        return f"{self.file}:{line}" if line else str(self.file)

    def unknown_sources(self, known: Sequence[str]) -> Iterator[str]:
        """Return a fault for each table ``[source.NAME]`` of a source that is not among the known ones."""
        tables = self.values.get("source")
        for name, table in tables.items() if isinstance(tables, dict) else ():
            if name not in known and isinstance(table, dict):
                key = ("source", name, *list(table)[: self.kind == "variable"])  # a variable sets a key, not a table
                near = suggestion(name, known)
                yield f"{self.place(key)}: no source is called {name!r}{near} (sources: {', '.join(known)})"


def load(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Config:
    """Read the configuration: flags above variables above the file above the defaults.

    Args:
        file: The file to read; without it RASD_CONFIG names it, else it is looked for in the current folder, then in
            the user's configuration folder, and may be missing.
        flags: Keys given on the command line; ``None`` values are as if not given.

    Raises:
        ConfigError: A file cannot be read, or a key or value is wrong; all that is wrong is named at once.
    """
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    layers = (Layer("flag", given), _variables(), *_files(file))
    faults = [fault for layer in layers for fault in (*_faults(layer), *layer.unknown_sources(SOURCES))]
    if faults:
        raise ConfigError(faults)
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged = _merged(merged, _anchored(layer))
    return Config.of(layers, merged)


def variable(key: Place) -> str:
    """Return the name of the variable that sets a key."""
    return "RASD_" + "__".join(key).upper()


def _variables() -> Layer:
    faults = []
    for name in os.environ:
        upper = name.upper()
        if not upper.startswith("RASD_") or OWN_VARIABLES.fullmatch(upper):
            continue
        source = re.match(r"RASD_SOURCE__(.+)__", upper)
        table: Place = ("source", source[1] if source else "NAME")
        known = [variable((*table, key)) for key in SourceConfig.model_fields]
        if not source:
            known += [variable((key,)) for key in Config.model_fields if key != "source"]
        if upper not in known:
            faults.append(f"variable {name}: no such key{suggestion(upper, known)} (keys: {', '.join(known)})")
    if faults:
        raise ConfigError(faults)
    return Layer("variable", EnvSettingsSource(Config)())


def _files(file: Path | None) -> Iterator[Layer]:
    named = file or (Path(os.environ["RASD_CONFIG"]) if os.environ.get("RASD_CONFIG") else None)
    if named:
        if not named.exists():
            raise ConfigError([f"{'--config' if file else 'variable RASD_CONFIG'}: there is no file {named}"])
        yield _file(named)
        return
    for path in (Path("rasd.toml"), user_config_path("rasd") / "rasd.toml"):
        if path.exists():
            yield _file(path)
            return


def _file(path: Path) -> Layer:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text)
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            [f"{path}: not UTF-8 (byte {error.object[error.start]:#x} at offset {error.start})"]
        ) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)$", str(error))
        where = f"{path}:{at[1] if at else len(text.splitlines())}"
        raise ConfigError([f"{where}: not TOML: {error}"]) from error
    return Layer("file", values, path, _lines(text))


def _lines(text: str) -> dict[Place, int]:
    """Find the line of each key. What TOML allows beyond a key or a table a line gets the line of its table."""
    lines: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            named = table = _parts(header[1])
        elif key := re.match(r"""\s*([\w.\-"' ]+?)\s*=""", line):
            named = (*table, *_parts(key[1]))
        else:
            continue
        for end in range(1, len(named) + 1):  # `[a.b]` makes the table `a` too
            lines.setdefault(named[:end], number)
    return lines


def _parts(dotted: str) -> Place:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _faults(layer: Layer) -> Iterator[str]:
    try:
        Config(**layer.values)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            yield _fault(layer, fault)


def _fault(layer: Layer, fault: ErrorDetails) -> str:
    key = tuple(str(part) for part in fault["loc"] if part != "[key]")
    place = layer.place(key)
    if key[0] == "source" and len(key) < 3:
        return f"{place}: {'.'.join(key)}: sources are tables, [source.NAME]"
    table, name = (f"[source.{key[1]}] ", key[2]) if key[0] == "source" else ("", key[0])
    fields = SourceConfig.model_fields if table else Config.model_fields
    if name not in fields:
        return f"{place}: {table}no such key: {name}{suggestion(name, fields)} (keys: {', '.join(fields)})"
    why = f" ({fault['ctx']['error']})" if fault["type"] == "value_error" else ""
    allowed = _allowed(fields[name].json_schema_extra)
    return f"{place}: {table}{name}: {_shown(_given(layer, key))} is not allowed{why}; allowed: {allowed}"


def _allowed(extra: object) -> str:
    return str(extra["allowed"]).replace("`", "") if isinstance(extra, dict) else "see docs/configuration.md"


def _given(layer: Layer, key: Place) -> Any:
    value: Any = layer.values
    for part in key:
        value = value[part] if isinstance(value, dict) and part in value else value
    return value


def _shown(value: object) -> str:
    """Write a value as the file would, without the secrets that a URL may hold."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{without_secrets(value)}"' if isinstance(value, str) else str(value)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _anchored(layer: Layer) -> dict[str, Any]:
    """Make relative paths absolute: a file's from its own folder, others from the current one."""
    values = dict(layer.values)
    folder = layer.file.resolve().parent if layer.file else Path.cwd()
    if "archive_dir" in values:
        values["archive_dir"] = folder / Path(values["archive_dir"]).expanduser()
    database = re.fullmatch(r"(sqlite(?:\+\w+)?:///)([^/:?][^?]*)(.*)", str(values.get("database_url", "")))
    if database and database[2] != ":memory:":
        values["database_url"] = f"{database[1]}{folder / Path(database[2]).expanduser()}{database[3]}"
    return values
