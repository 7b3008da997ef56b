/// Objects by upstream id, in order of creation, with an index on the client's own reference.
struct ObjectTable<Object: Sendable>: Sendable {
    private var objects: [Object] = []
    private var positions: [String: Int] = [:]
    private var references: [String: [Int]] = [:]

    var count: Int { objects.count }
    var all: [Object] { objects }

    mutating func insert(_ object: Object, id: String, reference: String?) {
        positions[id] = objects.count
        if let reference { references[reference, default: []].append(objects.count) }
        objects.append(object)
    }

    /// An id is a UUID, which Django takes in any case.
    subscript(id: String) -> Object? {
        get { (positions[id] ?? positions[id.lowercased()]).map { objects[$0] } }
        set {
            guard let position = positions[id], let newValue else { return }
            objects[position] = newValue
        }
    }

    /// Newest first.
    func list(reference: String?, where matches: (Object) -> Bool) -> [Object] {
        if let reference { return (references[reference] ?? []).reversed().map { objects[$0] }.filter(matches) }
        return objects.reversed().filter(matches)
    }
}
