"""What the program does for each command; always on one thread at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from core.domain import commands
from core.domain.dispatches import Dispatch, DispatchState
from core.domain.events import (
    CustomersAnswered,
    DispatchRecorded,
    Event,
    FolderFound,
    FolderLost,
    LedgerLoaded,
    PluginsChanged,
    RunFinished,
    SendingsCameBack,
    SettingsLoaded,
    SettingsRefused,
)
from core.domain.planning import Skip, SkipReason
from core.domain.replies import Reply
from core.engine import designing, importing
from core.engine.automatic_run import Watch, run_automatic
from core.engine.by_hand import send_now
from core.engine.candidates import LEDGER_REASONS, held_back, make_plan
from core.engine.doubts import accept_ledger, confirm_all, last_run, ledger_shrunk
from core.engine.firm import Firm
from core.engine.following import Following
from core.engine.mail_reports import MailReports
from core.engine.pec_again import try_pec_again
from core.engine.second_tries import SecondTries
from core.engine.sent_copies import SentCopies
from core.engine.serving import usual_channel_fault
from core.engine.setting_preferences import leave_out, set_preferences
from core.engine.setting_up import SettingUp, look_who_is_server
from core.engine.status import Role
from core.engine.taking_back import take_back
from core.engine.tidying import Tidying
from core.engine.trying_mailbox import try_mailbox
from core.engine.trying_out import send_test
from core.errors import FolderMissing
from core.store.data_folder import SETTINGS_FILE
from core.store.settings_file import change_settings

_OF_THE_MAILBOX = (commands.ReloadSettings, commands.ChangeSettings, commands.SetPassword)
RETRY_AFTER = timedelta(minutes=15)
"""How long after a run its retries are tried again; each time twice as long."""


class Handlers:
    """One method a command. Each returns what the command's future then holds."""

    def __init__(self, firm: Firm, publish: Callable[[Event], None]) -> None:
        """Keep the firm and the way to tell what happened."""
        self._firm = firm
        self._publish = publish
        self._retry_at: datetime | None = None
        self._retry_after = RETRY_AFTER
        self._ledger_looked_at: datetime | None = None
        self._was_closed = True
        """The last run found the usual road closed, such as an Outlook that was not open."""
        self._following = Following(firm)
        self._second_tries = SecondTries(firm)
        self._reports = MailReports(firm)
        self._copies = SentCopies(firm)
        self._tidying = Tidying(firm)
        self._table: dict[type, Callable[..., object]] = {
            commands.ReloadLedger: lambda c: self.reload_ledger(remember=c.remember),
            commands.ReloadSettings: lambda _: self.reload_settings(),
            commands.ReloadPlugins: lambda _: self.reload_plugins(),
            commands.ConfirmLedger: lambda _: confirm_all(firm),
            commands.CheckDate: lambda _: self.check_date(),
            commands.RunAutomaticSending: self.run_now,
            commands.SendStatement: self.send,
            commands.FollowSendings: lambda _: self.follow(),
            commands.TryPecAgain: lambda wish: try_pec_again(firm, wish.customer),
            commands.SeeReplies: lambda _: self.see_replies(),
            commands.SetPreferences: lambda wish: set_preferences(firm, wish),
            commands.LeaveOut: lambda wish: leave_out(firm, wish),
            commands.ResolveDispatch: self.resolve,
            commands.UndoDispatch: self.undo,
            commands.StopReading: lambda _: self._firm.stop_reading.clear(),
            commands.StopRun: lambda _: None,  # the engine has set `stopping` as it was given
            commands.SwitchAutomatic: self.switch_automatic,
            commands.Pause: self.pause,
            commands.SendTestMessage: lambda wish: send_test(firm, wish),
            commands.TryMailbox: lambda _: try_mailbox(firm),
            commands.SaveDesign: self.save_design,
            commands.CopyDesign: self.copy_design,
            commands.RestoreDesign: self.restore_design,
            commands.KeepDesignPart: lambda part: designing.keep(firm, part),
            commands.PutTable: self.put_table,
            commands.RememberMapping: self.remember_mapping,
            commands.ForgetMapping: self.forget_mapping,
            **SettingUp(firm, self.reload_settings).table,
        }

    def handle(self, command: commands.Command) -> object:
        """Carry out one command."""
        answer = self._table[type(command)](command)
        if isinstance(command, _OF_THE_MAILBOX):
            # Whoever sets the mailbox up wants to see whether it can be read.
            self._reports.soon()
            self._copies.soon()
        return answer

    def reload_ledger(self, *, remember: bool = True) -> bool:
        """Read the ledger; return whether it is whole. A folder that is away changes nothing."""
        was_present = self._firm.folder_present
        try:
            whole = self._firm.reload_ledger(self._publish)
        except FolderMissing:
            self._publish(FolderLost())
            raise
        if not was_present:
            self._publish(FolderFound())
        if whole:
            self._firm.parts.plugins.ledger_loaded(self._firm.ledger)
            loaded = self._firm.loaded
            if remember and self._is_server() and not ledger_shrunk(self._firm, loaded):
                accept_ledger(self._firm, loaded, by="")
        newest = self._firm.newest
        self._publish(
            LedgerLoaded(
                customers=len(newest.ledger.customers),
                items=newest.open_items,
                problems=len(newest.problems),
                whole=whole,
            )
        )
        return whole

    def reload_settings(self) -> bool:
        """Read the settings; return whether they are in force."""
        good = self._firm.reload_settings()
        fault = self._firm.settings_fault
        if self._firm.parts.plugins.set_off(self._firm.settings.plugins.off):
            self._publish(PluginsChanged())
            # Whose reader has come or gone is read anew, or told, at once.
            self.reload_ledger()
        self._publish(SettingsLoaded() if fault is None else SettingsRefused(fault.title))
        return good

    def reload_plugins(self) -> bool:
        """Look into the plugins folder; return whether anything changed."""
        changed = self._firm.parts.plugins.sync_folder()
        if changed:
            self._publish(PluginsChanged())
            self.reload_ledger()
        return changed

    def check_date(self) -> RunFinished | None:
        """Run if the date has changed since the last run, or its retries are due."""
        look_who_is_server(self._firm)
        if not self._is_server() or not self._is_run_due():
            return None
        chosen = self._approved()
        if chosen == ():
            return None
        approved = chosen is not None
        held = held_back(self._firm, self._firm.sight(), approved=approved)
        if held is not None and not self._may_another_ledger_help(held):
            return None
        # The watcher may have slept as the PC did: ask for nothing that was paid meanwhile.
        self.reload_ledger()
        self._ledger_looked_at = self._firm.parts.clock.now()
        if held_back(self._firm, self._firm.sight(), approved=approved) is not None:
            return None
        return self._run(asked=False, chosen=chosen)

    def run_now(self, command: commands.RunAutomaticSending) -> RunFinished:
        """Run now; a dry run only counts."""
        if command.dry_run:
            sight = self._firm.sight()
            held = held_back(self._firm, sight, asked=command.asked)
            plan = make_plan(self._firm, sight, held=held, chosen=command.customers)
            return RunFinished(plan.day, skipped=plan.counts())
        return self._run(asked=command.asked, chosen=command.customers)

    def send(self, command: commands.SendStatement) -> tuple[Dispatch, ...]:
        """Send statements now, by hand."""
        sent = send_now(self._firm, command, self._announce)
        self._second_tries.remember(sent, command)
        return sent

    def follow(self) -> bool:
        """Ask how it ended what was handed over; return whether anything is known now."""
        self._tidying.look()
        came_back: list[Dispatch] = []
        replies: list[Reply] = []

        def announce(dispatch: Dispatch) -> None:
            self._announce(dispatch, later=True)
            if dispatch.error:
                came_back.append(dispatch)

        tried = self._second_tries.look(self._announce)
        ended = self._following.look(announce)
        read = self._reports.look(announce, replies.append)
        copied = self._copies.look()
        if came_back:
            self._publish(SendingsCameBack(tuple(came_back)))
        answers = tuple(reply for reply in replies if not reply.automatic)
        if answers:
            self._publish(CustomersAnswered(answers))
        return read or ended or copied or tried

    def see_replies(self) -> None:
        """Remember that a person has looked at what customers answered."""
        parts = self._firm.parts
        self._firm.replies.see(parts.clock.now(), parts.user)

    def resolve(self, command: commands.ResolveDispatch) -> Dispatch:
        """Record what a person knows of an unclear dispatch."""
        parts = self._firm.parts
        dispatch = parts.history.resolve(
            command.dispatch, command.state, parts.clock.now(), parts.user
        )
        self._announce(dispatch)
        return dispatch

    def undo(self, command: commands.UndoDispatch) -> Dispatch:
        """Take a dispatch back where its channel still can."""
        dispatch = take_back(self._firm, command.dispatch)
        self._announce(dispatch)
        return dispatch

    def switch_automatic(self, command: commands.SwitchAutomatic) -> bool:
        """Switch automatic sending in the firm's settings."""
        return self._change({"automatic.enabled": command.enabled})

    def pause(self, command: commands.Pause) -> bool:
        """Pause automatic sending in the firm's settings."""
        until = command.until.isoformat() if command.until else ""
        return self._change({"automatic.paused_until": until})

    def save_design(self, command: commands.SaveDesign) -> bool:
        """Save a design that shows everything."""
        designing.save(self._firm, command)
        return self.reload_settings()

    def copy_design(self, command: commands.CopyDesign) -> bool:
        """Make a design that begins as another one."""
        designing.copy(self._firm, command)
        return self.reload_settings()

    def restore_design(self, command: commands.RestoreDesign) -> bool:
        """Bring the version before a design's last change back."""
        designing.restore(self._firm, command)
        return self.reload_settings()

    def put_table(self, command: commands.PutTable) -> str:
        """Put a file into the ledger folder and read it."""
        name = importing.put_table(self._firm, command)
        self.reload_ledger()
        return name

    def remember_mapping(self, command: commands.RememberMapping) -> bool:
        """Remember what columns mean and read the ledger so."""
        importing.remember(self._firm, command)
        return self.reload_ledger()

    def forget_mapping(self, command: commands.ForgetMapping) -> bool:
        """Forget what columns meant and read the ledger without."""
        importing.forget(self._firm, command)
        return self.reload_ledger()

    def _change(self, changes: Mapping[str, object]) -> bool:
        change_settings(self._firm.parts.folder / SETTINGS_FILE, changes)
        return self.reload_settings()

    def _is_server(self) -> bool:
        return self._firm.parts.role is Role.SERVER

    def _is_run_due(self) -> bool:
        last = last_run(self._firm)
        now = self._firm.parts.clock.now()
        if last is None or last.day != self._firm.parts.clock.today():
            return True
        if self._retry_at is not None and now >= self._retry_at:
            return True
        missed = SkipReason.NO_CHANNEL in (last.skipped or {})
        return missed and self._was_closed and usual_channel_fault(self._firm) is None

    def _may_another_ledger_help(self, held: Skip) -> bool:
        """Whether to read the ledger again for what holds the run back, which takes its time."""
        last, now = self._ledger_looked_at, self._firm.parts.clock.now()
        # A clock that was set back must not keep anybody waiting.
        lately = last is not None and timedelta() <= now - last < RETRY_AFTER
        return held.reason in LEDGER_REASONS and not lately

    def _approved(self) -> tuple[str, ...] | None:
        """Return whose statements may go by themselves; None: there is no yes to wait for.

        What a person has approved today and is tried again needs no second yes.
        """
        if self._firm.settings.automatic.approval == "never":
            return None
        today = self._firm.parts.history.of_day(self._firm.parts.clock.today())
        return tuple(d.customer for d in today if d.state is DispatchState.RETRY)

    def _run(self, *, asked: bool, chosen: tuple[str, ...] | None = None) -> RunFinished:
        self._firm.stopping.clear()
        watch = Watch(self._publish, self._announce)
        codes = None if chosen is None else frozenset(chosen)
        finished = run_automatic(self._firm, watch, asked=asked, chosen=codes)
        self._plan_retry(finished)
        self._reports.soon()
        self._was_closed = usual_channel_fault(self._firm) is not None
        return finished

    def _plan_retry(self, finished: RunFinished) -> None:
        if not finished.retry:
            self._retry_at, self._retry_after = None, RETRY_AFTER
            return
        self._retry_at = self._firm.parts.clock.now() + self._retry_after
        self._retry_after *= 2

    def _announce(self, dispatch: Dispatch, *, later: bool = False) -> None:
        self._publish(DispatchRecorded(dispatch, later))
        if dispatch.state is not DispatchState.SENDING:
            self._firm.parts.plugins.dispatch_recorded(dispatch)
