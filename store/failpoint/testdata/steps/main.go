// Command steps hits the failpoints that its arguments name, in order, and prints each one that it survived.
package main

import (
	"fmt"
	"os"

	"pecagent/store/failpoint"
)

func main() {
	for _, name := range os.Args[1:] {
		failpoint.Hit(name)
		fmt.Println(name)
	}
}
