#!/usr/bin/env bash
# The guide's curl lines. BASE, CLIENT_ID and CLIENT_SECRET are all that changes. Prints one JSON object per step.
set -euo pipefail
step() {
    local name=$1
    shift
    local answer status
    answer=$(curl -s -w '\n%{http_code}' "$@")
    status=${answer##*$'\n'}
    printf '{"step":"%s","status":%s,"body":%s}\n' "$name" "$status" "${answer%$'\n'*}"
}
json=(-H "Content-Type: application/json")

step token -X POST "$BASE/o/token/" -H "Content-Type: application/x-www-form-urlencoded" \
    -d "grant_type=client_credentials&client_id=$CLIENT_ID&client_secret=$CLIENT_SECRET&scope=read write"
TOKEN=$(curl -s -X POST "$BASE/o/token/" -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials |
    sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
auth=(-H "Authorization: Bearer $TOKEN")
step currencies "${auth[@]}" "$BASE/currencies/"
step currencies-full "${auth[@]}" "$BASE/currencies/?full=true&min_max=true&include_usd=true"
step rates "${auth[@]}" "$BASE/rates/?amount=100&currency_from=USD&currency_to=USDTTRC20&full=true"
step min-amount "${auth[@]}" "$BASE/payments/min-amount/?currency=USDTTRC20"
step payment "${auth[@]}" "${json[@]}" "$BASE/payments/" -d '{
  "amount": 100.00, "currency": "USDTTRC20", "price_currency": "USD", "callback_url": "'"$CALLBACK"'",
  "order_id": "order_12345", "order_description": "Premium subscription payment",
  "is_fixed_rate": true, "is_fee_paid_by_user": false, "expiry_minutes": 30 }'
step balances "${auth[@]}" "$BASE/user/balances/"
step validate "${auth[@]}" "${json[@]}" "$BASE/withdrawal/validate-address/" \
    -d '{"address": "TXYZabc123", "currency": "USDTTRC20"}'
step estimate "${auth[@]}" "${json[@]}" "$BASE/withdrawal/estimate/" -d '{"amount": 100.00, "currency": "USDTTRC20"}'
step no-currency "${auth[@]}" "$BASE/payments/min-amount/?currency=NOPE"
