package shopify

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/orders"
)

const (
	exportLineMax = 1 << 20 // bytes of one order or one line of it
	exportTimeout = 90 * time.Second
	// exportSkipMax bounds what is thrown away where a host cannot begin in the
	// middle of a result.
	exportSkipMax = 4 << 30
)

// resultHosts are where the platform puts results; names below them count.
var resultHosts = []string{"storage.googleapis.com"}

// ReadExport reads a stretch of a gathering's result from a byte on: at most
// so many orders, with the lines that follow each. done tells that it was the
// last. asked is when the gathering began, to which its orders date.
func (c *Client) ReadExport(ctx context.Context, shop models.ShopID, token string, e catchup.Export, asked time.Time, from int64, limit int) (part catchup.Part, done bool, err error) {
	part.End = from
	if e.Address == "" {
		return part, true, nil
	}
	within, cancel := context.WithTimeout(ctx, exportTimeout)
	defer cancel()
	body, err := c.openResult(within, e.Address, from)
	if err != nil {
		return part, false, err
	}
	found, err := readResult(body, from, limit)
	_ = body.Close() // nothing is written: there is nothing to lose
	if err != nil {
		return part, false, err
	}
	switch whole := e.State == catchup.Complete; {
	case whole && (found.cut || found.done && found.end < e.Size):
		return part, false, models.Errorf(models.Unavailable, "the platform's result broke off")
	case !whole && found.done && len(found.orders) > 0:
		found.orders = found.orders[:len(found.orders)-1] // it may be one without its last lines
	}
	for i := range found.orders {
		if o := &found.orders[i]; o.shippedTwice() {
			if err := c.whole(ctx, shop, token, o); err != nil {
				return part, false, err
			}
		}
	}
	facts, unreadable, err := c.complete(ctx, shop, token, found.orders, asked)
	if err != nil {
		return part, false, err
	}
	return catchup.Part{Orders: facts, Unreadable: append(unreadable, found.unreadable...), End: found.end}, found.done, nil
}

// reachable picks the client that may read an address: the platform's storage
// at public addresses, or the very host that the operator named as the shops'.
func (c *Client) reachable(address string) (*http.Client, error) {
	refused := models.Errorf(models.Internal, "the platform's result lies where we may not read")
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Hostname() == "" {
		return nil, refused
	}
	if base, err := url.Parse(strings.Replace(c.options.ShopURL, shopToken, "shop", 1)); err == nil &&
		!shopIsHost(c.options.ShopURL) && u.Scheme == base.Scheme && u.Host == base.Host {
		return c.near, nil
	}
	for _, host := range resultHosts {
		if u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && (u.Hostname() == host || strings.HasSuffix(u.Hostname(), "."+host)) {
			return c.files, nil
		}
	}
	return nil, refused
}

// openResult begins at a byte, by the host's help or by passing over the rest.
func (c *Client) openResult(ctx context.Context, address string, from int64) (io.ReadCloser, error) {
	client, err := c.reachable(address)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, models.Errorf(models.Internal, "the platform's result has no usable address")
	}
	request.Header.Set("User-Agent", "Clientele")
	request.Header.Set("Accept-Encoding", "identity") // bytes are counted
	if from > 0 {
		request.Header.Set("Range", "bytes="+strconv.FormatInt(from, 10)+"-")
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, models.Wrap(models.Unavailable, withoutAddress(err), "the platform's result cannot be reached")
	}
	skip := int64(0)
	switch {
	case response.StatusCode == http.StatusPartialContent && from > 0:
	case response.StatusCode == http.StatusOK:
		skip = from
	case response.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		_ = response.Body.Close()
		return io.NopCloser(strings.NewReader("")), nil // read to its end before
	default:
		_ = response.Body.Close()
		return nil, models.Errorf(models.Unavailable, "the platform's result cannot be read (answer %d)", response.StatusCode)
	}
	if skip > exportSkipMax {
		_ = response.Body.Close()
		return nil, models.Errorf(models.Internal, "the platform's result is too large to be read again from its beginning")
	}
	if _, err := io.CopyN(io.Discard, response.Body, skip); err != nil {
		_ = response.Body.Close()
		return nil, models.Wrap(models.Unavailable, withoutAddress(err), "the platform's result broke off")
	}
	return response.Body, nil
}

