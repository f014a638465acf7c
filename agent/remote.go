package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
)

// ErrNoAgent: nobody answers on the socket of the data folder.
var ErrNoAgent = errors.New("no agent is running")

// do sends one request to the agent and decodes its answer.
func (r *Remote) do(ctx context.Context, method, path string, body io.Reader, into any) error {
	return r.request(ctx, method, path, body, func(dec *json.Decoder) error { return dec.Decode(into) })
}

func (r *Remote) stream(ctx context.Context, path string, read func(*json.Decoder) error) error {
	return r.request(ctx, "GET", path, nil, read)
}

func (r *Remote) request(ctx context.Context, method, path string, body io.Reader, read func(*json.Decoder) error) (err error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://pecagent"+path, body)
	if err != nil {
		return err
	}
	resp, err := r.c.Do(req)
	if errors.Is(err, syscall.ENOENT) || errors.Is(err, syscall.ECONNREFUSED) {
		return ErrNoAgent
	}
	if err != nil {
		return fmt.Errorf("asking the running agent: %w", err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		b, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return errors.Join(fmt.Errorf("the running agent says: %s", strings.TrimSpace(string(b))), err)
	}
	return read(json.NewDecoder(resp.Body))
}
