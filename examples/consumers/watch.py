#!/usr/bin/env python3
"""Watches towns through NATS: what is stored, then what happens, until it is stopped.

    pip install nats-py
    python3 watch.py                                     # kgent.town.*.coalition.>: coalitions of every town
    python3 watch.py 'kgent.town.smallville.*.gossip'    # gossip in smallville, at any time of day

NATS_URL says where, default nats://127.0.0.1:4222. Towns that begin later are seen when it is started again.
"""

import asyncio
import json
import os
import sys

import nats


async def watch(jetstream, stream, wildcard):
    # Servers before 2.10 refuse a filter that asks for more than the stream has: other towns.
    within = wildcard.replace("kgent.town.*.", f"kgent.town.{stream.replace('TOWN_', '')}.")
    subscription = await jetstream.subscribe(within, stream=stream, ordered_consumer=True, idle_heartbeat=1)
    async for message in subscription.messages:
        if event_id := (message.headers or {}).get("Nats-Msg-Id"):  # without one it is no event
            print(message.subject, event_id, json.loads(message.data).get("message", ""), flush=True)


async def main(wildcard="kgent.town.*.coalition.>"):
    servers = os.environ.get("NATS_URL", "nats://127.0.0.1:4222").split(",")
    client = await nats.connect(servers, max_reconnect_attempts=-1)
    # A stream a town: ask which of them have such subjects.
    answer = await client.request("$JS.API.STREAM.NAMES", json.dumps({"subject": wildcard}).encode())
    streams = json.loads(answer.data)["streams"] or []
    if not streams:
        sys.exit(f"no town has anything at {wildcard} yet")
    await asyncio.gather(*(watch(client.jetstream(), stream, wildcard) for stream in streams))


asyncio.run(main(*sys.argv[1:]))
