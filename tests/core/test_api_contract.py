"""The API keeps the word of its own document: what schemathesis sends, right and wrong, gets a declared status, media type and schema,
and never breaks anything. Few and always the same examples here; OPENPAR_API_EXAMPLES asks for more by hand.
"""

import json
import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from openpar.config.api import door
from tests.conftest import on_database
from tests.core.api import program
from tests.core.test_matrix import worlds  # noqa: F401  something of everything

schemathesis = pytest.importorskip("schemathesis")
EXAMPLES = int(os.environ.get("OPENPAR_API_EXAMPLES", "2" if on_database() == "sqlite" else "1"))
# The rules of work refuse what a schema allows (a state, a missing proof, a foreign cursor), with a declared 4xx.
RULES_REFUSE = ("positive_data_acceptance",)
# Those that send a second request of their own: test_api_matrix.py and test_api_tokens.py say the same with real objects.
OWN_REQUESTS = ("ignored_auth", "use_after_free", "ensure_resource_availability", "object_level_authorization")


def told(client, case, asks):
    """The answer to a case, as the library reads answers; whatever it did is thrown away."""
    import requests
    from schemathesis import Response
    prepared = requests.Request(**case.as_transport_kwargs(base_url="http://localhost", headers={"Authorization": f"Bearer {asks.token}"})).prepare()
    headers = {k: v for k, v in prepared.headers.items() if k not in ("Content-Type", "Content-Length")}
    path = prepared.url.removeprefix("http://localhost")
    body = prepared.body if isinstance(prepared.body, bytes) else (prepared.body or "").encode()
    with transaction.atomic():
        answer = client.generic(prepared.method, path, body, content_type=prepared.headers.get("Content-Type", ""), headers=headers)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return Response(status_code=answer.status_code, headers={k.lower(): [v] for k, v in answer.items()}, content=content, request=prepared,
                    elapsed=0.1, verify=False, message="", http_version="1.1", encoding="utf-8")


def test_every_operation_keeps_its_word(worlds, client):  # noqa: F811
    from schemathesis.checks import CHECKS, load_all_checks
    from schemathesis.core.failures import FailureGroup
    load_all_checks()
    province, _both = worlds
    asks = program(province, client, "stc")
    document = json.loads(json.dumps(door.get_openapi_schema()))
    schema = schemathesis.openapi.from_dict(document)
    left_out = CHECKS.get_by_names([*RULES_REFUSE, *OWN_REQUESTS])
    wrong, asked = [], 0
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            try:
                strategy = operation.as_strategy(generation_mode=mode)

                @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
                          suppress_health_check=list(HealthCheck))
                @given(case=strategy)
                def send(case):
                    nonlocal asked
                    asked += 1
                    answer = told(client, case, asks)
                    try:
                        case.validate_response(answer, excluded_checks=left_out)
                    except (AssertionError, FailureGroup) as error:
                        said = [str(e) for e in getattr(error, "exceptions", [error])]
                        wrong.append(f"{case.method} {case.formatted_path} {case.query} {str(case.body)[:200]} → {answer.status_code}: {said}"[:900])
                send()
            except Exception as error:
                if "Unsatisfiable" not in type(error).__name__:
                    raise
    assert not wrong, "\n\n".join(wrong[:20])
    assert asked > 100
