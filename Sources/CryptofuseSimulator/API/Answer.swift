import NIOCore

/// What is sent back, before it becomes bytes.
struct Answer: Sendable {
    var status: Int
    var body: ByteBuffer
    var contentType = "application/json"
    var fields: [(name: String, value: String)] = []

    init(status: Int = 200, _ json: JSON) {
        self.status = status
        self.body = json.serialized
    }

    init(status: Int, text: String, contentType: String) {
        self.status = status
        self.body = ByteBuffer(string: text)
        self.contentType = contentType
    }
}
