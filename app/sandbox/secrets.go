package sandbox

import "time"

// rotation is how long the client secret of before stays valid beside its
// successor.
const rotation = time.Hour

// RotateSecret makes another client secret. For an hour the one of before is
// valid, too, and signs webhooks and storefront requests; ID tokens carry the
// new one at once.
func (s *Server) RotateSecret(secret string) error {
	return s.change(func(st *state) error {
		current, _ := s.secretsOf(st)
		if len(secret) < 16 || secret == current {
			return refuse("the new client secret must be another one, of 16 characters or more")
		}
		st.Secret, st.FormerSecret, st.FormerEnds = secret, current, s.now().Add(rotation)
		return nil
	})
}

// Secrets are the client secret and, while it is still valid, the one before;
// empty when there is none.
func (s *Server) Secrets() (current, former string) {
	s.read(func(st *state) { current, former = s.secretsOf(st) })
	return current, former
}

// secretsOf does the same for a caller that holds the lock.
func (s *Server) secretsOf(st *state) (current, former string) {
	if st.Secret == "" {
		return s.opts.ClientSecret, s.opts.OldSecret
	}
	if s.now().Before(st.FormerEnds) {
		former = st.FormerSecret
	}
	return st.Secret, former
}

// clientSecret is the newest secret, which ID tokens and page loads carry.
func (s *Server) clientSecret() string {
	current, _ := s.Secrets()
	return current
}

// signingSecret is the secret webhooks and proxy requests are signed with: the
// oldest one still valid.
func (s *Server) signingSecret() string {
	current, former := s.Secrets()
	if former != "" {
		return former
	}
	return current
}
