-- wrk: every request creates a payment under an Idempotency-Key of its own.
local created = 0
local headers = { ["Content-Type"] = "application/json" }
local body = '{"amount":100.00,"currency":"USDTTRC20","price_currency":"USD","order_id":"order_12345",'
    .. '"order_description":"Premium subscription payment","is_fixed_rate":true,"is_fee_paid_by_user":false,'
    .. '"expiry_minutes":30}'

function init(arguments)
    start = os.time() .. "-" .. tostring({}):sub(8)
    headers["Authorization"] = wrk.headers["Authorization"]
end

function request()
    created = created + 1
    headers["Idempotency-Key"] = start .. "-" .. created
    return wrk.format("POST", "/payments/", headers, body)
end
