"""What happens when somebody decides about a document."""

from .incoming import assign, complete, receive, register, reject, start
from .outgoing import Draft, edit, issue, make_draft, relate, send_back, sign, submit, withdraw

__all__ = ["Draft", "assign", "complete", "edit", "issue", "make_draft", "receive", "register", "reject", "relate", "send_back", "sign",
           "start", "submit", "withdraw"]
