"""Typer's own words in the user's language; it has them in English only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from core.domain.wording import Text, say
from core.errors import SollecitoError
from tray.cli.wording import _

if TYPE_CHECKING:
    from typer import TyperException


class SpeakingCommand(TyperCommand):
    """A command whose help is in the user's language."""

    def get_usage(self, ctx: Any) -> str:
        """Return how the command is written."""
        return _usage(super().get_usage(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options, as they are to be shown."""
        return _shown(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        _name_panels()
        super().format_help(ctx, formatter)


class SpeakingGroup(TyperGroup):
    """The commands together, the same way."""

    def get_usage(self, ctx: Any) -> str:
        """Return how a command is written."""
        return _usage(super().get_usage(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options, as they are to be shown."""
        return _shown(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        _name_panels()
        super().format_help(ctx, formatter)


def misuse(error: TyperException) -> SollecitoError:
    """Return what is wrong with the words of a command."""
    context: Any = getattr(error, "ctx", None)
    if context is None:
        return SollecitoError(_wrong(error))
    see = say("See what it takes: {command} --help", command=context.command_path)
    return SollecitoError(_wrong(error), see)


def _wrong(error: Any) -> Text:
    # Typer keeps the classes of its errors to itself, but not their names.
    match type(error).__name__:
        case "MissingParameter":
            return say("{name} is missing.", name=_name(error.param))
        case "BadParameter":
            return say("{name} has a value that cannot be used.", name=_name(error.param))
        case "NoSuchOption":
            return say("There is no option {name}.", name=error.option_name)
        case "BadOptionUsage":
            return say("{name} lacks its value, or takes none.", name=error.option_name)
    if isinstance(error.ctx.command, TyperGroup):
        return say("There is no such command.")
    return say("The command has more words than it takes.")


def _name(parameter: Any) -> str:
    """Return an option as it is typed, an argument as the help calls it."""
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name)


def _usage(usage: str) -> str:
    words = {
        "Usage:": _("Usage:"),
        "[OPTIONS]": _("[OPTIONS]"),
        "COMMAND [ARGS]...": _("COMMAND [ARGS]..."),
    }
    for english, said in words.items():
        usage = usage.replace(english, said, 1)
    return usage


def _shown(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if parameter.param_type_name == "argument":
            parameter.metavar = parameter.metavar or parameter.name.upper()
            if not parameter.type_descriptor.is_choice:
                # "<str>" beside its name is a word of Python's, not of the office's.
                parameter.display_type_rich = _nothing
        if getattr(parameter, "is_flag", False):
            # "<bool>" beside it would ask for a value that it does not take.
            parameter.metavar = ""
        parameter.metavar = _placeholders().get(parameter.metavar, parameter.metavar)
        if parameter.name == "help":
            parameter.help = _("Show this help.")
    return parameters


def _nothing(ctx: Any) -> None:
    del ctx


def _placeholders() -> dict[str, str]:
    """Return what the help writes in the place of a value, which a person replaces."""
    return {
        "ADDRESS": _("ADDRESS"),
        "CHANNEL": _("CHANNEL"),
        "CUSTOMER": _("CUSTOMER"),
        "DATE": _("DATE"),
        "DAYS": _("DAYS"),
        "DIR": _("DIR"),
        "DISPATCH": _("DISPATCH"),
        "FILE": _("FILE"),
        "LANGUAGE": _("LANGUAGE"),
        "NAME": _("NAME"),
        "PORT": _("PORT"),
        "SECONDS": _("SECONDS"),
    }


def _name_panels() -> None:
    # Slow to import, and only the help needs it.
    from typer import rich_utils  # noqa: PLC0415

    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")
    rich_utils.DEFAULT_STRING = _("[default: {}]")
