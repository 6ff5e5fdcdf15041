"""PostgreSQL refuses to run as root: which account it gets instead, and what that may reach."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from config.stack.errors import StackError
from config.stack.processes import Account

# Only root uses it, and checks whose it is. It survives a reboot, unlike /tmp.
SHARED = Path("/var/tmp/hoicho")  # noqa: S108


def server_account(data: Path) -> Account | None:
    """The account for PostgreSQL: None (our own), or for root the data's owner, else nobody.

    No account is made and no permission of an existing folder is changed.
    """
    if os.geteuid() != 0:
        return None
    try:
        if data.exists() and (owner := data.stat().st_uid) != 0:
            entry = pwd.getpwuid(owner)
        else:
            entry = pwd.getpwnam("nobody")
    except KeyError:
        raise StackError(
            "PostgreSQL does not run as root and this system has no account named nobody: start "
            "as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def can_enter(folder: Path, account: Account) -> bool:
    """Whether `account` can make `folder` its working directory; found out by trying."""
    return _succeeds_as(account, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)])


def can_run(program: Path, account: Account) -> bool:
    """Whether `account` can run `program` with the libraries it needs."""
    return _succeeds_as(account, [str(program), "--version"])


def shared_folder() -> Path:
    """Root's folder that other accounts may enter; refused when it is not root's own."""
    try:
        SHARED.mkdir(mode=0o755)
        SHARED.chmod(0o755)  # whatever the umask
    except FileExistsError:
        pass
    found = SHARED.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise StackError(f"{SHARED} must be a folder that only root can write to: remove it.")
    return SHARED


def name_for(path: Path) -> str:
    """A short name that stands for `path`."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def copy_for_everyone(site: Path, parts: list[str], target: Path) -> None:
    """Copy `parts` of `site` to `target`, readable by all; complete or absent, never half."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in parts:
        if (site / part).exists():
            shutil.copytree(site / part, unfinished / part, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runnable else 0o644)
    try:
        unfinished.rename(target)
    except OSError:  # another start was quicker; its copy is the same
        shutil.rmtree(unfinished)


def _succeeds_as(account: Account, command: list[str]) -> bool:
    try:
        answer = subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
    except PermissionError:
        return False
    return answer.returncode == 0
