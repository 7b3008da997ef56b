import HTTPWire
import Policy

/// The admin API as OpenAPI 3.1 describes it, from the verbs' own descriptions.
package struct OpenAPIDocument {
    /// Of the document: raised with every change that a client can notice.
    static let version = "1.0.0"

    private let verbs: [any VerbDescription]

    package init(_ verbs: [any VerbDescription]) { self.verbs = verbs }

    /// - Throws: when a verb's type cannot be described.
    package func json() throws -> JSONValue {
        var paths: JSONValue = [:]
        for verb in verbs {
            let path = "/\(verb.path)"
            var operations = paths[path] ?? [:]
            operations[verb.method.rawValue.lowercased()] = try operation(verb)
            paths[path] = operations
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Fusegate administration", "version": .text(Self.version),
                "description": .text(
                    """
                    Served on a unix socket; who may use which verb follows from the peer's groups. The header \
                    Fusegate-Reason, percent-encoded, says why, and goes into the audit log; what moves money needs it.
                    """),
            ],
            "servers": [["url": "/v1"]],
            "paths": paths,
            "components": ["schemas": ["Error": Self.error]],
        ]
    }

    private func operation(_ verb: any VerbDescription) throws -> JSONValue {
        let example = try verb.exampleMembers()
        var operation: JSONValue = [
            "operationId": .text(verb.name.replacing(" ", with: "-")),
            "summary": .text(verb.summary),
            "description": .text("Duty: \(verb.duty.rawValue)."),
            "tags": [.text(verb.name.prefix { $0 != " " }.description)],
            "responses": try responses(verb),
        ]
        let (parameters, rest) = try members(verb)
        if !parameters.isEmpty {
            operation["parameters"] = .array(parameters.map { Self.parameter($0, verb, example[$0.name]) })
        }
        if verb.method.hasBody, !rest.isEmpty {
            var body = JSONObject()
            for member in rest { body[member.name] = example[member.name] }
            operation["requestBody"] = [
                "required": .bool(rest.contains(where: \.isRequired)),
                "content": [
                    "application/json": ["schema": Schema.object(rest).json, "example": .object(body)]
                ],
            ]
        }
        return operation
    }

    /// What goes into path and query, and what into the body.
    private func members(_ verb: any VerbDescription) throws -> (parameters: [Schema.Member], body: [Schema.Member]) {
        guard case .object(let members) = try verb.inputSchema() else { return ([], []) }
        let isParameter = { verb.path.members.contains($0) || !verb.method.hasBody }
        return (members.filter { isParameter($0.name) }, members.filter { !isParameter($0.name) })
    }

    private static func parameter(
        _ member: Schema.Member, _ verb: any VerbDescription, _ example: JSONValue?
    ) -> JSONValue {
        let isInPath = verb.path.members.contains(member.name)
        var parameter: JSONValue = [
            "name": .text(member.name), "in": isInPath ? "path" : "query",
            "required": .bool(isInPath || member.isRequired), "schema": member.schema.json,
        ]
        if let example { parameter["example"] = example }
        return parameter
    }

    private func responses(_ verb: any VerbDescription) throws -> JSONValue {
        let content: JSONValue = ["application/json": ["schema": try verb.outputSchema().json]]
        var responses: JSONValue = ["200": ["description": "Done.", "content": content]]
        if verb.mayBeDeferred {
            responses["202"] = [
                "description": "Nothing has changed: a second person must approve it.", "content": content,
            ]
        }
        let refusals = type(of: verb).commonRefusals.union(verb.refusals)
        for (status, codes) in Dictionary(grouping: refusals, by: \.httpStatus).sorted(by: { $0.key < $1.key }) {
            let words = codes.map(\.rawValue).sorted().joined(separator: ", ")
            responses[String(status)] = [
                "description": .text("Refused: \(words)."),
                "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
            ]
        }
        return responses
    }

    private static let error: JSONValue = [
        "type": "object",
        "required": ["error"],
        "properties": [
            "error": [
                "type": "object",
                "required": ["code", "message"],
                "properties": [
                    "code": ["type": "string", "enum": .array(AdminError.Code.allCases.map { .text($0.rawValue) })],
                    "message": ["type": "string"],
                ],
            ]
        ],
    ]
}
