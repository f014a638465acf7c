package imapbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// maxFolders is how many folders of one account are listed: more is a server that plays with us.
const maxFolders = 5000

// Folders lists every folder of the account, in the order of the names. A folder whose status the server refuses is
// listed, and the error (joined *FolderError) says so: the list is usable. The server is asked once for all where it has
// LIST-STATUS (RFC 5819), else once for each folder.
func (b *Box) Folders(ctx context.Context) ([]Folder, error) {
	list, err := b.names(ctx, true)
	if err != nil {
		return nil, err
	}
	var refused []error
	for i := range list {
		f := &list[i]
		switch {
		case !f.Selectable || f.UIDValidity != 0:
			continue
		case f.Name == b.folder:
			f.Messages, f.UIDNext, f.UIDValidity = b.messages, b.next, b.validity // RFC 3501 §6.3.10: STATUS is not for the open folder
			continue
		}
		var no *FolderError
		if err := b.status(ctx, f); errors.As(err, &no) {
			refused = append(refused, err)
		} else if err != nil {
			return nil, err
		}
	}
	return list, errors.Join(refused...)
}

// statusItems is what is asked of each folder.
func statusItems() *imap.StatusOptions {
	return &imap.StatusOptions{NumMessages: true, UIDNext: true, UIDValidity: true}
}

// names lists the folders, with the status of each where that comes in one answer. A server with SPECIAL-USE but without
// LIST-EXTENDED tells what a folder is for unasked (RFC 6154 §2).
func (b *Box) names(ctx context.Context, status bool) ([]Folder, error) {
	var o *imap.ListOptions
	if b.caps.Has(imap.CapListExtended) {
		o = &imap.ListOptions{ReturnSpecialUse: b.caps.Has(imap.CapSpecialUse)}
		if status && b.caps.Has(imap.CapListStatus) {
			o.ReturnStatus = statusItems()
		}
	}
	var data []*imap.ListData
	err := b.run(ctx, "LIST", 2*small, func() (err error) {
		data, err = b.client.List("", "*", o).Collect()
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(data) > maxFolders {
		return nil, fmt.Errorf("imap server %s lists %d folders, more than %d", b.o.addr(), len(data), maxFolders)
	}
	list := make([]Folder, 0, len(data))
	for _, d := range data {
		list = append(list, folderOf(d))
	}
	slices.SortStableFunc(list, func(x, y Folder) int { return cmp.Compare(x.Name, y.Name) })
	return slices.CompactFunc(list, func(x, y Folder) bool { return x.Name == y.Name }), nil
}

func folderOf(d *imap.ListData) Folder {
	f := Folder{Name: d.Mailbox, Delim: d.Delim, Selectable: true}
	for _, a := range d.Attrs {
		f.Attrs = append(f.Attrs, string(a))
		if a == imap.MailboxAttrNoSelect || a == imap.MailboxAttrNonExistent {
			f.Selectable = false
		}
	}
	f.Role = roleOf(f)
	if d.Status != nil {
		f.take(d.Status)
	}
	return f
}

func (f *Folder) take(s *imap.StatusData) {
	if s.NumMessages != nil {
		f.Messages = *s.NumMessages
	}
	f.UIDNext, f.UIDValidity = uint32(s.UIDNext), s.UIDValidity
}

// status asks for one folder, which must not be the open one.
func (b *Box) status(ctx context.Context, f *Folder) error {
	var data *imap.StatusData
	err := b.run(ctx, "STATUS", small, func() (err error) {
		data, err = b.client.Status(f.Name, statusItems()).Wait()
		return err
	})
	var no *imap.Error
	switch {
	case errors.As(err, &no):
		return &FolderError{Server: b.o.addr(), Folder: f.Name, Text: clip(no.Text)}
	case err != nil:
		return err
	}
	f.take(data)
	return nil
}
