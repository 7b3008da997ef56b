import Policy
import Testing

struct CallbackSignatureTests {
    private let body = Array(#"{"transaction_id":"550e8400-e29b-41d4-a716-446655440000","status":"completed"}"#.utf8)

    /// RFC 4231 test case 2, as text: key "Jefe".
    @Test func agreesWithTheRFC() {
        let code = CallbackSignature.sign(Array("what do ya want for nothing?".utf8), secret: Secret("Jefe"))
        #expect(code == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func verifiesWithAnyActiveSecret() {
        let signature = CallbackSignature.sign(body, secret: Secret("old"))
        #expect(CallbackSignature.verify(signature, over: body, secrets: [Secret("new"), Secret("old")]))
        #expect(CallbackSignature.verify(signature.uppercased(), over: body, secrets: [Secret("old"), Secret("new")]))
        #expect(!CallbackSignature.verify(signature, over: body, secrets: [Secret("new")]))
        #expect(!CallbackSignature.verify(signature, over: body, secrets: []))
    }

    @Test(arguments: ["", "00", "zz", "sha256=", "5bdcc146"])
    func refusesWhatIsNoSignature(text: String) {
        #expect(!CallbackSignature.verify(text, over: body, secrets: [Secret("s")]))
        let right = CallbackSignature.sign(body, secret: Secret("s"))
        #expect(!CallbackSignature.verify(right + text, over: body, secrets: [Secret("s")]) || text.isEmpty)
    }

    @Test func everyBitCounts() {
        let secret = Secret("s")
        let signature = CallbackSignature.sign(body, secret: secret)
        for position in signature.indices {
            let flipped: Character = signature[position] == "0" ? "1" : "0"
            let other = signature.replacingCharacter(at: position, with: flipped)
            #expect(!CallbackSignature.verify(other, over: body, secrets: [secret]))
        }
        for index in body.indices {
            var other = body
            other[index] ^= 1
            #expect(!CallbackSignature.verify(signature, over: other, secrets: [secret]))
        }
    }
}

extension String {
    fileprivate func replacingCharacter(at position: Index, with character: Character) -> String {
        var copy = self
        copy.replaceSubrange(position...position, with: String(character))
        return copy
    }
}
