package rem

import (
	"strings"

	"pecagent/mailparse/pec"
)

// Event is the last word of the URI of an event (EN 319 522-3 table 2).
type Event string

const (
	SubmissionAcceptance             Event = "SubmissionAcceptance"
	SubmissionRejection              Event = "SubmissionRejection"
	RelayAcceptance                  Event = "RelayAcceptance"
	RelayRejection                   Event = "RelayRejection"
	RelayFailure                     Event = "RelayFailure"
	NotificationForAcceptance        Event = "NotificationForAcceptance"
	NotificationForAcceptanceFailure Event = "NotificationForAcceptanceFailure"
	ConsignmentAcceptance            Event = "ConsignmentAcceptance"
	ConsignmentRejection             Event = "ConsignmentRejection"
	AcceptanceRejectionExpiry        Event = "AcceptanceRejectionExpiry"
	ContentConsignment               Event = "ContentConsignment"
	ContentConsignmentFailure        Event = "ContentConsignmentFailure"
	ConsignmentNotification          Event = "ConsignmentNotification"
	ConsignmentNotificationFailure   Event = "ConsignmentNotificationFailure"
	ContentHandover                  Event = "ContentHandover"
	ContentHandoverFailure           Event = "ContentHandoverFailure"
	RelayToNonERDS                   Event = "RelayToNonERDS"
	RelayToNonERDSFailure            Event = "RelayToNonERDSFailure"
	ReceivedFromNonERDS              Event = "ReceivedFromNonERDS"
)

// Prefixes of the URIs of events and reasons.
const (
	EventURI  = "http://uri.etsi.org/19522/Event/"
	ReasonURI = "http://uri.etsi.org/19522/EventReason/"
)

// outcome is whether an event or a reason tells of success, of failure, or of neither.
type outcome int

const (
	neither outcome = iota
	success
	failure
)

// outcomes are the events, with what each tells.
var outcomes = map[Event]outcome{
	SubmissionAcceptance: success, SubmissionRejection: failure,
	RelayAcceptance: success, RelayRejection: failure, RelayFailure: failure,
	NotificationForAcceptance: neither, NotificationForAcceptanceFailure: neither,
	ConsignmentAcceptance: neither, ConsignmentRejection: neither, AcceptanceRejectionExpiry: neither,
	ContentConsignment: success, ContentConsignmentFailure: failure,
	ConsignmentNotification: neither, ConsignmentNotificationFailure: neither,
	ContentHandover: neither, ContentHandoverFailure: neither,
	RelayToNonERDS: success, RelayToNonERDSFailure: failure, ReceivedFromNonERDS: success,
}

// eventOf is the event of a URI, "" when none of the nineteen has it. The URI is compared whole.
func eventOf(uri string) Event {
	name, ok := strings.CutPrefix(uri, EventURI)
	if !ok {
		return ""
	}
	if _, known := outcomes[Event(name)]; !known {
		return ""
	}
	return Event(name)
}

// meaning is what a reason tells.
type meaning struct {
	outcome outcome
	motivo  pec.Motivo
}

var (
	fine    = meaning{success, pec.MotivoNessuno}
	altro   = meaning{failure, pec.MotivoAltro} // also where the provider is at fault and not the box
	virus   = meaning{failure, pec.MotivoVirus}
	tempo   = meaning{failure, pec.MotivoTempo}
	missing = meaning{failure, pec.MotivoInesistente}
	full    = meaning{failure, pec.MotivoPiena}
)

