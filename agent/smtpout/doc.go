// Package smtpout composes the Order's letters and hands them to the submission server, one recipient and one connection each.
package smtpout
