"""nginx as the bare reverse proxy, with Lua doing a gateway's work, and as the upstream behind TLS."""

from .. import prerequisites
from ..stage import free_port
from .target import Target, Upstream

ANSWER = (
    '{"currency_from":"USD","currency_to":"USDTTRC20","amount":100.0,"estimated_amount":99.0,"rate":0.99,'
    '"fee_percentage":1.0,"fee_amount":1.0,"timestamp":"2024-12-27T10:00:00Z"}')
TOKEN = '{"access_token":"upstream-token","token_type":"Bearer","expires_in":36000,"scope":"read write"}'
REQUESTS_MAX = 1_000_000_000
LUA_MODULES = " ".join(
    f"load_module /usr/lib/nginx/modules/{name}_module.so;" for name in ("ndk_http", "ngx_http_lua"))

# The work that the gateway does for a read: look the key up, limit the tenant, put the upstream's token in, and log.
LUA_ACCESS = """
    local authorization = ngx.var.http_authorization
    local tenant = authorization and ngx.shared.tenants:get(string.sub(authorization, 8))
    if not tenant then return ngx.exit(401) end
    local now, interval, burst = ngx.now(), 0.000001, 1000000
    local arrival = ngx.shared.arrivals:get(tenant) or now
    if arrival < now then arrival = now end
    if arrival - now > burst * interval then return ngx.exit(429) end
    ngx.shared.arrivals:set(tenant, arrival + interval)
    ngx.ctx.tenant = tenant
    ngx.var.tenant = tenant
    ngx.header["RateLimit-Policy"] = '"read";q=1000000;w=1'
    ngx.header["RateLimit"] = '"read";r=' .. math.floor(burst - (arrival - now) / interval) .. ';t=1'
    ngx.req.set_header("Authorization", "Bearer " .. ngx.shared.credentials:get("main"))
"""
LUA_LOG_FORMAT = """log_format json escape=json '{"time":"$time_iso8601","request":"$request_id","tenant":"$tenant",'
    '"method":"$request_method","path":"$uri","status":$status,"bytes":$bytes_sent,"seconds":$request_time,'
    '"upstream":"$upstream_status","address":"$remote_addr"}';"""


def start(stage, name, server, *, http="", modules="", connections=8192, master=True, prefix=()):
    """One worker. `server` is the inside of its server block, `http` what stands before it."""
    port = free_port()
    directory = stage.path(name, "nginx.conf").parent
    temporary = " ".join(f"{kind}_temp_path {directory}/{kind};" for kind in (
        "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    configuration = stage.write(
        f"""{modules} daemon off; worker_processes 1; pid {directory}/pid; error_log {directory}/error.log;
        master_process {"on" if master else "off"}; worker_rlimit_nofile {4 * connections};
        events {{ worker_connections {2 * connections + 512}; }}
        http {{
            access_log off; keepalive_requests {REQUESTS_MAX}; keepalive_timeout 600s; {temporary}
            {http}
            server {{ listen 127.0.0.1:{port} backlog=4096 {"ssl" if "ssl_certificate " in server else ""}; {server} }}
        }}""", name, "nginx.conf")
    process = stage.spawn(name, [*prefix, "nginx", "-p", str(directory), "-c", configuration], port)
    return port, process


def pool(upstream, connections):
    return (f"upstream up {{ server 127.0.0.1:{upstream.port}; keepalive {connections};"
            f" keepalive_requests {REQUESTS_MAX}; keepalive_timeout 600s; }}")


def forward(upstream, certificates):
    verified = "" if not upstream.is_tls else (
        f"proxy_ssl_verify on; proxy_ssl_trusted_certificate {certificates.authority}; proxy_ssl_name localhost;"
        " proxy_ssl_server_name on;")
    return f'proxy_pass {upstream.scheme}://up; proxy_http_version 1.1; proxy_set_header Connection ""; {verified}'


def listening(certificates):
    return "" if certificates is None else (
        f"ssl_certificate {certificates.certificate}; ssl_certificate_key {certificates.key};"
        " ssl_protocols TLSv1.2 TLSv1.3;")


def bare(stage, upstream, *, connections, certificates=None, master=True, prefix=(), name="nginx"):
    port, process = start(
        stage, name, f"{listening(certificates)} location / {{ {forward(upstream, certificates)} }}",
        http=pool(upstream, connections), connections=connections, master=master, prefix=prefix)
    return Target("nginx", port, process, certificates is not None)


def lua(stage, upstream, key, *, connections, master=True, prefix=()):
    log = stage.path("nginx-lua", "access.json")
    tables = f"""
        lua_shared_dict tenants 4m; lua_shared_dict arrivals 4m; lua_shared_dict credentials 1m;
        init_by_lua_block {{
            ngx.shared.tenants:set("{key}", "tenant-1")
            ngx.shared.credentials:set("main", "upstream-token")
        }}
        {LUA_LOG_FORMAT}"""
    server = f"""
        access_log {log} json buffer=64k flush=1s; set $tenant "";
        location / {{ access_by_lua_block {{ {LUA_ACCESS} }} {forward(upstream, None)} }}"""
    port, process = start(
        stage, "nginx-lua", server, http=pool(upstream, connections) + tables, modules=LUA_MODULES,
        connections=connections, master=master, prefix=prefix)
    return Target("nginx+lua", port, process)


def upstream_with_tls(stage, certificates):
    port, _ = start(stage, "upstream-tls", f"""
        {listening(certificates)} default_type application/json;
        location /o/token/ {{ return 200 '{TOKEN}'; }} location / {{ return 200 '{ANSWER}'; }}""")
    return Upstream(port, is_tls=True)


def fast_upstream(stage):
    port = free_port()
    stage.spawn("upstream", [prerequisites.native("upstream"), str(port)], port)
    return Upstream(port)
