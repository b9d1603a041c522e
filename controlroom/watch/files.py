"""A file that only some may read: a visit, a site or a person, while it is restricted (requirement R49).

A file is known by the thing it is about, as in `visit:V-1`. Its readers are accounts. Whoever restricts it
reads it; there is always a reader, and readers alone let others in. In an emergency somebody who may restrict
lets themself in: that takes a reason, and stands in the journal for the other readers to see.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Final, assert_never

from controlroom.errors import Forbidden, Refused
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.words import mark

CAN_BE_RESTRICTED: Final = frozenset({Noun.VISIT, Noun.SITE, Noun.PERSON})
READERS_AT_MOST: Final = 50
WHY: Final = mark("Say why.")
READ_BY_ALL: Final = mark("This file is not restricted.")
RESTRICTED_BEFORE: Final = mark("This file is restricted already.")
NOT_A_READER: Final = mark("Only its readers decide who reads this file.")
THE_LAST: Final = mark("The last reader stays. Open the file to all instead.")
TOO_MANY: Final = mark("A file has at most 50 readers.")


@dataclass(frozen=True, slots=True)
class File:
    """`ref` is what it is about; open to all while `restricted_at` is None."""

    ref: str
    restricted_at: datetime | None = None
    restricted_by: str | None = None
    readers: tuple[str, ...] = ()

    @property
    def restricted(self) -> bool:
        return self.restricted_at is not None


@dataclass(frozen=True, slots=True)
class RestrictFile:
    """`readers` besides the one who restricts it."""

    about: Ref
    by: str
    reason: str
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddReader:
    about: Ref
    by: str
    reader: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RemoveReader:
    about: Ref
    by: str
    reader: str


@dataclass(frozen=True, slots=True)
class OpenFile:
    about: Ref
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class _OfFile:
    ref: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.FILE, self.ref),)


@dataclass(frozen=True, slots=True)
class FileRestricted(_OfFile):
    kind: ClassVar = "file.restricted"
    by: str
    readers: tuple[str, ...]
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class ReaderAdded(_OfFile):
    kind: ClassVar = "file.reader_added"
    by: str
    reader: str
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class ReaderRemoved(_OfFile):
    kind: ClassVar = "file.reader_removed"
    by: str
    reader: str


@dataclass(frozen=True, slots=True)
class FileOpened(_OfFile):
    """To all who may see the desk."""

    kind: ClassVar = "file.opened"
    by: str
    reason: str | None = field(default=None, metadata=PRIVATE)


FileCommand = RestrictFile | AddReader | RemoveReader | OpenFile
FileEvent = FileRestricted | ReaderAdded | ReaderRemoved | FileOpened


def file_of(about: Ref) -> Ref:
    return Ref(Noun.FILE, str(about))


def decide(file: File | None, command: FileCommand) -> list[FileEvent]:
    before = file or File(str(command.about))
    if isinstance(command, RestrictFile):
        return _restrict(before, command)
    if not before.restricted:
        raise Refused(READ_BY_ALL, field="ref")
    match command:
        case AddReader():
            return _add(before, command)
        case RemoveReader(by=by, reader=reader):
            _must_read(before, by)
            if reader in before.readers and len(before.readers) == 1:
                raise Refused(THE_LAST, field="reader")
            return [ReaderRemoved(before.ref, by, reader)] if reader in before.readers else []
        case OpenFile(by=by, reason=reason):
            _must_read(before, by)
            return [FileOpened(before.ref, by, _said(reason))]
        case _:
            assert_never(command)


def _restrict(before: File, command: RestrictFile) -> list[FileEvent]:
    if before.restricted:
        raise Refused(RESTRICTED_BEFORE, field="ref")
    readers = tuple(dict.fromkeys((command.by, *command.readers)))
    if len(readers) > READERS_AT_MOST:
        raise Refused(TOO_MANY, field="reader")
    return [FileRestricted(before.ref, command.by, readers, _said(command.reason))]


def _add(before: File, command: AddReader) -> list[FileEvent]:
    if command.reader in before.readers:
        return []
    if len(before.readers) >= READERS_AT_MOST:
        raise Refused(TOO_MANY, field="reader")
    if command.by in before.readers:
        return [ReaderAdded(before.ref, command.by, command.reader, command.reason.strip() or None)]
    if command.reader != command.by:
        raise Forbidden(NOT_A_READER)
    return [ReaderAdded(before.ref, command.by, command.reader, _said(command.reason))]


def _must_read(file: File, by: str) -> None:
    if by not in file.readers:
        raise Forbidden(NOT_A_READER)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(WHY, field="reason")
    return reason.strip()


def apply(file: File | None, event: FileEvent, at: datetime) -> File:
    before = file or File(event.ref)
    match event:
        case FileRestricted(by=by, readers=readers):
            return replace(before, restricted_at=at, restricted_by=by, readers=readers)
        case ReaderAdded(reader=reader):
            return replace(before, readers=(*before.readers, reader))
        case ReaderRemoved(reader=reader):
            return replace(before, readers=tuple(one for one in before.readers if one != reader))
        case FileOpened():
            return File(before.ref)
        case _:
            assert_never(event)
