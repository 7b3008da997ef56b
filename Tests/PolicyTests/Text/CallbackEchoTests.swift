import Policy
import TestSupport
import Testing

@Suite struct CallbackEchoTests {
    private static let accountID = AccountID("crd_01M8JFEP9MH8RK4KVTNFQJZXH8")
    private static let name = "crd_01M8JFEP9MH8RK4KVTNFQJZXH8"

    private func isNamed(in text: String) throws -> Bool {
        let scan = CallbackScan(accountID: try #require(Self.accountID))
        return scan.namesAccount(Array(text.utf8).span)
    }

    @Test(arguments: [name, name.lowercased(), name.uppercased()])
    func itIsFoundWhereverItStands(name: String) throws {
        for length in 0...2 * name.count {
            for filling in ["x", "c", "8", "_", "R"] {
                let before = String(repeating: filling, count: length)
                #expect(try isNamed(in: before + name), "behind \(before)")
                #expect(try isNamed(in: before + name + "/hook"), "between \(before) and more")
            }
        }
    }

    @Test func whatIsNotQuiteItIsNot() throws {
        for text in ["", "c", String(Self.name.dropLast()), String(Self.name.dropFirst())] {
            #expect(try !isNamed(in: text), "\(text)")
        }
        for place in Self.name.indices {
            var other = Self.name
            other.replaceSubrange(place...place, with: "-")
            #expect(try !isNamed(in: other + other + other), "\(other)")
            #expect(try isNamed(in: other + Self.name + other), "\(other)")
        }
    }

    /// Texts of pieces of the name, which are the hardest to step over, judged by looking at each place.
    @Test(arguments: propertySeeds) func itSaysWhatALookAtEachPlaceSays(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = Array(Self.name.lowercased())
        for _ in 0..<300 {
            var text = ""
            for _ in 0..<Int.random(in: 0...8, using: &generator) {
                let cut = Int.random(in: 0...pieces.count, using: &generator)
                let isHead = Bool.random(using: &generator)
                let piece = String(isHead ? pieces[..<cut] : pieces[cut...])
                text += Bool.random(using: &generator) ? piece : piece.uppercased()
            }
            let expected = text.lowercased().contains(Self.name.lowercased())
            #expect(try isNamed(in: text) == expected, "seed \(seed): \(text)")
        }
    }
}
