package smtpout

import "time"

// Lettera is one outgoing message to one recipient.
type Lettera struct {
	From, FromName string // addr-spec and display name
	To             string // the one recipient, an addr-spec
	Subject        string
	Text, HTML     string // HTML may be empty
	MessageID      string // without <>
	InReplyTo      string // without <>; empty when it answers nothing
	References     []string
	Date           time.Time
	Headers        [][2]string // further X- fields, in order
}
