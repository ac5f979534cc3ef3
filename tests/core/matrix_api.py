"""What the matrix knows of programs: the addresses of their page and of the API, and one program of each world."""

from openpar.core.models import ApiClient, ApiToken, User
from tests.people import moment

API = "api/v1/"  # programs ask there, with tokens: see test_api_matrix.py
PARAMETERS = {
    ("phan-mem/", "pk"): "program", ("phan-mem/the/", "pk"): "api_token", ("api/v1/", "rest"): "khong-co",
    ("api/v1/organisations/", "pk"): "organisation", ("api/v1/directives/", "pk"): "issued", ("api/v1/tasks/", "pk"): "task",
    ("api/v1/documents/", "pk"): "document", ("api/v1/metrics/", "code"): "tasks.on_time_share", ("api/v1/rounds/", "pk"): "round",
    ("api/v1/sheets/", "pk"): "sheet", ("api/v1/papi/", "year"): "2021", ("api/v1/webhooks/", "pk"): "webhook",
    ("api/v1/evidence/", "pk"): "evidence",
    ("api/v1/assignments/", "pk"): "assignment", ("api/v1/reports/", "pk"): "report", ("api/v1/extensions/", "pk"): "extension",
}


def programs(world: dict) -> dict:
    """A program of the world's organisation, with a token that is over."""
    doing = world["doing"]
    machine = User.objects.create(username=f"opc_{doing.code}", full_name=f"Phần mềm {doing.code}")
    program = ApiClient.objects.create(user=machine, organisation=doing, client_id=machine.username, secret_digest="0" * 64, acts=["task.view"],
                                       created_by=world["handler"], created_at=moment())
    return {"program": program, "api_token": ApiToken.objects.create(client=program, digest=doing.code, created_at=moment(), expires_at=moment())}
