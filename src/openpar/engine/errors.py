"""What can go wrong, one class per thing a caller does differently.

Each message says what, where and what to do, in words for the person who can fix it.
"""


class OpenParError(Exception):
    """The parent of every error that OpenPAR raises on purpose. `code` names its entry in docs/reference/errors.md."""

    code = "error"

    def __init__(self, message, *, where=None, **details):
        super().__init__(message)
        self.message, self.where, self.details = message, where, details


class BadInput(OpenParError):
    """What somebody typed or uploaded cannot be used; `where` names the field, row or file. Nothing was changed."""

    code = "bad-input"


class Unreadable(BadInput):
    """A file cannot be read as what it claims to be. It is kept for inspection."""

    code = "unreadable"


class QuotaReached(BadInput):
    """What a person may upload in a day, or an organisation may keep, is used up. Nothing was kept."""

    code = "quota"


class RuleError(OpenParError):
    """A rulebook entry is wrong; `where` is file#path. Somebody corrects the entry."""

    code = "rule"


class NotLoaded(OpenParError):
    """A rule, calendar year or parameter that an answer needs is not in the rulebook: load it, never guess."""

    code = "not-loaded"


class Missing(OpenParError, KeyError):
    """A name that a value does not have, such as the code of a criterion in a framework; also a `KeyError`, as of any mapping."""

    code = "missing"

    def __str__(self):
        return self.message


class Refused(OpenParError):
    """The act is not allowed here: wrong state, missing need, or not this person's to do. Says who may, never what is hidden."""

    code = "refused"


class Conflict(Refused):
    """Somebody else was first: the state changed between reading and acting. Reload and look again."""

    code = "conflict"
