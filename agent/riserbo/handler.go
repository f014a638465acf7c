package riserbo

import (
	"context"
	"fmt"
	"log/slog"
)

// Handler masks every record before another handler writes it.
type Handler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h Handler) Handle(ctx context.Context, r slog.Record) error {
	masked := slog.NewRecord(r.Time, r.Level, Maschera(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		masked.AddAttrs(attr(a))
		return true
	})
	return h.Handler.Handle(ctx, masked)
}

// WithAttrs implements slog.Handler.
func (h Handler) WithAttrs(list []slog.Attr) slog.Handler {
	masked := make([]slog.Attr, len(list))
	for i, a := range list {
		masked[i] = attr(a)
	}
	return Handler{h.Handler.WithAttrs(masked)}
}

// WithGroup implements slog.Handler.
func (h Handler) WithGroup(name string) slog.Handler { return Handler{h.Handler.WithGroup(name)} }

func attr(a slog.Attr) slog.Attr { return slog.Attr{Key: a.Key, Value: value(a.Value.Resolve())} }

// value masks whatever is or becomes text.
func value(v slog.Value) slog.Value {
	switch v.Kind() {
	case slog.KindString:
		return slog.StringValue(Maschera(v.String()))
	case slog.KindAny:
		return slog.StringValue(Maschera(fmt.Sprint(v.Any())))
	case slog.KindGroup:
		list := make([]slog.Attr, 0, len(v.Group()))
		for _, a := range v.Group() {
			list = append(list, attr(a))
		}
		return slog.GroupValue(list...)
	}
	return v
}
