import NIOCore
import NIOHTTP1

/// `POST /o/token/`: RFC 6749 §4.4 as Django OAuth Toolkit answers it.
extension World {
    mutating func issueToken(_ request: Request, now: WallTime) -> Answer {
        let type = request.headers.first(name: "content-type")?.lowercased() ?? ""
        // Django fills request.POST from a form body only; JSON leaves it empty.
        let form = type.hasPrefix("application/x-www-form-urlencoded") ? FormFields(String(buffer: request.body)) : nil
        guard let grant = form?["grant_type"] else { return refuse("unsupported_grant_type", status: 400) }
        guard grant == "client_credentials" else { return refuse("unsupported_grant_type", status: 400) }

        let basic = request.basicCredentials
        guard let clientID = basic?.user ?? form?["client_id"], let secret = basic?.password ?? form?["client_secret"],
            let place = applicationIndex[clientID],
            accounts[place.account].applications[place.application].clientSecret == secret
        else { return refuse("invalid_client", status: 401) }

        let allowed = accounts[place.account].applications[place.application].scopes.split(separator: " ")
        let asked = form?["scope"].map { $0.split(separator: " ") } ?? allowed
        guard !asked.isEmpty, asked.allSatisfy({ allowed.contains($0) }) else {
            return refuse("invalid_scope", status: 400)
        }
        let token = RandomText.token()
        tokens[token] = IssuedToken(
            account: place.account, clientID: clientID, scopes: Set(asked.map(String.init)),
            expiresAt: now.adding(seconds: settings.tokenLifetimeSeconds))
        counters.tokensIssued += 1
        return withNoStore(
            Answer([
                "access_token": .string(token), "token_type": "Bearer",
                "expires_in": .integer(settings.tokenLifetimeSeconds),
                "scope": .string(asked.joined(separator: " ")),
            ]))
    }

    private mutating func refuse(_ code: String, status: Int) -> Answer {
        counters.tokensRefused += 1
        var answer = withNoStore(Answer(status: status, ["error": .string(code)]))
        if status == 401 { answer.fields.append(("WWW-Authenticate", "Basic realm=\"oauth\"")) }
        return answer
    }

    private func withNoStore(_ answer: Answer) -> Answer {
        var answer = answer
        answer.fields = [("Cache-Control", "no-store"), ("Pragma", "no-cache")]
        return answer
    }

    /// Nil: of every application. Returns how many there were.
    mutating func revokeTokens(of clientID: String?) -> Int {
        let before = tokens.count
        tokens = tokens.filter { clientID != nil && $0.value.clientID != clientID }
        return before - tokens.count
    }
}