// codes are the codes of REM-Policy-IT 1.2, with the reason each stands for.
var codes = map[string]string{
	"RA01": "MessageAccepted",
	"RA02": "InvalidMessageFormat", "RA03": "MalwareFound", "RA05": "S_ERDS_PolicyViolation", "RA51": "S_ERDS_Malfunction",
	"RB01": "S_ERDS_MessageSuccessfullyRelayed",
	"RB02": "R_ERDS_MessageRejected", "RB03": "R_ERDS_MessageRejectedForMalware",
	"RB04": "R_ERDS_MessageRejectedForInvalidSignature", "RB05": "R_ERDS_MessageRejectedForInvalidCertificate",
	"RB06": "R_ERDS_PolicyViolation", "RB21": "MessageNotAcceptedForUnregisteredRecipient",
	"RB07": "R_ERDS_Malfunction", "RB08": "R_ERDS_NotIdentified", "RB09": "R_ERDS_Unreachable", "RB10": "UnknownRecipient",
	"RB22": "S_ERDSP_ReceivedNoRelayAcceptanceInfoFromR_ERDSP",
	"RD01": "MessageConsignedToRecipient",
	"RD03": "S_ERDSP_ReceivedNoDeliveryInfoFromR_ERDSP", "RD04": "MessageNotConsignedForQuota", "RD05": "MessageNotConsignedForMalfunction",
	"RD06": "MessageNotConsignedForUnallowedType", "RD21": "MessageNotConsignedForUnregisteredRecipient",
	"RF01": "MessageRelayedToNonERDS",
	"RF02": "ExternalSystemUnreachable", "RF03": "MessageRejectedByExternalSystem", "RF51": "RelayToNonERDSNotAllowed",
	"RF04": "MessageReceivedFromNonERDS",
}

// meanings are the reasons of those codes, and those of EN 319 522-3 table 3 that tell an outcome.
var meanings = map[string]meaning{
	"MessageAccepted": fine, "S_ERDS_MessageSuccessfullyRelayed": fine, "MessageConsignedToRecipient": fine,
	"MessageConsignedToDelegate": fine, "MessageRelayedToNonERDS": fine, "MessageReceivedFromNonERDS": fine,
	"InvalidMessageFormat": altro, "MalwareFound": virus, "S_ERDS_PolicyViolation": altro, "S_ERDS_Malfunction": altro,
	"SenderSigningCertExpiredOrRevoked": altro,
	"R_ERDS_MessageRejected":            altro, "R_ERDS_MessageRejectedForMalware": virus,
	"R_ERDS_MessageRejectedForInvalidSignature": altro, "R_ERDS_MessageRejectedForInvalidCertificate": altro,
	"R_ERDS_PolicyViolation": altro, "R_ERDS_Malfunction": altro, "R_ERDS_NotIdentified": altro, "R_ERDS_Unreachable": altro,
	"UnknownRecipient": missing, "MessageNotAcceptedForUnregisteredRecipient": missing, "MessageNotConsignedForUnregisteredRecipient": missing,
	"S_ERDSP_ReceivedNoRelayAcceptanceInfoFromR_ERDSP": tempo, "S_ERDSP_ReceivedNoDeliveryInfoFromR_ERDSP": tempo,
	"MessageNotConsignedForQuota": full, "MessageNotConsignedForMalfunction": altro, "MessageNotConsignedForUnallowedType": altro,
	"ExternalSystemUnreachable": altro, "MessageRejectedByExternalSystem": altro, "RelayToNonERDSNotAllowed": altro,
}

// Reason is one reason of an event.
type Reason struct {
	URI  string
	Code string // of REM-Policy-IT, such as RD04; empty when Details does not begin with one
	Text string // the other Details, one line
}

// Name is the last word of the URI of a reason, the whole URI where it is not one of ETSI.
func (r Reason) Name() string {
	if name, ok := strings.CutPrefix(r.URI, ReasonURI); ok {
		return name
	}
	return r.URI
}

// String is the reason as people read it: "RD04 MessageNotConsignedForQuota".
func (r Reason) String() string { return strings.TrimSpace(r.Code + " " + r.Name()) }

// meanings are what a reason tells, by its URI and by its code: none, one or two.
func (r Reason) meanings() (found []meaning) {
	if name, ok := strings.CutPrefix(r.URI, ReasonURI); ok {
		if m, known := meanings[name]; known {
			found = append(found, m)
		}
	}
	if name, known := codes[r.Code]; known {
		found = append(found, meanings[name])
	}
	return found
}

// isCode reports whether s has the form of a code of REM-Policy-IT: R, a letter of A to F, two digits.
func isCode(s string) bool {
	return len(s) == 4 && s[0] == 'R' && s[1] >= 'A' && s[1] <= 'F' && s[2] >= '0' && s[2] <= '9' && s[3] >= '0' && s[3] <= '9'
}
