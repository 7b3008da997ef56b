/// A request about what the path names: the members of both, side by side.
package struct Addressed<Subject: Codable & Sendable, Request: Codable & Sendable>: Codable, Sendable {
    package let subject: Subject
    package let request: Request

    package init(_ subject: Subject, _ request: Request) {
        self.subject = subject
        self.request = request
    }

    package init(from decoder: any Decoder) throws {
        subject = try Subject(from: decoder)
        request = try Request(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try subject.encode(to: encoder)
        try request.encode(to: encoder)
    }
}
