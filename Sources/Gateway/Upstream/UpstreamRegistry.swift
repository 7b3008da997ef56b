import Logging
import Policy
import Store
import Synchronization
import Transport

/// The upstream behind each credential. One whose settings did not change keeps its tokens when the directory reloads.
package final class UpstreamRegistry: Sendable {
    private let upstreams = Mutex<[CredentialID: Upstream]>([:])
    private let client: HTTPClient
    private let settings: UpstreamSettings
    private let logger: Logger

    package init(client: HTTPClient, settings: UpstreamSettings, logger: Logger) {
        self.client = client
        self.settings = settings
        self.logger = logger
    }

    package func upstream(of credential: CredentialID) -> Upstream? { upstreams.withLock { $0[credential] } }

    package func update(_ credentials: [Credential]) {
        upstreams.withLock { current in
            var next: [CredentialID: Upstream] = [:]
            for credential in credentials where !credential.disabled {
                if let upstream = current[credential.id], upstream.credential.callsLike(credential) {
                    next[credential.id] = upstream
                } else if let upstream = Upstream(
                    credential: credential, client: client, settings: settings, logger: logger)
                {
                    next[credential.id] = upstream
                } else {
                    logger.error("unusable base URL", metadata: ["credential": "\(credential.name)"])
                }
            }
            current = next
        }
    }
}

extension Credential {
    /// Whether calls with either are the same calls.
    fileprivate func callsLike(_ other: Credential) -> Bool {
        baseURL == other.baseURL
            && applications.elementsEqual(other.applications) {
                $0.id == $1.id && $0.clientID == $1.clientID && $0.scope == $1.scope
                    && $0.clientSecret.exposed == $1.clientSecret.exposed
            }
    }
}
