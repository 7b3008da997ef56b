import Foundation
import HTTPWire

/// A verb's input on the wire.
package struct VerbRequest: Sendable {
    /// Of the path's variable parts, decoded.
    package var pathMembers: [String: String]
    /// Decoded pairs in their order.
    package var query: [(name: String, value: String)]
    /// Empty when the verb has none.
    package var body: Data

    package init(pathMembers: [String: String], query: [(name: String, value: String)] = [], body: Data = Data()) {
        self.pathMembers = pathMembers
        self.query = query
        self.body = body
    }

    /// - Parameter hasBody: whether the members that are not in the path are in the body, or in the query.
    /// - Throws: `AdminError.invalidRequest` that names the member which is missing, wrong or unknown.
    package func message<Message: Decodable>(
        _ type: Message.Type = Message.self, hasBody: Bool
    ) throws(AdminError) -> Message {
        let schema: Schema
        do { schema = try Schema(of: type) } catch {
            throw AdminError(.internalError, "\(type) cannot be described: \(error)")
        }
        var members = hasBody ? try bodyMembers() : try queryMembers(schema)
        for (name, value) in pathMembers {
            guard members[name] == nil else { throw AdminError(.invalidRequest, "\"\(name)\" belongs into the path") }
            members[name] = try Self.value(value, schema.member(name), name)
        }
        try refuseOthers(members, schema)
        do {
            return try MessageCoding.decode(from: Data(JSONValue.object(members).serialize()))
        } catch {
            throw AdminError(decoding: error)
        }
    }

    private func bodyMembers() throws(AdminError) -> JSONObject {
        guard query.isEmpty else { throw AdminError(.invalidRequest, "members belong into the body, not into a query") }
        guard !body.isEmpty else { return JSONObject() }
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue.parse(body) } catch {
            throw AdminError(.invalidRequest, "the body is not JSON: \(error)")
        }
        guard let object = json.objectValue else {
            throw AdminError(.invalidRequest, "the body is not a JSON object")
        }
        return object
    }

    /// A name that comes again adds to a list, and is refused where there is none.
    private func queryMembers(_ schema: Schema) throws(AdminError) -> JSONObject {
        var members = JSONObject()
        for (name, text) in query {
            if case .array(let element)? = schema.member(name) {
                let earlier = members[name]?.arrayValue ?? []
                members[name] = .array(earlier + [try Self.value(text, element, name)])
            } else if members[name] == nil {
                members[name] = try Self.value(text, schema.member(name), name)
            } else {
                throw AdminError(.invalidRequest, "\(name) is given twice")
            }
        }
        return members
    }

    /// Text of a path or query as the member's type has it.
    private static func value(_ text: String, _ schema: Schema?, _ name: String) throws(AdminError) -> JSONValue {
        switch schema {
        case .integer:
            guard let number = Int(text) else {
                throw AdminError(.invalidRequest, "\(name) must be a number, is \"\(text)\"")
            }
            return .integer(number)
        case .boolean:
            guard let flag = Bool(text) else {
                throw AdminError(.invalidRequest, "\(name) must be true or false, is \"\(text)\"")
            }
            return .bool(flag)
        default: return .text(text)
        }
    }

    /// A request that names what nobody knows would do less than it says, and a filter that nobody applies would show
    /// everything.
    private func refuseOthers(_ members: JSONObject, _ schema: Schema) throws(AdminError) {
        guard let other = members.members.map(\.name.value).first(where: { schema.member($0) == nil }) else { return }
        let known = schema.memberNames.filter { pathMembers[$0] == nil }.joined(separator: ", ")
        throw AdminError(
            .invalidRequest,
            "there is no member \"\(other)\" here, \(known.isEmpty ? "nor any other" : "only \(known)")")
    }
}

extension Verb {
    package func request(_ input: Input) throws -> VerbRequest {
        var members = try MessageCoding.members(of: input)
        var request = VerbRequest(pathMembers: [:])
        for name in path.members {
            request.pathMembers[name] = members[name].map(Self.text) ?? ""
            members[name] = nil
        }
        if method.hasBody {
            request.body = Data(JSONValue.object(members).serialize())
        } else {
            request.query = members.members.flatMap { member in
                (member.value.arrayValue ?? [member.value]).map { (member.name.value, Self.text($0)) }
            }
        }
        return request
    }

    /// - Throws: `AdminError.invalidRequest` that names the member which is missing, wrong or unknown.
    package func input(_ request: VerbRequest) throws(AdminError) -> Input {
        try request.message(Input.self, hasBody: method.hasBody)
    }

    private static func text(_ value: JSONValue) -> String {
        value.stringValue ?? String(decoding: value.serialize(), as: UTF8.self)
    }
}

extension AdminError {
    /// In terms of the member that is wrong.
    fileprivate init(decoding error: any Error) {
        switch error {
        case let refusal as AdminError: self = refusal
        case DecodingError.keyNotFound(let key, _):
            self.init(.invalidRequest, "the request lacks \"\(MemberSpelling.underscored(key.stringValue))\"")
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            self.init(.invalidRequest, "\"\(Self.path(context))\" has the wrong type")
        case DecodingError.dataCorrupted(let context):
            self.init(.invalidRequest, "\"\(Self.path(context))\" cannot be read: \(context.debugDescription)")
        default: self.init(.invalidRequest, "the request is not what this verb expects")
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        context.codingPath.map { $0.intValue.map(String.init) ?? MemberSpelling.underscored($0.stringValue) }
            .joined(separator: ".")
    }
}
