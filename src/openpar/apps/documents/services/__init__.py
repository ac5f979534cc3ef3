"""What happens when somebody decides about a document."""

from .asked import RegisterDoor, give_as_tasks
from .batches import issue_many, sign_many
from .files import attach, detach, may_attach
from .incoming import assign, complete, receive, register, reject, start
from .outgoing import Draft, as_read, edit, issue, make_draft, send_back, sign, submit, withdraw
from .publishing import end_publication, publish
from .recalling import give_back, keep
from .relating import relate, unrelate

__all__ = ["Draft", "RegisterDoor", "as_read", "assign", "attach", "complete", "detach", "edit", "end_publication", "give_as_tasks", "give_back",
           "issue", "issue_many", "keep", "make_draft", "may_attach", "publish", "receive", "register", "reject", "relate", "send_back",
           "sign", "sign_many", "start", "submit", "unrelate", "withdraw"]
