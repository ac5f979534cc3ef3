"""What the matrix knows of programs: the addresses of their page and of the API, and one program of each world."""

from openpar.core.models import ApiClient, ApiToken, User
from tests.people import moment

API = "api/v1/"  # programs ask there, with tokens: see test_api_matrix.py
PARAMETERS = {
    ("phan-mem/", "pk"): "program", ("phan-mem/the/", "pk"): "api_token", ("api/v1/", "rest"): "khong-co",
    ("api/v1/organisations/", "pk"): "organisation", ("api/v1/directives/", "pk"): "issued", ("api/v1/tasks/", "pk"): "task",
    ("api/v1/documents/", "pk"): "document", ("api/v1/metrics/", "code"): "tasks.on_time_share", ("api/v1/rounds/", "pk"): "round",
    ("api/v1/sheets/", "pk"): "sheet", ("api/v1/papi/", "year"): "2021", ("api/v1/webhooks/", "pk"): "webhook",
    ("api/v1/evidence/", "pk"): "evidence", ("api/v1/drafts/", "pk"): "draft", ("api/v1/addressees/", "pk"): "addressee",
    ("api/v1/published-documents/", "pk"): "0", ("api/v1/documents/books/", "direction"): "out",
    ("api/v1/frameworks/", "index"): "demo", ("api/v1/frameworks/", "name"): "department-2022", ("api/v1/frameworks/", "year"): "2021",
    ("api/v1/rules/", "folder"): "deadlines", ("api/v1/rules/", "name"): "due_soon", ("api/v1/rule-confirmations/", "pk"): "rule",
    ("api/v1/papi/", "code"): "D1.1", ("api/v1/rounds/", "code"): "1.1",
    ("api/v1/letters/", "pk"): "letter", ("api/v1/documents/", "relation"): "relation", ("api/v1/documents/", "file"): "document_file",
    ("api/v1/role-grants/", "pk"): "grant", ("api/v1/rule-entries/", "pk"): "rule", ("api/v1/absences/", "pk"): "absence",
    ("api/v1/delegations/", "pk"): "delegation", ("api/v1/imports/", "pk"): "import", ("api/v1/imports/kinds/", "kind"): "co-quan",
    ("api/v1/rounds/", "given_id"): "1", ("the-ca-nhan/", "pk"): "personal_token",
    ("api/v1/assignments/", "pk"): "assignment", ("api/v1/reports/", "pk"): "report", ("api/v1/extensions/", "pk"): "extension",
}


def programs(world: dict) -> dict:
    """A program of the world's organisation, with a token that is over."""
    doing = world["doing"]
    machine = User.objects.create(username=f"opc_{doing.code}", full_name=f"Phần mềm {doing.code}")
    program = ApiClient.objects.create(user=machine, organisation=doing, client_id=machine.username, secret_digest="0" * 64, acts=["task.view"],
                                       created_by=world["handler"], created_at=moment())
    own = ApiToken.objects.create(person=world["handler"], organisation=doing, digest=f"own-{doing.code}", created_at=moment(), expires_at=moment())
    return {"personal_token": own, "program": program,
            "api_token": ApiToken.objects.create(client=program, digest=doing.code, created_at=moment(), expires_at=moment())}
