"""What happens when somebody decides about a document."""

from .files import attach, detach, may_attach
from .incoming import assign, complete, receive, register, reject, start
from .outgoing import Draft, edit, issue, make_draft, send_back, sign, submit, withdraw
from .relating import relate, unrelate

__all__ = ["Draft", "assign", "attach", "complete", "detach", "edit", "issue", "make_draft", "may_attach", "receive", "register", "reject",
           "relate", "send_back", "sign", "start", "submit", "unrelate", "withdraw"]
