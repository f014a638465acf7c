//go:build failpoint

package failpoint

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// hits counts how often each step was reached. It is the one piece of global state: a crash is a matter of the
// whole process.
var hits = struct {
	sync.Mutex
	n map[string]int
}{n: map[string]int{}}

// Hit marks a step; at the step and count that PECAGENT_FAILPOINT names the process is killed.
func Hit(name string) {
	if !slices.Contains(names[:], name) {
		panic("failpoint: " + name + " is not in the table of names")
	}
	hits.Lock()
	defer hits.Unlock()
	hits.n[name]++
	record(name)
	want, count := target()
	if want == name && count == hits.n[name] {
		if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
			panic(fmt.Sprintf("failpoint: killing the process at %s: %v", name, err))
		}
		select {} // the signal is on its way; nothing more may happen
	}
}

func target() (string, int) {
	name, n, ok := strings.Cut(os.Getenv("PECAGENT_FAILPOINT"), ":")
	if !ok {
		return name, 1
	}
	count, err := strconv.Atoi(n)
	if err != nil {
		panic("failpoint: PECAGENT_FAILPOINT must be name or name:N")
	}
	return name, count
}

func record(name string) {
	path := os.Getenv("PECAGENT_FAILPOINT_LOG")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(name + "\n")
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		panic(fmt.Sprintf("failpoint: recording %s: %v", name, err))
	}
}
