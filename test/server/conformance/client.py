"""Follows a town's stream with nothing but Python's standard library, and resumes it when the connection breaks.

    python3 client.py http://127.0.0.1:4321/v1/town/smallville/events?from=1

Prints each message as a line of JSON, {"event", "id", "data"}, and ends when the server says that there is no more (204).
"""

import http.client
import json
import sys
import time
from urllib.parse import urlsplit


def messages(response, last_id):
    """The messages of one connection. The grammar, as far as a server needs that ends its lines with LF."""
    event, data = "", []
    for raw in response:
        line = raw.decode("utf-8").rstrip("\n")
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "data":
            data.append(value)
        elif name == "id":
            last_id = value
        elif name == "retry":
            yield "retry", last_id, int(value)
        elif line == "":
            if data:
                yield event or "message", last_id, "\n".join(data)
            event, data = "", []


def follow(url):
    place = urlsplit(url)
    last_id, retry = "", 0
    while True:
        connection = http.client.HTTPConnection(place.netloc)
        try:
            headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last_id} if last_id else {})}
            connection.request("GET", f"{place.path}?{place.query}", headers=headers)
            response = connection.getresponse()
            if response.status == 204:
                return
            if response.status != 200:
                sys.exit(f"the server answered {response.status}: {response.read().decode()}")
            for event, last_id, data in messages(response, last_id):
                if event == "retry":
                    retry = data / 1000
                else:
                    print(json.dumps({"event": event, "id": last_id, "data": data}), flush=True)
        except (http.client.HTTPException, OSError) as error:
            print(f"lost the connection ({error!r}), resuming after {last_id!r}", file=sys.stderr, flush=True)
        finally:
            connection.close()
        time.sleep(retry)


follow(sys.argv[1])
