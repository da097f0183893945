package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// resultURL is where a bulk operation's result can be read until a time, by
// whoever has the address.
func (s *Server) resultURL(handle string, id int64, ends time.Time) string {
	q := url.Values{"expires": {strconv.FormatInt(ends.Unix(), 10)}}
	q.Set("signature", s.resultSignature(handle, itoa(id), q.Get("expires")))
	return s.opts.BaseURL + "/bulk/" + handle + "/" + itoa(id) + ".jsonl?" + q.Encode()
}

func (s *Server) resultSignature(handle, id, expires string) string {
	mac := hmac.New(sha256.New, []byte(s.opts.ClientSecret+" results"))
	mac.Write([]byte(handle + "/" + id + "/" + expires))
	return hex.EncodeToString(mac.Sum(nil))
}

// handleResult gives a result, or a stretch of it. One that was gathered before
// a restart is gathered again.
func (s *Server) handleResult(w http.ResponseWriter, r *http.Request) {
	handle, id := r.PathValue("handle"), r.PathValue("id")
	id = strings.TrimSuffix(id, ".jsonl")
	q := r.URL.Query()
	ends, err := strconv.ParseInt(q.Get("expires"), 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	good := hmac.Equal([]byte(s.resultSignature(handle, id, q.Get("expires"))), []byte(q.Get("signature")))
	if err != nil || err2 != nil || !good || s.Faults().Bulk == BulkExpired || !s.Now().Before(time.Unix(ends, 0)) {
		http.Error(w, "<Error><Code>ExpiredToken</Code></Error>", http.StatusForbidden)
		return
	}
	var content []byte
	s.read(func(st *state) {
		sh, err := st.shop(handle)
		if err != nil || sh.bulk(n) == nil {
			return
		}
		if _, kept := s.results[n]; !kept {
			(&run{server: s, state: st, shop: sh}).gather(sh.bulk(n))
		}
		content = s.results[n]
	})
	if content == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/jsonl")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
