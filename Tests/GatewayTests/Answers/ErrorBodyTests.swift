import HTTPWire
import Policy
import Testing

@testable import Gateway

struct ErrorBodyTests {
    private static func text(_ error: GatewayError) -> String {
        String(decoding: ErrorBody.json(error).serialize(), as: UTF8.self)
    }

    @Test func eachFieldHasAListOfWhatIsWrongWithIt() {
        #expect(
            Self.text(.missingRequiredFields(["amount", "currency"]))
                == #"{"error":{"code":"missing_required_fields","message":"Required fields are missing.","details":"#
                + #"{"amount":["This field is required."],"currency":["This field is required."]}}}"#)
        #expect(
            Self.text(.invalidRequest("No.", details: [("a", "First."), ("b", "Other."), ("a", "Second.")]))
                == #"{"error":{"code":"invalid_request","message":"No.","details":"#
                + #"{"a":["First.","Second."],"b":["Other."]}}}"#)
        #expect(Self.text(.notFound("No.")) == #"{"error":{"code":"not_found","message":"No.","details":{}}}"#)
    }

    @Test func anIdIsAString() {
        let intent = IntentID.make(at: Timestamp(millisecondsSinceEpoch: 0))
        let error = GatewayError.outcomeUnknown(status: 502, origin: .upstream, intent: intent, reason: "lost")
        #expect(ErrorBody.json(error)["error"]?["details"]?["intent_id"]?.stringValue == intent.description)
    }
}
