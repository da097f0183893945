package store

import (
	"encoding/binary"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/feeds"
)

type feedRow struct {
	ID       string          `bson:"_id"`
	Shop     models.ShopID   `bson:"shop"`
	Staff    booking.StaffID `bson:"staff"`
	Feed     string          `bson:"feed"`
	Version  int64           `bson:"version"`
	Sealed   []byte          `bson:"sealed"`
	Hint     string          `bson:"hint"`
	AddedAt  time.Time       `bson:"addedAt"`
	AddedBy  string          `bson:"addedBy"`
	NextAt   time.Time       `bson:"nextAt"`
	TriedAt  time.Time       `bson:"triedAt"`
	Failure  string          `bson:"failure"`
	Detail   string          `bson:"detail"`
	ETag     string          `bson:"etag"`
	Modified string          `bson:"modified"`
	Zone     string          `bson:"zone"`
	ReadAt   time.Time       `bson:"readAt"`
	WholeAt  time.Time       `bson:"wholeAt"`
	Events   int             `bson:"events"`
	Unknown  []string        `bson:"unknown"`
	// Busy are spans one after the other: what lies between the end of the one
	// before and its beginning, and how long it is, both in milliseconds and as
	// short as they can be written.
	Busy []byte `bson:"busy"`
}

func toFeedRow(f feeds.Feed) feedRow {
	return feedRow{
		ID: key(f.Shop, string(f.Staff), f.ID), Shop: f.Shop, Staff: f.Staff, Feed: f.ID, Version: f.Version + 1, Sealed: f.Sealed, Hint: f.Hint,
		AddedAt: f.AddedAt, AddedBy: f.AddedBy, NextAt: f.NextAt, TriedAt: f.TriedAt, Failure: string(f.Failure.Kind), Detail: f.Failure.Detail,
		ETag: f.Mark.ETag, Modified: f.Mark.Modified, Zone: f.Zone, ReadAt: f.ReadAt, WholeAt: f.WholeAt, Events: f.Events, Unknown: f.UnknownZones,
		Busy: packSpans(f.Busy),
	}
}

func (r feedRow) feed() (feeds.Feed, error) {
	busy, err := r.spans(times.Span{From: times.Never, To: times.Ever})
	return feeds.Feed{
		Shop: r.Shop, Staff: r.Staff, ID: r.Feed, Version: r.Version, Sealed: r.Sealed, Hint: r.Hint, AddedAt: r.AddedAt, AddedBy: r.AddedBy,
		NextAt: r.NextAt, TriedAt: r.TriedAt, Failure: feeds.Failure{Kind: feeds.FailureKind(r.Failure), Detail: r.Detail},
		Reading: feeds.Reading{
			Mark: feeds.Mark{ETag: r.ETag, Modified: r.Modified}, Zone: r.Zone, ReadAt: r.ReadAt, WholeAt: r.WholeAt, Events: r.Events,
			UnknownZones: r.Unknown, Busy: busy,
		},
	}, err
}

// packSpans packs merged spans.
func packSpans(spans []times.Span) []byte {
	var packed []byte
	at := times.Instant(0)
	for _, s := range spans {
		packed = binary.AppendVarint(packed, int64(s.From-at))
		packed = binary.AppendUvarint(packed, uint64(s.To-s.From))
		at = s.To
	}
	return packed
}

// spans unpacks those that meet a span.
func (r feedRow) spans(within times.Span) ([]times.Span, error) {
	var spans []times.Span
	at := times.Instant(0)
	for left := r.Busy; len(left) > 0; {
		gap, n := binary.Varint(left)
		length, m := binary.Uvarint(left[max(n, 0):])
		if n <= 0 || m <= 0 {
			return nil, models.Errorf(models.Internal, "the times of calendar %s are damaged", r.ID)
		}
		left = left[n+m:]
		s := times.Span{From: at + times.Instant(gap)}
		s.To = s.From + times.Instant(length)
		if at = s.To; s.Meets(within) {
			spans = append(spans, s)
		}
	}
	return spans, nil
}

type linkRow struct {
	ID     string          `bson:"_id"`
	Shop   models.ShopID   `bson:"shop"`
	Staff  booking.StaffID `bson:"staff"`
	Digest string          `bson:"digest"`
	Titles feeds.Titles    `bson:"titles"`
	MadeAt time.Time       `bson:"madeAt"`
	MadeBy string          `bson:"madeBy"`
}

func toLinkRow(l feeds.Link) linkRow {
	return linkRow{ID: linkKey(l.Shop, l.Staff), Shop: l.Shop, Staff: l.Staff, Digest: l.Digest, Titles: l.Titles, MadeAt: l.MadeAt, MadeBy: l.MadeBy}
}

func fromLinkRow(r linkRow) feeds.Link {
	return feeds.Link{Shop: r.Shop, Staff: r.Staff, Digest: r.Digest, Titles: r.Titles, MadeAt: r.MadeAt, MadeBy: r.MadeBy}
}
