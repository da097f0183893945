package services

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"clientele/models"
	"clientele/models/booking"
)

// IDOf is the id of the service that a form makes, so that a form which is sent
// twice makes one.
func IDOf(salt []byte, key string) booking.ServiceID {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte("service|" + key))
	return booking.ServiceID(hex.EncodeToString(mac.Sum(nil)[:10]))
}

// Edit is the service with other settings, made on a version of it.
func (s Service) Edit(settings Settings, base int64, actor string, w Surroundings, now time.Time) (Service, error) {
	if base != s.Version {
		return s, models.Errorf(models.Conflict, "somebody changed this service meanwhile; load it and make your change again")
	}
	settings = settings.Tidy()
	if err := settings.Check(w); err != nil {
		return s, err
	}
	s.Settings, s.UpdatedAt, s.SavedBy = settings, models.Instant(now), actor
	if s.CreatedAt.IsZero() {
		s.CreatedAt = s.UpdatedAt
	}
	return s, nil
}
