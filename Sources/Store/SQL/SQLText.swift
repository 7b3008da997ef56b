/// Pieces of statements. None has a value of anybody's in it: those are arguments.
enum SQLText {
    /// - Parameter list: columns with ", " between them.
    static func columns(_ list: String, of table: String) -> String {
        list.split(separator: ", ").map { "\(table).\($0)" }.joined(separator: ", ")
    }
}
