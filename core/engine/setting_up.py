"""What a person sets for the whole firm and for this PC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from core.domain import commands
from core.domain.wording import say
from core.engine.firm import Firm
from core.engine.status import Role
from core.errors import FolderMissing, SettingsChanged, SettingsInvalid, UnknownName
from core.formats import LANGUAGES
from core.store.data_folder import SETTINGS_FILE, check_data_folder, read_server, set_server
from core.store.logo import LOGO_FILE, keep_logo
from core.store.settings import read_settings
from core.store.settings_file import change_settings
from core.store.settings_tables import as_tables, value_of


class SettingUp:
    """One method a command that sets something."""

    def __init__(self, firm: Firm, reload_settings: Callable[[], bool]) -> None:
        """Keep the firm and the way to put new settings in force."""
        self._firm = firm
        self._reload = reload_settings
        self.table: Mapping[type, Callable[..., object]] = {
            commands.ChangeSettings: self.change_settings,
            commands.KeepLogo: self.keep_logo,
            commands.SwitchPlugin: self.switch_plugin,
            commands.SetPassword: self.set_password,
            commands.SetLanguage: self.set_language,
            commands.SetFolders: self.set_folders,
            commands.MakeServer: lambda _: self.make_server(),
        }

    def change_settings(self, wish: commands.ChangeSettings) -> bool:
        """Change settings, unless another PC has changed the same ones meanwhile."""
        path = self._firm.parts.folder / SETTINGS_FILE
        tables, expected = self._now(path), wish.expected
        for name, before in expected.items() if tables else ():
            now = value_of(tables, name)
            if now not in (before, wish.changes.get(name)):
                raise SettingsChanged(
                    say(
                        "Somebody else has changed “{name}” meanwhile; nothing was saved.",
                        name=name,
                    ),
                    say(
                        "It is now: {value}. Save again to put yours in its place.",
                        value=_said(now),
                    ),
                )
        change_settings(path, wish.changes)
        return self._reload()

    def _now(self, path: Path) -> Mapping[str, object]:
        """Return what the file says; nothing if it is wrong: a person is about to mend it."""
        try:
            return as_tables(read_settings(path))
        except SettingsInvalid:
            return {}

    def keep_logo(self, wish: commands.KeepLogo) -> bool:
        """Keep a picture as the firm's logo; an empty one takes the logo away."""
        folder = self._firm.parts.folder
        if wish.picture:
            keep_logo(folder, wish.picture)
        change_settings(folder / SETTINGS_FILE, {"company.logo": LOGO_FILE if wish.picture else ""})
        return self._reload()

    def switch_plugin(self, wish: commands.SwitchPlugin) -> bool:
        """Switch a plugin on or off for every PC of the firm."""
        path = self._firm.parts.folder / SETTINGS_FILE
        off = set(read_settings(path).plugins.off) - {wish.plugin}
        if not wish.enabled:
            off.add(wish.plugin)
        change_settings(path, {"plugins.off": tuple(sorted(off))})
        return self._reload()

    def set_password(self, wish: commands.SetPassword) -> None:
        """Keep a password in this PC's own store; an empty one is forgotten."""
        self._firm.parts.keep_secret(wish.name, wish.password)

    def set_language(self, wish: commands.SetLanguage) -> None:
        """Show this PC's windows in another language."""
        if wish.language not in LANGUAGES:
            raise UnknownName(say("Languages are: {allowed}.", allowed=", ".join(LANGUAGES)))
        self._firm.parts.remember(language=wish.language)
        self._firm.parts = replace(self._firm.parts, language=wish.language)

    def set_folders(self, wish: commands.SetFolders) -> None:
        """Let this PC use other folders from its next start; what is no such folder is refused."""
        if wish.data:
            check_data_folder(Path(wish.data))
            self._firm.parts.remember(data_folder=wish.data)
        if wish.plugins:
            if not Path(wish.plugins).is_dir():
                raise FolderMissing(
                    say("The folder “{folder}” is not there.", folder=wish.plugins),
                    say("Make it first, or write the path of another one."),
                )
            self._firm.parts.remember(plugins_folder=wish.plugins)

    def make_server(self) -> None:
        """Let this PC send by itself from now on, and no other."""
        parts = self._firm.parts
        set_server(parts.folder, parts.machine)
        parts.remember(role=None)
        self._firm.parts = replace(parts, role=Role.SERVER, server=parts.machine)


def look_who_is_server(firm: Firm) -> None:
    """Step back once another PC has been made the server; a role that was ordered stays."""
    parts = firm.parts
    server = read_server(parts.folder)
    if not server or server == parts.server or parts.role_ordered:
        return
    role = Role.SERVER if server == parts.machine else Role.CLIENT
    firm.parts = replace(parts, server=server, role=role)


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value in ("", None) else str(value)
