extension Rule {
    /// The simulator is another program and shares no word with the gateway but by chance.
    static let uniqueTypes = Rule("no type's name is used twice") { tree in
        var places: [String: [Finding]] = [:]
        for file in tree.sources where file.target != "CryptofuseSimulator" {
            for type in file.topLevelTypes where !type.isPrivate {
                places[type.name, default: []].append(
                    file.finding(at: type.line, "\(type.name) is the name of another type, too: rename one"))
            }
        }
        return places.values.filter { $0.count > 1 }.flatMap { $0 }.sorted { $0.path < $1.path }
    }

    static let tellingNames = Rule(eachSource: "names say what a type is") { file in
        file.topLevelTypes.filter { type in
            ["Manager", "Helper", "Helpers", "Utils", "Utilities"].contains { type.name.hasSuffix($0) }
        }.map { file.finding(at: $0.line, "\($0.name) says nothing: name it after what it is") }
    }
}
