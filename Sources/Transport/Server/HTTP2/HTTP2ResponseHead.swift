import HTTPWire
import NIOHPACK

/// A response's fields as HTTP/2 wants them: in lower case, without those of an HTTP/1.1 connection.
enum HTTP2ResponseHead {
    private static let connectionFields: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "content-length", "date",
    ]

    static func make(_ response: ServerResponse, contentLength: Int?, date: String) -> HPACKHeaders {
        var headers: HPACKHeaders = [":status": String(response.status), "date": date]
        if let contentLength { headers.add(name: "content-length", value: String(contentLength)) }
        response.fields.forEach { name, value in
            let name = name.lowercased()
            if !connectionFields.contains(name) { headers.add(name: name, value: value) }
        }
        return headers
    }
}
