/// Objects by upstream id, in order of creation, with an index on the client's own reference.
struct ObjectTable<Object: Sendable>: Sendable {
    private var objects: [Object] = []
    private var positions: [String: Int] = [:]
    private var references: [String: [Int]] = [:]
    private var forgotten: Set<Int> = []

    var count: Int { objects.count }
    var all: [Object] { objects }

    mutating func insert(_ object: Object, id: String, reference: String?) {
        positions[id] = objects.count
        if let reference { references[reference, default: []].append(objects.count) }
        objects.append(object)
    }

    /// An id is a UUID, which Django takes in any case.
    subscript(id: String) -> Object? {
        get { (positions[id] ?? positions[id.lowercased()]).flatMap { forgotten.contains($0) ? nil : objects[$0] } }
        set {
            guard let position = positions[id], let newValue else { return }
            objects[position] = newValue
        }
    }

    /// Newest first.
    func list(reference: String?, where matches: (Object) -> Bool) -> [Object] {
        let places = reference.map { references[$0] ?? [] } ?? Array(objects.indices)
        return places.reversed().filter { !forgotten.contains($0) }.map { objects[$0] }.filter(matches)
    }

    /// No call shows it any more; among `all` it stays.
    mutating func forget(_ id: String) { if let position = positions[id] { forgotten.insert(position) } }
}
