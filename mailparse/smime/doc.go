// Package smime verifies the detached CMS signature of a certified message.
package smime
