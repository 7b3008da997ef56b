import AdminAPI
import Policy
import Store

/// What lists have in common: since when, until when, and whose.
extension AdminService {
    /// How far back a list may look, in seconds: ten years.
    private static let agoSecondsMax: Int64 = 10 * 366 * 86_400

    /// When what is listed was made, as the caller spelt it.
    func span(since: String?, until: String?) throws(AdminError) -> TimeSpan {
        let span = TimeSpan(since: try time(since, "since"), until: try time(until, "until"))
        if let since = span.since, let until = span.until, since >= until {
            throw AdminError(.invalidRequest, "since must be before until: nothing is between \(since) and \(until)")
        }
        return span
    }

    /// So many seconds ago, or a time.
    private func time(_ text: String?, _ name: String) throws(AdminError) -> Timestamp? {
        guard let text else { return nil }
        if let seconds = Int64(text), (0...Self.agoSecondsMax).contains(seconds) {
            return now().advanced(by: .seconds(-seconds))
        }
        guard let time = Timestamp(rfc3339: text) else {
            throw AdminError(
                .invalidRequest,
                "\(name) must be seconds ago, at most 10 years, or a time as RFC 3339 has it, is \"\(text)\"")
        }
        return time
    }

    /// Items of a list when its caller does not say.
    private static let pageCountStandard = 50

    static func pageCount(_ count: Int?) throws(AdminError) -> Int {
        guard let count else { return pageCountStandard }
        guard count > 0 else {
            throw AdminError(.invalidRequest, "count must be a positive number, is \"\(count)\"")
        }
        return count
    }

    func optionalTenant(_ reference: String?) async throws(AdminError) -> TenantID? {
        guard let reference else { return nil }
        return try await tenant(reference)
    }

    /// The objects that a name stands for, as `find` takes it.
    ///
    /// - Throws: `.notFound` when it stands for nothing.
    func intents(behind name: String, of tenantID: TenantID?) async throws(AdminError) -> [Intent] {
        guard (1...Self.searchBytesMax).contains(name.utf8.count) else {
            throw AdminError(.invalidRequest, "what is looked for must be 1 to \(Self.searchBytesMax) bytes")
        }
        let found: [Intent]
        do {
            found = try await database.read { try Self.intents(named: name, of: tenantID, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
        guard !found.isEmpty else { throw AdminError(.notFound, "nothing is known of \"\(name)\"") }
        return found
    }

    /// - Parameter tenantID: where the operator has named one.
    static func intents(named name: String, of tenantID: TenantID?, in reader: any SQLReader) throws -> [Intent] {
        let tokens = tokens(of: name)
        guard let tenantID else { return try IntentRepository.searchForOperator(name, tokens: tokens, in: reader) }
        return try IntentRepository.search(name, tokens: tokens, of: tenantID, in: reader)
    }

    /// - Throws: when the name stands for nothing, or for several objects.
    func intent(behind name: String, of tenantID: TenantID?) async throws(AdminError) -> Intent {
        let found = try await intents(behind: name, of: tenantID)
        guard found.count == 1, let only = found.first else {
            throw AdminError(.conflict, "\"\(name)\" stands for \(found.count) objects: see `fusegate find`")
        }
        return only
    }
}
