//go:build unix && !linux

package servertest

import "syscall"

// dieWithTest has no counterpart here: a killed test process leaves its servers to the operator.
func dieWithTest(*syscall.SysProcAttr) {}
