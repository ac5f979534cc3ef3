"""A program of the demo province: Sở Tài chính's own system, declared by one operator and approved by the other."""

from openpar.core import api_clients, grants
from openpar.core.actor import actor_for
from openpar.core.models import ApiClient, Organisation

# Fixed so that it can be printed each time; a demo secret protects nothing.
CLIENT_ID, SECRET = "opc_thu_so_tai_chinh", "ops_chi-de-thu-nghiem-so-tai-chinh"
NAME = "Hệ thống quản lý công việc của Sở Tài chính"
ACTS = ("task.view", "directive.view", "assignment.view", "assignment.receive", "assignment.assign", "assignment.work", "assignment.speak",
        "document.view", "document.receive", "fact.view", "fact.enter")


def build(people: dict, at) -> ApiClient:
    """Declared, approved, and known by the printed id and secret."""
    first, second = (actor_for(people[name], at.date()) for name in ("vanhanh", "vanhanh2"))
    client, _secret = api_clients.declare(name=NAME, organisation=Organisation.objects.get(code="stc"), purpose="Đồng bộ việc được giao và báo cáo kết quả",
                                          contact="Văn phòng Sở Tài chính", acts=ACTS, by=first, at=at)
    grants.approve(grants.waiting(second).get(user=client.user).pk, by=second, at=at)
    ApiClient.objects.filter(pk=client.pk).update(client_id=CLIENT_ID, secret_digest=api_clients.digest(SECRET))
    return client


def first_request(port: int) -> str:
    """What somebody types to get a first token."""
    return f'curl -s -u "{CLIENT_ID}:{SECRET}" -d grant_type=client_credentials http://localhost:{port}/api/v1/oauth/token'
