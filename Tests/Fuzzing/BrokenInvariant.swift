/// Something that must hold for every input and did not hold for this one.
package struct BrokenInvariant: Error, CustomStringConvertible {
    package let description: String
}

func require(_ condition: Bool, _ invariant: @autoclosure () -> String) throws {
    if !condition { throw BrokenInvariant(description: invariant()) }
}
