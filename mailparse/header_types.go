package mailparse

// Header is a message header read tolerantly: one bad line costs only itself (libraries.md §1.2).
// Fields are in the order of the message; names keep their spelling, values are unfolded, not decoded.
type Header struct {
	Fields []Field
	Bad    int // lines that are no field
}

// Field is one header field.
type Field struct{ Name, Value string }
