import HTTPWire
import Policy

/// One verb of the admin API, described once: the gateway serves it, the client calls it, the OpenAPI document shows it.
///
/// `Input` has the members of path, query and body in one value; which of them go where follows from `path` and `method`.
package struct Verb<Input: Codable & Sendable, Output: Codable & Sendable>: Sendable {
    package let method: VerbMethod
    /// Behind `/v1/`.
    package let path: PathTemplate
    /// The audit log's action and the command's words.
    package let name: String
    /// One sentence on what it does.
    package let summary: String
    /// The least that any input of it needs.
    package let duty: OperatorDuty
    /// What an input needs that names more than that.
    private let higherDuty: @Sendable (Input) -> OperatorDuty?
    package let effect: VerbEffect
    /// Whether it may take minutes: it asks the upstream, or reads a whole ledger or log.
    package let isSlow: Bool
    /// Besides those that any verb may give: `VerbDescription.commonRefusals`.
    package let refusals: Set<AdminError.Code>
    package let example: Input

    package init(
        _ method: VerbMethod, _ path: PathTemplate, _ name: String, summary: String, duty: OperatorDuty,
        effect: VerbEffect, isSlow: Bool = false, refusals: Set<AdminError.Code> = [], example: Input,
        gives _: Output.Type = Output.self,
        asking higherDuty: @escaping @Sendable (Input) -> OperatorDuty? = { _ in nil }
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.summary = summary
        self.duty = duty
        self.higherDuty = higherDuty
        self.effect = effect
        self.isSlow = isSlow
        self.refusals = refusals
        self.example = example
    }
}

/// RFC 9110's methods, as far as the API uses them.
package enum VerbMethod: String, CaseIterable, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case put = "PUT"
    case delete = "DELETE"

    /// Others have their members in the query.
    package var hasBody: Bool { self != .get && self != .delete }
}

package enum VerbEffect: Hashable, Sendable {
    /// Changes nothing; its record does not delay the answer.
    case reads
    /// Stores a change that the gateway need not load.
    case changes
    /// Stores a change of the tenant that it names, and the gateway loads that tenant again.
    case changesTenant
    /// Stores a change of upstream accounts, and the gateway loads those again, but no tenant.
    case changesAccounts
}

/// A verb without its types, for lists of them.
package protocol VerbDescription: Sendable {
    var method: VerbMethod { get }
    var path: PathTemplate { get }
    var name: String { get }
    var summary: String { get }
    var duty: OperatorDuty { get }
    /// - Throws: what `input` throws.
    func duty(of request: VerbRequest) throws(AdminError) -> OperatorDuty
    var effect: VerbEffect { get }
    var refusals: Set<AdminError.Code> { get }

    /// - Throws: when a type cannot be described: a defect that a test finds.
    func inputSchema() throws -> Schema
    func outputSchema() throws -> Schema
    /// Whether the answer may say that a second person must approve it first.
    var mayBeDeferred: Bool { get }
    /// The example as JSON, the path's members included.
    func exampleMembers() throws -> JSONObject
    /// The example as it is sent.
    func exampleRequest() throws -> VerbRequest
}

extension VerbDescription {
    /// Any verb may meet a malformed request, a peer without the role, a store or log that takes nothing, a defect.
    package static var commonRefusals: Set<AdminError.Code> {
        [.invalidRequest, .forbidden, .unavailable, .internalError]
    }
}

extension Verb: VerbDescription {
    package func duty(of request: VerbRequest) throws(AdminError) -> OperatorDuty {
        higherDuty(try input(request)) ?? duty
    }

    package func inputSchema() throws -> Schema { try Schema(of: Input.self) }
    package func outputSchema() throws -> Schema { try Schema(of: Output.self) }
    package var mayBeDeferred: Bool { Output.self is any DeferrableAnswer.Type }
    package func exampleMembers() throws -> JSONObject { try MessageCoding.members(of: example) }
    package func exampleRequest() throws -> VerbRequest { try request(example) }
}
