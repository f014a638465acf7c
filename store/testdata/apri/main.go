// Apri opens a store and closes it. A test builds it with the tag failpoint and kills it while it builds the index again.
package main

import (
	"log"
	"os"

	"pecagent/store"
)

func main() {
	s, err := store.Open(store.Options{Dir: os.Args[1], MinFree: -1})
	if err != nil {
		log.Fatal(err)
	}
	if err := s.Close(); err != nil {
		log.Fatal(err)
	}
}
