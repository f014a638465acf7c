package mailparse

import (
	"errors"
	"fmt"

	"pecagent/mailparse/segnatura"
)

// Names of protocol files (pec.md §6); programs spell them in any case.
const fileSegnatura = "Segnatura.xml"

var fileProtocollo = []string{fileSegnatura, "Conferma.xml", "Aggiornamento.xml", "Eccezione.xml", "Annullamento.xml"}

// ErrSegnaturaCount says that a message carries more than one protocol file: whose registration it has cannot be told.
var ErrSegnaturaCount = errors.New("more than one protocol file")

// protocollo reads the protocol file among the parts at the top level of a message (order.md §5.4). Other files may bear the
// names of the answers, so that only a Segnatura.xml that is none is an error.
func protocollo(tree *entity) (found *segnatura.Segnatura, err error) {
	for _, e := range append([]*entity{tree}, tree.children...) {
		if len(e.children) > 0 || !e.named(fileProtocollo...) {
			continue
		}
		s, serr := readProtocollo(e)
		if errors.Is(serr, segnatura.ErrRadice) && !e.named(fileSegnatura) {
			continue
		}
		if found != nil || err != nil {
			return nil, ErrSegnaturaCount
		}
		found, err = s, serr
	}
	return found, err
}

func readProtocollo(e *entity) (*segnatura.Segnatura, error) {
	if len(e.body) > 2*segnatura.MaxBytes {
		return nil, fmt.Errorf("protocol file is over its size limit of %d bytes", segnatura.MaxBytes)
	}
	b, bad := e.decoded()
	if bad {
		return nil, errors.New("transfer encoding of the protocol file is damaged")
	}
	return segnatura.Parse(b)
}
