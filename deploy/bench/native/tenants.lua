-- wrk: reads of all tenants in turn. KEYS names a file with one API key a line.
local keys = {}
local next_key = 0

function init(arguments)
    for key in io.lines(os.getenv("KEYS")) do keys[#keys + 1] = "Bearer " .. key end
end

function request()
    -- A step without a common factor with 10, 1,000 or 100,000 reaches every tenant, and seldom a neighbour in memory.
    next_key = (next_key + 38677) % #keys
    wrk.headers["Authorization"] = keys[next_key + 1]
    return wrk.format()
end
