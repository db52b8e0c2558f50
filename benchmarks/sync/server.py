"""A Stripe account with very many customers, made as they are asked for; nothing else is in it.

Run by itself: python -m benchmarks.sync.server --records 1000000; it prints its port and serves
until its standard input ends. Each line that it reads there changes so many customers, after which
it prints how many calls it has had since the line before.
"""

import argparse
import asyncio
import json
import sys
import threading
import time
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

Scope = dict[str, Any]
FIRST_AT = 1_500_000_000
CUSTOMER = (
    '{{"id":"cus_{number:08d}","object":"customer","address":{{"city":"Umber","country":"IT",'
    '"line1":"Via {number}","line2":null,"postal_code":"00100","state":null}},"balance":0,'
    '"created":{created},"currency":"eur","default_source":null,"delinquent":false,'
    '"description":null,"discount":null,"email":"customer{number}@mail.example",'
    '"invoice_prefix":"INV{number:08d}","invoice_settings":{{"default_payment_method":null}},'
    '"livemode":false,"metadata":{{"round":"{round}"}},"name":"Customer {number}",'
    '"next_invoice_sequence":1,"phone":null,"preferred_locales":["it"],"shipping":null,'
    '"tax_exempt":"none","test_clock":null}}'
)


class Account:
    """The customers, newest first, and the events of those that were changed."""

    def __init__(self, records: int) -> None:
        self.records = records
        self.rounds: dict[int, int] = {}
        self.events: list[str] = []
        self.calls = 0

    def customer(self, number: int) -> str:
        """One customer as JSON."""
        turn = self.rounds.get(number, 0)
        return CUSTOMER.format(number=number, created=FIRST_AT + number, round=turn)

    def change(self, count: int) -> None:
        """Changes some customers, far from each other, and tells so."""
        step = max(1, self.records // count)
        for number in range(0, step * count, step):
            self.rounds[number] = self.rounds.get(number, 0) + 1
            event = {
                "id": f"evt_{len(self.events):08d}", "object": "event",
                "type": "customer.updated", "created": int(time.time()),
                "data": {"object": {"id": f"cus_{number:08d}", "object": "customer"}},
            }  # fmt: skip
            self.events.insert(0, json.dumps(event))

    def answer(self, path: str, asked: dict[str, str]) -> str:
        """The reply to one call."""
        self.calls += 1
        if path.startswith("/v1/customers/"):
            return self.customer(int(path.rpartition("_")[2]))
        if path == "/v1/customers" and "created[gte]" not in asked:
            return self._page(asked)
        if path == "/v1/events" and "customer.updated" in asked.values():
            since = int(asked.get("created[gte]", 0))
            told = [one for one in self.events if json.loads(one)["created"] >= since]
            return _listed(path, told, has_more=False)
        return _listed(path, [], has_more=False)

    def _page(self, asked: dict[str, str]) -> str:
        after = asked.get("starting_after", f"cus_{self.records:08d}")
        first = int(after.rpartition("_")[2]) - 1
        last = max(first - int(asked.get("limit", 10)), -1)
        rows = [self.customer(number) for number in range(first, last, -1)]
        return _listed("/v1/customers", rows, has_more=last >= 0)


def _listed(path: str, rows: list[str], *, has_more: bool) -> str:
    more = "true" if has_more else "false"
    return f'{{"object":"list","url":"{path}","has_more":{more},"data":[{",".join(rows)}]}}'


def application(account: Account) -> Any:
    """The account as an ASGI application."""

    async def app(scope: Scope, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        asked = dict(parse_qsl(scope["query_string"].decode()))
        body = account.answer(scope["path"], asked).encode()
        headers = [(b"content-type", b"application/json"), (b"request-id", b"req_bench")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def listen(account: Account, server: uvicorn.Server) -> None:
    """Does what standard input says, until it ends."""
    while not server.started:
        time.sleep(0.01)
    sys.stdout.write(f"{server.servers[0].sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        account.change(int(line)) if int(line) else None
        sys.stdout.write(f"{account.calls}\n")
        sys.stdout.flush()
        account.calls = 0
    server.should_exit = True


def main() -> None:
    """Reads the command line and serves."""
    parser = argparse.ArgumentParser(description="A Stripe account with very many customers.")
    parser.add_argument("--records", type=int, default=1_000_000)
    account = Account(parser.parse_args().records)
    config = uvicorn.Config(
        application(account), host="127.0.0.1", port=0, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    threading.Thread(target=listen, args=(account, server), daemon=True).start()
    asyncio.run(server.serve())


if __name__ == "__main__":
    main()
