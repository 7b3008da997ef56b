"""A Python client on requests-oauthlib; only base URL and credentials come from outside."""

import json
import os

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback

from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

base, callback = os.environ["BASE"], os.environ["CALLBACK"]
client_id, client_secret = os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]


def show(step, response):
    print(json.dumps({"step": step, "status": response.status_code, "body": response.json()}))
    return response.json()


session = OAuth2Session(client=BackendApplicationClient(client_id=client_id, scope=["read", "write"]))
token = session.fetch_token(base + "/o/token/", client_id=client_id, client_secret=client_secret)
print(json.dumps({"step": "token", "status": 200, "body": {key: token[key] for key in ("token_type", "expires_in")}}))

payment = {"currency": "USDTTRC20", "price_currency": "USD", "callback_url": callback}
for amount in (123.45, 234.56, 345.67, 456.78, 567.89, 678.90):
    created = show(f"payment {amount}", session.post(base + "/payments/", json={
        **payment, "amount": amount, "order_id": f"order-{amount}"}))
show("unknown payment", session.post(
    base + "/payments/status/", json={"transaction_id": "00000000-0000-4000-8000-000000000000"}))
show("no transaction_id", session.post(base + "/payments/status/", json={}))
withdrawal = {"amount": 100.00, "currency": "USDTTRC20", "address": "TXYZabc123", "callback_url": callback}
show("withdrawal", session.post(base + "/withdrawal/", json={**withdrawal, "custom_id": "mine-1"}))
show("insufficient", session.post(base + "/withdrawal/", json={**withdrawal, "amount": 999999}))
show("bad address", session.post(base + "/withdrawal/", json={**withdrawal, "address": "x" * 256}))
show("unknown currency", session.post(base + "/payments/", json={**payment, "amount": 5, "currency": "NOPE"}))
show("below minimum", session.post(base + "/payments/", json={**payment, "amount": 0.01}))
show("too many digits", session.post(base + "/payments/", json={**payment, "amount": 100.123}))
show("missing fields", session.post(base + "/payments/", json={"currency": "USDTTRC20"}))
show("wrong type", session.post(base + "/payments/", json={**payment, "amount": [1]}))
