package imapbox

import "testing"

func TestRoleOf(t *testing.T) {
	for _, c := range []struct {
		f    Folder
		want Role
	}{
		{Folder{Name: "Trash", Attrs: []string{`\HasNoChildren`, `\trash`}}, Trash},
		{Folder{Name: "Roba", Attrs: []string{`\Sent`}}, Sent},
		{Folder{Name: "INBOX.Posta inviata", Delim: '.'}, Sent},
		{Folder{Name: "Bozze", Delim: '/'}, Drafts},
		{Folder{Name: "Elementi eliminati"}, Trash},
		{Folder{Name: "Pratiche/Bozze di lettere", Delim: '/'}, ""},
		{Folder{Name: "INBOX"}, ""},
		{Folder{Name: "sent", Attrs: []string{`\Archive`}}, Archive}, // what the server says goes before the name
	} {
		if got := roleOf(c.f); got != c.want {
			t.Errorf("%+v: %q, want %q", c.f, got, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	list := []Folder{{Name: "Inviata", Selectable: true, Role: Sent}, {Name: "A", Role: Sent, Attrs: []string{`\Sent`}}, {Name: "X", Selectable: true, Role: Sent, Attrs: []string{`\Sent`}}}
	if f, ok := Find(list, Sent); !ok || f.Name != "X" {
		t.Errorf("the told one: %+v %v", f, ok)
	}
	if f, ok := Find(list[:2], Sent); !ok || f.Name != "Inviata" {
		t.Errorf("by name: %+v %v", f, ok)
	}
	if f, ok := Find(list, Trash); ok {
		t.Errorf("none: %+v", f)
	}
}

func TestExcluded(t *testing.T) {
	trash := Folder{Name: "Papelera", Delim: '/', Role: Trash}
	for _, c := range []struct {
		f    Folder
		list []string
		want bool
	}{
		{trash, nil, false},
		{trash, []string{"Cestino"}, true},
		{trash, []string{"deleted items"}, true},
		{trash, []string{"Bozze"}, false},
		{Folder{Name: "Trash/2024", Delim: '/'}, []string{"Cestino"}, true},
		{Folder{Name: "Personale/ferie", Delim: '/'}, []string{"personale"}, true},
		{Folder{Name: "Personale2", Delim: '/'}, []string{"Personale"}, false},
		{Folder{Name: "Pratiche"}, []string{"Altro", "pratiche"}, true},
		{Folder{Name: "INBOX"}, []string{""}, false},
	} {
		if got := Excluded(c.f, c.list); got != c.want {
			t.Errorf("%s by %q: %v", c.f.Name, c.list, got)
		}
	}
}
