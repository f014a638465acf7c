package servertest

import "syscall"

// dieWithTest ends the server when the test process is killed before its clean-up.
func dieWithTest(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGTERM }
