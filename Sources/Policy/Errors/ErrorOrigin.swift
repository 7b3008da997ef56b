/// Who caused an error: decides who has to act, and what a retry would change.
package enum ErrorOrigin: String, Sendable {
    case client, gateway, upstream
}
