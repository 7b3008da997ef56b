"""Envoy with a local rate limit and the OAuth2 credential injector: one worker, no access log."""

from .. import prerequisites
from ..stage import free_port
from .target import Target

CONFIGURATION = """
static_resources:
  secrets:
    - name: client-secret
      generic_secret: {{secret: {{inline_string: secret}}}}
  listeners:
    - address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
      tcp_backlog_size: 4096
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: bench
                codec_type: HTTP1
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes: [{{match: {{prefix: "/"}}, route: {{cluster: up}}}}]
                http_filters:
                  - name: envoy.filters.http.local_ratelimit
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
                      stat_prefix: limit
                      token_bucket: {{max_tokens: 1000000, tokens_per_fill: 1000000, fill_interval: 1s}}
                      filter_enabled: {{default_value: {{numerator: 100}}}}
                      filter_enforced: {{default_value: {{numerator: 100}}}}
                  - name: envoy.filters.http.credential_injector
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.credential_injector.v3.CredentialInjector
                      overwrite: true
                      credential:
                        name: envoy.http.injected_credentials.oauth2
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.http.injected_credentials.oauth2.v3.OAuth2
                          token_endpoint: {{uri: "http://127.0.0.1:{upstream}/o/token/", cluster: up, timeout: 5s}}
                          client_credentials:
                            client_id: bench
                            client_secret: {{name: client-secret}}
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
  clusters:
    - name: up
      connect_timeout: 5s
      type: STATIC
      circuit_breakers:
        thresholds: [{{max_connections: {most}, max_pending_requests: {most}, max_requests: {most}}}]
      load_assignment:
        cluster_name: up
        endpoints:
          - lb_endpoints:
              - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {upstream}}}}}}}
"""


def start(stage, upstream, *, connections):
    port = free_port()
    configuration = stage.write(
        CONFIGURATION.format(port=port, upstream=upstream.port, most=2 * connections + 512), "envoy", "envoy.yaml")
    process = stage.spawn(
        "envoy",
        [prerequisites.envoy(), "--config-path", configuration, "--concurrency", "1", "--disable-hot-restart",
         "--log-level", "error"], port)
    return Target("envoy", port, process)
