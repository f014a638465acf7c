//go:build race

package imapbox

// raceEnabled says whether the race detector runs.
const raceEnabled = true
