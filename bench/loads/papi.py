"""Draws three public PAPI pages and prints their times as JSON. Run by bench/papi.py, alone in its process."""

import json
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

call_command("migrate", verbosity=0)
client, out = Client(SERVER_NAME="localhost"), []
for path in ("/papi/", "/papi/lai-chau/", "/papi/lai-chau/2021/TOTAL/"):
    answer = client.get(path)
    times = []
    for _ in range(5):  # of this thread: the figure is about our code, not about what else the machine does
        began = time.thread_time()
        client.get(path)
        times.append((time.thread_time() - began) * 1000)
    out.append({"page": path, "ms": min(times), "correct": answer.status_code == 200 and "Lai Châu" in answer.content.decode()})
print(json.dumps(out))
