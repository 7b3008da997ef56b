import ArgumentParser

/// How much of a long list one call shows.
struct PageSize: ParsableArguments {
    @Option(help: "Show at most so many, up to 500.")
    var count = 50

    func validate() throws {
        guard (1...500).contains(count) else { throw ValidationError("--count must be 1…500") }
    }
}
