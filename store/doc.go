// Package store keeps what pecagent knows.
package store
