package imapbox

import (
	"slices"
	"strings"
)

// Role is what a folder is for, spelled as RFC 6154 spells it.
type Role string

const (
	Sent    Role = `\Sent`
	Drafts  Role = `\Drafts`
	Trash   Role = `\Trash`
	Junk    Role = `\Junk`
	Archive Role = `\Archive`
	All     Role = `\All`     // shows the messages of the other folders once more
	Flagged Role = `\Flagged` // shows the marked messages of the other folders once more
)

// roles are the names by which providers and mail programs call the folders of a role, lower case. They count where the
// server does not tell the role itself.
var roles = []struct {
	role  Role
	names []string
}{
	{Sent, []string{"sent", "sent items", "sent messages", "sent mail", "inviata", "inviate", "inviati", "posta inviata", "messaggi inviati", "elementi inviati"}},
	{Drafts, []string{"drafts", "draft", "bozze", "bozza"}},
	{Trash, []string{"trash", "deleted", "deleted items", "deleted messages", "bin", "cestino", "posta eliminata", "elementi eliminati", "messaggi eliminati"}},
	{Junk, []string{"junk", "junk e-mail", "junk email", "spam", "bulk mail", "posta indesiderata", "indesiderata"}},
}

// roleOf is the role the server tells, else the one that the last part of the name has.
func roleOf(f Folder) Role {
	for _, a := range f.Attrs {
		for _, r := range []Role{Sent, Drafts, Trash, Junk, Archive, All, Flagged} {
			if strings.EqualFold(a, string(r)) {
				return r
			}
		}
	}
	name := f.Name
	if f.Delim != 0 {
		name = name[strings.LastIndex(name, string(f.Delim))+1:]
	}
	return RoleOfName(name)
}

// RoleOfName is the role a folder of that name usually has, in Italian or English; "" for any other.
func RoleOfName(name string) Role {
	for _, r := range roles {
		if slices.Contains(r.names, strings.ToLower(strings.TrimSpace(name))) {
			return r.role
		}
	}
	return ""
}

// Find gives the folder of a role to use: one whose role the server tells before one that only has the name, the first of
// several. ok is false where there is none.
func Find(list []Folder, role Role) (f Folder, ok bool) {
	for _, told := range []bool{true, false} {
		for _, f := range list {
			if f.Selectable && f.Role == role && (!told || slices.ContainsFunc(f.Attrs, func(a string) bool { return strings.EqualFold(a, string(role)) })) {
				return f, true
			}
		}
	}
	return Folder{}, false
}

// Excluded reports whether a folder is not to be read: exclude names it or a folder above it, or names the role it has, in
// whatever of its usual words ("Cestino" is the server's \Trash, whatever that is called there).
func Excluded(f Folder, exclude []string) bool {
	return slices.ContainsFunc(exclude, func(e string) bool {
		role := RoleOfName(e)
		if role != "" && f.Role == role {
			return true
		}
		for name := f.Name; ; {
			i := strings.LastIndex(name, string(f.Delim))
			if f.Delim == 0 {
				i = -1
			}
			if strings.EqualFold(name, e) || role != "" && RoleOfName(name[i+1:]) == role {
				return true
			}
			if i < 0 {
				return false
			}
			name = name[:i]
		}
	})
}
