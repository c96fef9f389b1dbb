"""Run every script of the contract against a memory server; print what was recorded, as JSON."""

import json

from mailtutor import LocalServer
from tests.server.contract import SCRIPTS, record

recorded = []
for script, options in SCRIPTS:
    server = LocalServer(transport="memory", **options()).start()
    script(server)
    server.stop()
    recorded.append(record(server))
print(json.dumps(recorded))
