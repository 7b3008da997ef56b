/// A value that must not be printed, logged or interpolated. `exposed` is the only way in.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package let exposed: Value

    package init(_ value: Value) { self.exposed = value }

    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