// result is a stretch of a result, one JSON object a line, children after
// their order.
type result struct {
	orders     []toldOrder
	unreadable []catchup.Unreadable
	end        int64
	done       bool
	cut        bool // the last line broke off
	lost       bool // the order to which the next lines belong cannot be read
}

// readResult reads up to limit orders and stops before the next one.
func readResult(body io.Reader, from int64, limit int) (result, error) {
	in := bufio.NewReaderSize(body, 64<<10)
	out := result{end: from}
	for {
		line, size, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return out, models.Wrap(models.Unavailable, withoutAddress(err), "the platform's result broke off")
		}
		out.done = err != nil
		full, err := out.take(line, size > exportLineMax, limit)
		if err != nil || full {
			out.done = out.done && !full
			return out, err
		}
		if out.end += size; out.done {
			return out, nil
		}
	}
}

// take adds a line; full tells that it begins one order too many.
func (r *result) take(line []byte, tooLong bool, limit int) (full bool, err error) {
	line = bytes.TrimSpace(line)
	if tooLong {
		r.lose("a line of the order is longer than can be read")
		return false, nil
	}
	if len(line) == 0 {
		return false, nil
	}
	var item struct {
		toldLine
		Parent string `json:"__parentId"`
	}
	if err := json.Unmarshal(line, &item); err != nil {
		if r.cut = r.done; r.cut {
			return false, nil
		}
		return false, models.Errorf(models.Internal, "the platform's result has a line that cannot be read, after byte %d", r.end)
	}
	if item.Parent != "" {
		return false, r.child(item.toldLine, item.Parent)
	}
	if len(r.orders)+len(r.unreadable) >= limit {
		return true, nil
	}
	var o toldOrder
	if json.Unmarshal(line, &o) != nil {
		r.unreadable, r.lost = append(r.unreadable, catchup.Unreadable{Problem: "an order has another form than asked for"}), true
		return false, nil
	}
	r.orders, r.lost = append(r.orders, o), false
	return false, nil
}

// child adds a line to the order before it. Lines that come elsewhere would
// make orders look cheaper than they are, so nothing of such a result counts.
func (r *result) child(line toldLine, parent string) error {
	if r.lost {
		return nil
	}
	if len(r.orders) == 0 || r.orders[len(r.orders)-1].ID != parent {
		return models.Errorf(models.Internal, "the platform's result does not keep lines with their orders, after byte %d", r.end)
	}
	last := &r.orders[len(r.orders)-1]
	if len(last.LineItems.Nodes) >= orders.LinesMax {
		r.lose("lineItems are more than can be counted")
		return nil
	}
	last.LineItems.Nodes = append(last.LineItems.Nodes, line)
	return nil
}

// lose takes the last order out, which cannot be had whole.
func (r *result) lose(problem string) {
	if r.lost || len(r.orders) == 0 {
		return
	}
	last := r.orders[len(r.orders)-1]
	id := (&reader{}).number("", last.ID, "Order")
	r.unreadable = append(r.unreadable, catchup.Unreadable{Order: models.OrderID(id), Problem: problem})
	r.orders, r.lost = r.orders[:len(r.orders)-1], true
}

// readLine gives a line and its size in bytes, its end included; no line where
// it is longer than any should be.
func readLine(in *bufio.Reader) (line []byte, size int64, err error) {
	for {
		piece, err := in.ReadSlice('\n')
		size += int64(len(piece))
		if size <= exportLineMax {
			line = append(line, piece...)
		} else {
			line = nil
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return line, size, err
	}
}
