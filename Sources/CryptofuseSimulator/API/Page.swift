/// Django REST Framework's limit/offset pages: `{count,next,previous,results}`; the links carry our own host.
struct Page {
    private let count: Int
    private let limit: Int
    private let offset: Int
    private let request: Request

    init(of count: Int, _ request: Request) throws(APIError) {
        let query = request.parameters
        self.count = count
        self.request = request
        limit = min(try Self.number(query["limit"], "limit", min: 1) ?? Limits.pageSizeDefault, Limits.pageSizeMax)
        offset = try Self.number(query["offset"], "offset", min: 0) ?? 0
    }

    private static func number(_ text: String?, _ name: String, min: Int) throws(APIError) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        guard let number = Int(text), number >= min, number < 1_000_000_000 else {
            throw .invalidRequest(
                "Invalid request.", .object([(key: name, value: .array([.string("A valid integer is required.")]))]))
        }
        return number
    }

    func json<Object>(of list: [Object], _ render: (Object) -> JSON) -> JSON {
        let start = min(offset, list.count)
        let results = list[start..<min(start + limit, list.count)].map(render)
        return [
            "count": .integer(count),
            "next": offset + limit < count ? link(offset: offset + limit) : .null,
            "previous": offset > 0 ? link(offset: max(0, offset - limit)) : .null,
            "results": .array(results),
        ]
    }

    /// The other documented shape: no links.
    func jsonWithTotal<Object>(of list: [Object], as name: String, _ render: (Object) -> JSON) -> JSON {
        let start = min(offset, list.count)
        let results = list[start..<min(start + limit, list.count)].map(render)
        return .object([(key: name, value: .array(results)), (key: "total", value: .integer(count))])
    }

    private func link(offset: Int) -> JSON {
        var pairs = request.parameters.pairs.filter { $0.name != "limit" && $0.name != "offset" }
        pairs.append(("limit", String(limit)))
        if offset > 0 { pairs.append(("offset", String(offset))) }
        let query = pairs.map { FormFields.encode($0.name) + "=" + FormFields.encode($0.value) }
        return .string(request.origin + request.path + "?" + query.joined(separator: "&"))
    }
}
