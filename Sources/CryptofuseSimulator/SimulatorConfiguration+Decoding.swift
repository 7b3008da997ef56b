/// Decoding where every key may be absent and takes its default, and an unknown key is an error, not a silent typo.
extension SimulatorConfiguration {
    enum CodingKeys: String, CodingKey {
        case host, port, eventLoops, clientID, clientSecret, webhookSecret, applications, balances, accounts,
            timeScale, tokenLifetimeSeconds, creationStatus, platformFee, conversionRate,
            overpaymentThresholdUSD, ratesUSD, dialect, webhookRetrySeconds, webhookTimeoutSeconds,
            sendsWebhooksBeyondLoopback, effectLogPath, logsRequests
    }

    package init(from decoder: any Decoder) throws {
        self.init()
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try values.read(.host, into: &host)
        try values.read(.port, into: &port)
        try values.read(.eventLoops, into: &eventLoops)
        try values.read(.clientID, into: &clientID)
        try values.read(.clientSecret, into: &clientSecret)
        try values.read(.webhookSecret, into: &webhookSecret)
        try values.read(.applications, into: &applications)
        try values.read(.balances, into: &balances)
        try values.read(.accounts, into: &accounts)
        try values.read(.timeScale, into: &timeScale)
        try values.read(.tokenLifetimeSeconds, into: &tokenLifetimeSeconds)
        try values.read(.creationStatus, into: &creationStatus)
        try values.read(.platformFee, into: &platformFee)
        try values.read(.conversionRate, into: &conversionRate)
        try values.read(.overpaymentThresholdUSD, into: &overpaymentThresholdUSD)
        try values.read(.ratesUSD, into: &ratesUSD)
        try values.read(.dialect, into: &dialect)
        try values.read(.webhookRetrySeconds, into: &webhookRetrySeconds)
        try values.read(.webhookTimeoutSeconds, into: &webhookTimeoutSeconds)
        try values.read(.sendsWebhooksBeyondLoopback, into: &sendsWebhooksBeyondLoopback)
        try values.read(.effectLogPath, into: &effectLogPath)
        try values.read(.logsRequests, into: &logsRequests)
    }
}

extension SimulatorConfiguration.Application {
    enum CodingKeys: String, CodingKey {
        case clientID, clientSecret, scopes, quota, quotaWindowSeconds
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            clientID: try values.decode(String.self, forKey: .clientID),
            clientSecret: try values.decode(String.self, forKey: .clientSecret))
        try values.read(.scopes, into: &scopes)
        try values.read(.quota, into: &quota)
        try values.read(.quotaWindowSeconds, into: &quotaWindowSeconds)
    }
}

extension SimulatorConfiguration.Account {
    enum CodingKeys: String, CodingKey {
        case name, webhookSecret, applications, balances
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try values.decode(String.self, forKey: .name),
            webhookSecret: try values.decode(String.self, forKey: .webhookSecret),
            applications: try values.decode([SimulatorConfiguration.Application].self, forKey: .applications))
        try values.read(.balances, into: &balances)
    }
}

extension WebhookDialect {
    enum CodingKeys: String, CodingKey {
        case flatSpecialCases, flatWithoutID, differingInnerID, partialStatus
    }

    package init(from decoder: any Decoder) throws {
        self.init()
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try values.read(.flatSpecialCases, into: &flatSpecialCases)
        try values.read(.flatWithoutID, into: &flatWithoutID)
        try values.read(.differingInnerID, into: &differingInnerID)
        try values.read(.partialStatus, into: &partialStatus)
    }
}

extension KeyedDecodingContainer {
    fileprivate func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
        if let decoded = try decodeIfPresent(Value.self, forKey: key) { value = decoded }
    }
}

extension Decoder {
    fileprivate func refuseUnknownKeys<Key: CodingKey>(_ type: Key.Type) throws {
        for key in try container(keyedBy: AnyKey.self).allKeys where Key(stringValue: key.stringValue) == nil {
            throw SimulatorError("simulator configuration: unknown key \(key.stringValue)")
        }
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
