import NIOCore

/// Reads a fault from the JSON of `POST /_control/faults` (CONTROL.md).
struct FaultDecoder {
    let json: JSON

    static func decode(_ json: JSON, id: Int) throws(APIError) -> Fault {
        let decoder = FaultDecoder(json: json)
        guard let name = json["kind"]?.string else { throw .control("\"kind\" is missing") }
        let kind = try decoder.kind(name)
        var isWebhook = false
        if case .webhook = kind { isWebhook = true }
        let probability = json["probability"]?.number ?? 1
        guard (0...1).contains(probability) else { throw .control("\"probability\" must be from 0 to 1") }
        return Fault(
            id: id, source: json, kind: kind, method: json["method"]?.string?.uppercased(),
            path: json["path"]?.string ?? "*", clientID: json["client_id"]?.string,
            event: isWebhook ? json["event"]?.string : nil, status: isWebhook ? json["match_status"]?.string : nil,
            remaining: try decoder.optionalInteger("count", 1...1_000_000_000),
            skip: try decoder.integer("skip", 0...1_000_000_000, or: 0), probability: probability,
            random: SplitMix64(seed: UInt64(try decoder.integer("seed", 0...Int.max, or: id))))
    }

    private func kind(_ name: String) throws(APIError) -> Fault.Kind {
        switch name {
        case "latency":
            return .latency(
                milliseconds: try integer("milliseconds", 0...3_600_000),
                jitterMilliseconds: try integer("jitter_milliseconds", 0...3_600_000, or: 0),
                afterEffect: try isAfterEffect())
        case "status": return .answer(try answer(defaultStatus: 500), afterEffect: try isAfterEffect())
        case "rate_limit": return .answer(try answer(defaultStatus: 429), afterEffect: try isAfterEffect())
        case "unauthorized": return .unauthorized
        case "disconnect": return try disconnect()
        case "hang": return .hang(afterEffect: try isAfterEffect())
        case "drip":
            return .drip(
                chunkBytes: try integer("chunk_bytes", 1...65_536, or: 1),
                intervalMilliseconds: try integer("interval_milliseconds", 1...60_000, or: 20))
        case "malformed": return .malformed(try choice("variant", Fault.Malformation.self))
        case "oversized":
            return .oversized(
                bytes: try integer("bytes", 1...268_435_456, or: 16_777_216), inHead: json["in_head"]?.bool ?? false)
        default: return .webhook(try webhook(name))
        }
    }

    private func webhook(_ name: String) throws(APIError) -> Fault.WebhookFault {
        switch name {
        case "webhook_duplicate": return .duplicate(copies: try integer("copies", 1...100, or: 1))
        case "webhook_reorder": return .reorder(milliseconds: Int64(try integer("milliseconds", 1...600_000, or: 5000)))
        case "webhook_lose": return .lose
        case "webhook_delay": return .delay(milliseconds: Int64(try integer("milliseconds", 0...600_000)))
        case "webhook_bad_signature": return .badSignature
        default:
            throw .control(
                "\"kind\" must be latency, status, rate_limit, unauthorized, disconnect, hang, drip, malformed, "
                    + "oversized, webhook_duplicate, webhook_reorder, webhook_lose, webhook_delay or "
                    + "webhook_bad_signature")
        }
    }

    private func disconnect() throws(APIError) -> Fault.Kind {
        let mode = json["mode"]?.string ?? "close"
        guard mode == "close" || mode == "reset" else { throw .control("\"mode\" must be close or reset") }
        let phase = try choice("phase", Fault.Phase.self)
        return .disconnect(
            phase,
            Fault.Cut(
                reset: mode == "reset", answerBytes: try optionalInteger("answer_bytes", 0...268_435_456)))
    }

    private func answer(defaultStatus: Int) throws(APIError) -> Answer {
        let status = try integer("status", 200...599, or: defaultStatus)
        let standard = APIError.standard(status: status)
        var answer = APIError(
            status: status, code: json["code"]?.string ?? standard.code,
            message: json["message"]?.string ?? standard.message
        ).answer
        if let body = json["body"]?.string { answer.body = .init(string: body) }
        if let type = json["content_type"]?.string { answer.contentType = type }
        switch json["retry_after"] {
        case .string(let text)?: answer.fields.append(("Retry-After", text))
        case .number(let token)?: answer.fields.append(("Retry-After", token))
        default: if status == 429 { answer.fields.append(("Retry-After", "1")) }
        }
        return answer
    }

    private func isAfterEffect() throws(APIError) -> Bool {
        switch json["phase"]?.string ?? Fault.Phase.beforeEffect.rawValue {
        case Fault.Phase.beforeEffect.rawValue: false
        case Fault.Phase.afterEffect.rawValue: true
        default: throw .control("\"phase\" must be before_effect or after_effect here")
        }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type
    ) throws(APIError) -> Choice where Choice.RawValue == String {
        guard let text = json[name]?.string, let value = Choice(rawValue: text) else {
            throw .control("\"\(name)\" must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }

    private func integer(_ name: String, _ range: ClosedRange<Int>, or fallback: Int? = nil) throws(APIError) -> Int {
        if let value = try optionalInteger(name, range) ?? fallback { return value }
        throw .control("\"\(name)\" is missing")
    }

    private func optionalInteger(_ name: String, _ range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let field = json[name], !field.isNull else { return nil }
        guard let value = field.integer, range.contains(value) else {
            throw .control("\"\(name)\" must be an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}

extension JSON {
    /// For what is no money: probabilities and scales.
    var number: Double? {
        guard case .number(let token) = self else { return nil }
        return Double(token)
    }
}
